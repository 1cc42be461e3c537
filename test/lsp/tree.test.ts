import { cpSync } from "node:fs";
import { createHash } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Notifications, Requests } from "../../server/src/protocol";
import { built, repository } from "../support/build";
import { folderWith } from "../support/folder";
import { Client } from "./client";

beforeAll(built, 120_000);

let root: string;
beforeEach(() => {
  root = folderWith({});
  cpSync(path.join(repository, "examples/mini-bootstrap"), root, { recursive: true });
});

function ask<Method extends keyof Requests>(
  client: Client,
  method: Method,
  params: Requests[Method]["params"],
): Promise<Requests[Method]["result"] | null> {
  return client.connection.sendRequest(method, params);
}

/** `number name:pass`, a `-` for the number of what is not active. */
async function planOf(client: Client): Promise<string[]> {
  const plan = await ask(client, "bootstrappable/plan", { root });
  return (plan?.steps ?? []).map(({ number, name, pass }) => `${number ?? "-"} ${name}:${pass ?? "-"}`);
}

describe("the plan", () => {
  it("has every step, active or not and why", async () => {
    const client = await Client.start();
    const plan = await ask(client, "bootstrappable/plan", { root });
    expect(plan?.phases).toEqual([{ title: "kaem era", era: "kaem" }]);
    expect(plan?.errors).toBe(0);
    const jump = plan?.steps.at(-1);
    expect(jump).toMatchObject({ kind: "jump", name: "fiwix", why: "KERNEL_BOOTSTRAP is False", phase: 0 });
    expect(jump).not.toHaveProperty("number");
    const greet = plan?.steps.filter(({ name }) => name === "greet-1.0");
    expect(greet?.map(({ pass, passes, script }) => [pass, passes, script])).toEqual([
      [1, 2, "steps/greet-1.0/pass1.kaem"],
      [2, 2, "steps/greet-1.0/pass2.kaem"],
    ]);
  });

  it("is that of the text in the editor", async () => {
    const client = await Client.start();
    const uri = pathToFileURL(path.join(root, "steps/manifest")).href;
    await client.open(uri, "bootstrap-manifest", "build: greet-1.0\nimprove: motd\n");
    expect(await planOf(client)).toEqual(["1 greet-1.0:1", "2 motd:-"]);
  });

  it("offers no rename of what a rename would refuse, and tells the same reason", async () => {
    const client = await Client.start();
    const uri = pathToFileURL(path.join(root, "steps/manifest")).href;
    await client.open(uri, "bootstrap-manifest", "build: greet-1.0\nimprove: motd ( CHROOT == True )\n");
    const at = (line: number, character: number) => ({
      textDocument: { uri },
      position: { line, character },
    });
    const variable = at(1, 17);
    const offered = client.connection.sendRequest("textDocument/prepareRename", variable);
    await expect(offered).rejects.toThrow("rootfs.py writes CHROOT");
    const done = client.connection.sendRequest("textDocument/rename", { ...variable, newName: "OTHER" });
    await expect(done).rejects.toThrow("rootfs.py writes CHROOT");
    expect(await client.connection.sendRequest("textDocument/prepareRename", at(0, 8))).toMatchObject({
      placeholder: "greet-1.0",
    });
  });

  it("changes what is found in other files that are open", async () => {
    const uriOf = (file: string) => pathToFileURL(path.join(root, file)).href;
    const client = await Client.start();
    const script = uriOf("steps/greet-1.0/pass1.kaem");
    await client.open(script, "kaem", await readFile(path.join(root, "steps/greet-1.0/pass1.kaem"), "utf8"));
    expect((await client.published(script, 1)).diagnostics).toEqual([]);

    const again = client.publishedAgain(script, 1);
    const manifest = await readFile(path.join(root, "steps/manifest"), "utf8");
    await client.open(uriOf("steps/manifest"), "bootstrap-manifest", manifest);
    // Then the program that it runs is made behind it.
    const text = `build: greet-1.0\n${manifest}`;
    await client.change(uriOf("steps/manifest"), 2, [{ text }]);
    expect((await again).diagnostics.map(({ code }) => code)).toContain("kaem/unknown-program");

    const closed = client.publishedAgain(script, 1);
    await client.close(uriOf("steps/manifest"));
    expect((await closed).diagnostics).toEqual([]);
  });

  it("of what is no tree is null", async () => {
    const client = await Client.start();
    expect(await ask(client, "bootstrappable/plan", { root: `${root}/steps` })).toBeNull();
    expect(await ask(client, "bootstrappable/plan", { root: "/nowhere" })).toBeNull();
  });
});

