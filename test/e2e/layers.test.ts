import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import { defaultConfiguration } from "@bootstrappable/core/tree/configuration";
import { generateScripts } from "@bootstrappable/core/tree/generate/generateScripts";
import { treeAt } from "@bootstrappable/core/tree/tree";
import { Workspace } from "@bootstrappable/core/tree/workspace";
import { begun, numbers } from "./checkpointSupport";
import { buildCli, canRun, Place, users } from "./runSupport";

const supported = await canRun("layers");

let place: Place;
beforeAll(buildCli, 120_000);
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.remove());

/** A small x86-64 program as hex0. */
function program(code: string): string {
  const size = (0x78 + code.replace(/[^0-9A-F]/g, "").length / 2).toString(16).padStart(2, "0");
  return `7F454C46 02 01 01 00 0000000000000000 0200 3E00 01000000 7800600000000000 4000000000000000
0000000000000000 00000000 4000 3800 0100 0000 0000 0000
01000000 05000000 0000000000000000 0000600000000000 0000600000000000
${size}00000000000000 ${size}00000000000000 0010000000000000 ${code}\n`;
}

/** A program that makes a system call with its first two arguments; it fails where that does. */
function calling(number: string): string {
  return program(`488B7C2410 488B742418 B8 ${number}000000 0F05 89C7 B8 3C000000 0F05`);
}

const link = calling("56");
const rmdir = calling("54");
/** Writes a file to standard output. */
const cat = program(
  "488B7C2410 31F6 B802000000 0F05 89C6 BF01000000 31D2 41BA00001000 B828000000 0F05 31FF B83C000000 0F05",
);
/** Becomes `/AMD64/bin/kaem --file /made.kaem`. */
const makes = program(
  "31D2 52 68B0006000 68A9006000 6899006000 4889E6 BF99006000 B83B000000 0F05 " +
    Buffer.from("/AMD64/bin/kaem\0--file\0/made.kaem\0").toString("hex").toUpperCase(),
);

const distfile = (name: string, text: string) => writeFileSync(`${place.tree}/distfiles/${name}`, text);
const inRoot = (path: string) => readFileSync(`${place.folder}/target/root/${path}`, "utf8");
const append = (file: string, text: string) => place.edit(file, (before) => before + text);

/** Every file, folder and link of the root with its permissions, its number of names and its content. */
function root(): string {
  const script = `cd "$1" && find . -type d -printf '%p %m\\n' -o -printf '%p %y %m %n %l\\n' | sort && find . -type f -exec sha256sum {} + | sort`;
  const words = ["-c", script, "sh", `${place.folder}/target/root`];
  return execFileSync("sh", words, { maxBuffer: 1 << 26 }).toString();
}

describe.skipIf(!supported).each(users)("layers, as %s", (_, prefix) => {
  const json = ["--format", "json"];

  it("keep the names of one file together, and what a new folder has hidden away", async () => {
    distfile("link.hex0", link);
    distfile("rmdir.hex0", rmdir);
    append(
      "steps/improve/self_host.sh",
      "hex0 /external/distfiles/link.hex0 /usr/bin/link\nhex0 /external/distfiles/rmdir.hex0 /usr/bin/rmdir\n" +
        "mkdir -p /etc/sub/of /etc/again\ncp /steps/manifest /etc/one\nlink /etc/one /etc/sub/of/two\n" +
        "link /etc/one /etc/three\ncp /steps/env /etc/again/old\n",
    );
    // cp writes into the file that is there.
    append(
      "steps/improve/motd.sh",
      "rm /etc/three\ncp /steps/env /etc/one\ncp /etc/sub/of/two /etc/read\n" +
        "rm /etc/again/old\nrmdir /etc/again\nmkdir -p /etc/again\ncp /steps/env /etc/again/new\n",
    );
    append("steps/improve/round_trip.sh", "cp /steps/manifest /etc/sub/of/two\ncp /etc/one /etc/last\n");
    expect((await place.run(prefix, "--no-checkpoints")).status).toBe(0);
    const plain = root();
    expect(inRoot("etc/read")).toBe(inRoot("steps/env"));
    expect(inRoot("etc/last")).toBe(inRoot("steps/manifest"));
    expect((await place.run(prefix)).status).toBe(0);
    expect(root()).toBe(plain);
    expect(readdirSync(`${place.folder}/target/root/etc/again`)).toEqual(["new"]);
    const { out } = await place.run(prefix, "--from", "5", ...json);
    expect(begun(out)).toEqual(numbers(5, 12));
    expect(root()).toBe(plain);
    // What was only taken along is no change.
    expect((await place.run(prefix, "--changes", "7")).out).not.toContain("/etc/");
  }, 600_000);

  it("are not what somebody edits in the root, and do not count once they are edited themselves", async () => {
    const target = `${place.folder}/target`;
    expect((await place.run(prefix, "--until", "4")).status).toBe(0);
    const layers = readdirSync(`${target}/layers`).filter((name) => /^\d+$/.test(name));
    const owner = layers.find((name) => readdirSync(`${target}/layers/${name}`).includes("usr"));
    const made = (folder: string) => `${target}/${folder}/usr/bin/kaem`;
    expect(statSync(made("root")).ino).not.toBe(statSync(made(`layers/${owner}`)).ino);
    writeFileSync(made("root"), "edited");
    expect(begun((await place.run(prefix, "--resume", "--until", "4", ...json)).out)).toEqual([]);
    expect(inRoot("usr/bin/kaem")).not.toBe("edited");
    const greet = layers.find((name) => {
      const folder = `${target}/layers/${name}/usr/bin`;
      return name !== owner && name !== "0" && readdirSync(folder).includes("uninstall");
    });
    // The same length, and the same time of change for a program that asks for that only.
    const file = `${target}/layers/${greet}/usr/bin/uninstall`;
    const before = statSync(file);
    writeFileSync(file, Buffer.alloc(before.size));
    execFileSync("touch", ["-d", `@${before.mtimeMs / 1000}`, file]);
    expect(begun((await place.run(prefix, "--resume", "--until", "4", ...json)).out)).toEqual([2, 3, 4]);
    chmodSync(`${target}/layers/0/steps/env`, 0o600);
    writeFileSync(`${target}/layers/0/steps/env`, "edited");
    expect((await place.run(prefix, "--resume", "--until", "4", ...json)).status).toBe(0);
    expect(inRoot("steps/env")).toBe(readFileSync(`${place.tree}/steps/env`, "utf8"));
  }, 600_000);
});