it("a file's steps", async () => {
  const client = await Client.start();
  const of = async (file: string) => ask(client, "bootstrappable/stepsOf", { path: `${root}/${file}` });
  expect(await of("steps/greet-1.0/pass2.kaem")).toEqual({ root, steps: [5] });
  expect(await of("steps/greet-1.0/sources")).toEqual({ root, steps: [3, 5] });
  expect(await of("README.md")).toEqual({ root, steps: [] });
});

it("the files that stand for paths of a run's root", async () => {
  const client = await Client.start();
  const paths = [
    "/steps/greet-1.0/pass2.kaem",
    "/external/distfiles/greet-1.0_x86.hex0",
    "/steps/../README.md",
    "/no",
  ];
  const answer = await ask(client, "bootstrappable/rootFiles", { root, paths });
  expect(answer?.files).toEqual([
    `${root}/steps/greet-1.0/pass2.kaem`,
    `${root}/distfiles/greet-1.0_x86.hex0`,
    null,
    null,
  ]);
  expect(await ask(client, "bootstrappable/rootFiles", { root: "/nowhere", paths })).toBeNull();
});

describe("the configuration", () => {
  it("is the default, a choice, and the default again", async () => {
    const client = await Client.start();
    const before = await ask(client, "bootstrappable/configuration", { root });
    expect(before).toMatchObject({ source: "default", architecture: "x86", mode: "chroot" });
    expect(before?.architectures).toEqual(["x86", "amd64"]);
    // A run takes this machine's own, where the tree starts from it.
    const own = process.arch === "x64" ? "amd64" : "x86";
    expect(before?.runs).toEqual({ architecture: own, told: false, set: {} });
    expect(before?.variables).toEqual([
      { name: "CHROOT", value: "True", compared: ["True"] },
      { name: "KERNEL_BOOTSTRAP", value: "False", compared: ["True"] },
    ]);
    const choice = { architecture: "amd64", mode: "qemu", variables: { "no name": "x", JOBS: "7" } };
    const chosen = await ask(client, "bootstrappable/choose", { root, choice });
    expect(chosen).toMatchObject({ source: "chosen", architecture: "amd64", mode: "qemu" });
    expect(chosen?.runs).toEqual({ architecture: "amd64", told: true, set: { JOBS: "7" } });
    expect((await planOf(client)).filter((line) => /shout|fiwix/.test(line))).toEqual([
      "- shout-1.0:1",
      "- shout_motd:-",
      "- /usr/bin/shout /etc/motd:-",
      "10 fiwix:-",
    ]);
    const { files } = (await ask(client, "bootstrappable/scripts", { root }))!;
    expect(files.at(-1)?.text).toContain("JOBS=7\n");
    await ask(client, "bootstrappable/choose", { root, choice: { architecture: "vax" } });
    expect(await ask(client, "bootstrappable/configuration", { root })).toEqual(before);
  });

  it("is that of a bootstrap.cfg, and a run is told of it", async () => {
    const config = path.join(root, "steps/bootstrap.cfg");
    await writeFile(config, "ARCH=x86\nARCH_DIR=x86\nCHROOT=True\n");
    const client = await Client.start();
    const found = await ask(client, "bootstrappable/configuration", { root });
    expect(found).toMatchObject({ source: "file", architecture: "x86" });
    expect(found?.runs).toEqual({ architecture: "x86", told: true, config, set: {} });
    const choice = { architecture: "amd64", variables: { JOBS: "7" } };
    const chosen = await ask(client, "bootstrappable/choose", { root, choice });
    // The file is the ground that the choice stands on, and says another architecture.
    expect(chosen?.runs).toEqual({
      ...{ architecture: "amd64", told: true, config },
      set: { ARCH: "amd64", ARCH_DIR: "AMD64", JOBS: "7" },
    });
  });

  it("can be chosen from the start, and dims the manifest", async () => {
    const choices = { [root]: { mode: "qemu" } };
    const client = await Client.start({}, undefined, { choices });
    expect(await ask(client, "bootstrappable/configuration", { root })).toMatchObject({ source: "chosen" });
    expect(await planOf(client)).toContain("10 fiwix:-");
  });
});