describe.skipIf(!supported)("layers of a tree that goes through its manifest by itself", () => {
  /** The example, with scripts made beforehand, a generator that copies them, and a bash that shows its script. */
  async function generating(change = (text: string) => text): Promise<void> {
    for (const step of ["bash-2", "late-1", "other-1"]) mkdirSync(`${place.tree}/steps/${step}`);
    distfile("cat.hex0", cat);
    writeFileSync(
      `${place.tree}/steps/bash-2/pass1.kaem`,
      "hex0 /external/distfiles/cat.hex0 /usr/bin/bash\n",
    );
    for (const name of ["late-1", "other-1"]) writeFileSync(`${place.tree}/steps/${name}/pass1.sh`, "");
    writeFileSync(`${place.tree}/steps/improve/tiny.sh`, "cp /steps/env /etc/tiny\n");
    writeFileSync(`${place.tree}/steps/manifest`, "improve: tiny\nbuild: bash-2\nbuild: late-1\n");
    writeFileSync(`${place.tree}/steps/helpers.sh`, "");
    writeFileSync(`${place.tree}/seed/script-generator.c`, "");
    writeFileSync(`${place.tree}/seed/makes.hex0`, makes);
    const lines: string[] = [];
    for (const [path, text] of await scripts()) {
      const name = `made-${path.replaceAll("/", "-")}`;
      writeFileSync(`${place.tree}/seed/${name}`, change(text));
      lines.push(`/AMD64/bin/cp /${name} /${path}\n`);
    }
    writeFileSync(`${place.tree}/seed/made.kaem`, lines.join(""));
    append(
      "seed/after.kaem",
      "hex0 makes.hex0 script-generator\n./script-generator /steps/manifest\nkaem --file /steps/0.sh\n",
    );
  }

  async function scripts(): Promise<Map<string, string>> {
    const workspace = new Workspace(nodeMachine.files);
    const made = await generateScripts(treeAt(place.tree), workspace, defaultConfiguration("amd64"));
    return new Map(made.files.map(({ path, bytes }) => [path, new TextDecoder().decode(bytes)]));
  }

  const run = async (...args: string[]) =>
    place.run([], "--arch", "amd64", "--set", "CHROOT=True", ...args, "--format", "json");

  it("have the scripts of the manifest of now, not of the one when the seed phase ran", async () => {
    await generating();
    const first = await run();
    expect(first.status, first.out).toBe(0);
    expect(readFileSync(`${place.folder}/target/log`, "utf8")).toContain("\nbuild late-1 pass1.sh\n");
    place.edit("steps/manifest", (text) => text.replace("build: late-1", "build: other-1"));
    const second = await run("--resume");
    expect(begun(second.out)).toEqual([3]);
    const log = readFileSync(`${place.folder}/target/log`, "utf8");
    expect(log).toContain("\nbuild other-1 pass1.sh\n");
    expect(log).not.toContain("late-1");
    for (const [path, text] of await scripts()) expect(inRoot(path), path).toBe(text);
    // A script of a second bash goes when that does.
    mkdirSync(`${place.tree}/steps/bash-3`);
    writeFileSync(`${place.tree}/steps/bash-3/pass1.sh`, "");
    append("steps/manifest", "build: bash-3\n");
    expect((await run("--resume")).status).toBe(0);
    expect(inRoot("steps/2.sh")).toContain("bash");
    place.edit("steps/manifest", (text) => text.replace("build: bash-3\n", ""));
    expect(begun((await run("--resume")).out)).toEqual([3]);
    expect(readdirSync(`${place.folder}/target/root/steps`)).not.toContain("2.sh");
    expect(begun((await run("--resume")).out)).toEqual([]);
  }, 600_000);

  it("are made anew from the seed on where the tree's generator is known to write other scripts", async () => {
    await generating((text) => `${text}# other\n`);
    expect((await run()).status).toBe(0);
    expect(begun((await run("--resume")).out)).toEqual([]);
    place.edit("steps/manifest", (text) => text.replace("build: late-1", "build: other-1"));
    expect(begun((await run("--resume")).out)).toEqual(numbers(0, 3));
  }, 600_000);
});

describe.skipIf(!supported)("where layers cannot be", () => {
  it("a machine without overlays runs all as one, and says so", async () => {
    const tools = `${place.folder}/tools`;
    mkdirSync(tools);
    const real = execFileSync("sh", ["-c", "command -v mount"]).toString().trim();
    const text = `#!/bin/sh\n[ "$2" != overlay ] || { echo "no overlay here" >&2; exit 32; }\nexec ${real} "$@"\n`;
    writeFileSync(`${tools}/mount`, text, { mode: 0o755 });
    const prefix = ["env", `PATH=${tools}:${process.env["PATH"]}`];
    const { status, out } = await place.run(prefix, "--until", "2");
    expect(status).toBe(0);
    expect(out).toContain("No checkpoints can be made here (no overlay here): the run goes from the seed on");
    expect(begun((await place.run(prefix, "--from", "2", "--until", "2", "--format", "json")).out)).toEqual([
      0, 1, 2,
    ]);
    expect((await place.run(prefix, "--only", "2")).errors).toMatch(/no overlay here \[run\/no-checkpoint\]/);
  }, 300_000);

  it("a plan of more steps than Linux stacks runs as one", async () => {
    append("steps/manifest", "improve: motd\n".repeat(490));
    const { status, out } = await place.run([], "--until", "1");
    expect(status).toBe(0);
    expect(out).toContain(
      "No checkpoints can be made here (Linux stacks no more than 498 steps on one another)",
    );
  }, 300_000);
});