describe("where something comes from", () => {
  const from = (client: Client, of: string, expanded?: readonly number[]) =>
    ask(client, "bootstrappable/provenance", { root, of, ...(expanded && { expanded }) });

  it("is a picture with places in the tree, of paths, files and steps", async () => {
    const client = await Client.start();
    const found = await from(client, "/usr/bin/greet");
    expect(found).toMatchObject({ title: "/usr/bin/greet", architecture: "x86" });
    expect(found?.totals).toMatchObject({ binaryBytes: 760, missing: [] });
    const target = found?.nodes.find(({ isTarget }) => isTarget);
    expect(target).toMatchObject({ kind: "artifact", title: "/usr/bin/greet" });
    expect(target?.file).toBe(`${root}/steps/greet-1.0/pass2.kaem`);
    const line = (await readFile(target!.file!, "utf8")).split("\n")[target!.line!];
    expect(line).toMatch(/^hex0 .*greet/);
    const ids = new Set(found?.nodes.map(({ id }) => id));
    for (const { from: start, to } of found!.edges)
      expect([ids.has(start), ids.has(to)]).toEqual([true, true]);
    for (const { x, y, width, height } of found!.nodes) {
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(found!.width);
      expect(y + height).toBeLessThanOrEqual(found!.height);
    }
    const file = await from(client, `${root}/seed/stage0-posix/x86/hex0_x86.hex0`);
    expect(file?.nodes.filter(({ isTarget }) => isTarget).map(({ title }) => title)).toContain(
      "/x86/artifact/hex0",
    );
    expect((await from(client, "motd"))?.nodes.find(({ isTarget }) => isTarget)).toMatchObject({
      kind: "step",
    });
    expect(await from(client, "/usr/bin/nobody")).toBeNull();
    expect(
      await ask(client, "bootstrappable/provenance", { root: "/nowhere", of: "/usr/bin/greet" }),
    ).toBeNull();
  });

  it("opens and closes groups, and follows the configuration", async () => {
    const client = await Client.start();
    const closed = await from(client, "/usr/bin/greet", []);
    const group = closed?.nodes.find(({ kind }) => kind === "group");
    expect(group?.members?.length).toBeGreaterThan(0);
    const opened = await from(client, "/usr/bin/greet", [group!.group!]);
    expect(opened?.expanded).toEqual([group!.group]);
    expect(opened?.nodes.some(({ id }) => id === group!.id)).toBe(false);
    expect(opened!.nodes.length).toBeGreaterThan(closed!.nodes.length);
    await ask(client, "bootstrappable/choose", { root, choice: { architecture: "amd64" } });
    expect(await from(client, "/usr/bin/greet")).toMatchObject({ architecture: "amd64" });
  });

  it("is a file, too", async () => {
    const client = await Client.start();
    const file = (format: "svg" | "dot") =>
      ask(client, "bootstrappable/provenanceFile", { root, of: "/etc/motd", format });
    expect((await file("svg"))?.text).toMatch(/^<\?xml[^]*<\/svg>\n$/);
    expect((await file("dot"))?.text).toMatch(/^digraph "\/etc\/motd \(x86\)" \{/);
  });
});

it("the seeds and what they are to become", async () => {
  const client = await Client.start();
  const answer = (await ask(client, "bootstrappable/seeds", { root }))!;
  expect(answer.seeds.map(({ folder, state, size }) => [folder, state, size])).toEqual([
    ["AMD64", "source-only", 292],
    ["AMD64", "source-only", 579],
    ["x86", "source-only", 251],
    ["x86", "source-only", 509],
  ]);
  const [amd64] = answer.answers;
  expect(amd64?.path).toBe(`${root}/seed/stage0-posix/amd64.answers`);
  expect(amd64?.artifacts[0]).toEqual({
    name: "bootstrap-seeds/POSIX/AMD64/hex0-seed",
    sha256: answer.seeds[0]?.sha256,
    line: 0,
  });
});

describe("the distfiles", () => {
  const states = async (client: Client) => {
    const answer = await ask(client, "bootstrappable/distfiles", { root });
    return (answer?.distfiles ?? []).map(({ name, state }) => `${name} ${state}`);
  };

  it("are there, changed, gone, and there again", async () => {
    const client = await Client.start();
    const file = path.join(root, "distfiles/greet-1.0_x86.hex0");
    const before = await readFile(file);
    expect(await states(client)).toEqual(["greet-1.0_x86.hex0 have", "greet-1.0_AMD64.hex0 have"]);
    await writeFile(file, "41\n");
    const bad = (await ask(client, "bootstrappable/distfiles", { root }))?.distfiles[0];
    expect(bad).toMatchObject({
      state: "bad",
      size: 3,
      beforeNetwork: true,
      received: createHash("sha256").update("41\n").digest("hex"),
      needed: [{ package: "greet-1.0", sources: `${root}/steps/greet-1.0/sources`, line: 0 }],
    });
    await rm(file);
    expect(await states(client)).toEqual(["greet-1.0_x86.hex0 missing", "greet-1.0_AMD64.hex0 have"]);
    await writeFile(file, before);
    expect(await states(client)).toEqual(["greet-1.0_x86.hex0 have", "greet-1.0_AMD64.hex0 have"]);
  });
});

describe("changes", () => {
  type Told = Notifications["bootstrappable/treeChanged"];

  async function listening(initializationOptions: object) {
    const client = await Client.start({}, undefined, initializationOptions);
    const told: Told[] = [];
    client.connection.onNotification("bootstrappable/treeChanged", (params: Told) => {
      told.push(params);
    });
    return { client, told };
  }

  it("are told: of files, of open documents and of choices", async () => {
    const { client, told } = await listening({ treeChanges: true });
    const manifest = path.join(root, "steps/manifest");
    await writeFile(manifest, "build: greet-1.0\n");
    const changes = [{ uri: pathToFileURL(manifest).href, type: 2 }];
    await client.connection.sendNotification("workspace/didChangeWatchedFiles", { changes });
    expect(await planOf(client)).toEqual(["1 greet-1.0:1"]);
    expect(told).toEqual([{ roots: [root] }]);
    await client.open(changes[0]!.uri, "bootstrap-manifest", "improve: motd\n");
    expect(await planOf(client)).toEqual(["1 motd:-"]);
    expect(told).toHaveLength(2);
    await ask(client, "bootstrappable/choose", { root, choice: null });
    await planOf(client);
    expect(told).toHaveLength(3);
  });

  it("that the editor lost are found when it asks to look again", async () => {
    const watching = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } };
    const client = await Client.start(watching, undefined, {}, root);
    await planOf(client);
    // From here on the folder is watched.
    const before = await planOf(client);
    await writeFile(path.join(root, "steps/manifest"), "build: greet-1.0\n");
    expect(await planOf(client)).toEqual(before);
    expect(await ask(client, "bootstrappable/lookAgain", {})).toBeNull();
    expect(await planOf(client)).toEqual(["1 greet-1.0:1"]);
  });

  it("are not told to an editor that did not ask", async () => {
    const { client, told } = await listening({});
    await ask(client, "bootstrappable/choose", { root, choice: { mode: "qemu" } });
    await planOf(client);
    expect(told).toEqual([]);
  });
});
