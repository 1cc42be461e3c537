import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import { nodeFileSystem } from "../../platform/node/fileSystem";
import { defaultConfiguration } from "../configuration";
import { treeAt } from "../tree";
import { Workspace } from "../workspace";
import { dotOf } from "./dot";
import { chain, drawn, firstExpanded } from "./draw";
import { provenanceOf, type Provenance } from "./provenance";
import { textOf } from "./text";

const example = treeAt(fileURLToPath(new URL("../../../../examples/mini-bootstrap", import.meta.url)));
const tree = treeAt("/t");
const x86 = defaultConfiguration("x86");

/** A tree whose seed chain is a hex0, a catm and a kaem, with steps on top of it. */
const files: Record<string, string> = {
  "/t/seed/stage0-posix/bootstrap-seeds/POSIX/x86/hex0-seed": "\0seed",
  "/t/seed/stage0-posix/bootstrap-seeds/POSIX/x86/hex0_x86.hex0": "00 73 65 65 64\n",
  "/t/seed/stage0-posix/bootstrap-seeds/POSIX/x86/kaem-minimal.hex0": "7f\n45",
  "/t/seed/stage0-posix/kaem.x86":
    "./bootstrap-seeds/POSIX/x86/hex0-seed ./x86/hex0.hex0 ./x86/bin/hex0\n" +
    "./x86/bin/hex0 ./x86/kaem.hex0 ./x86/bin/kaem\n" +
    "./x86/bin/hex0 ./x86/cp.hex0 ./x86/bin/cp\n" +
    "./x86/bin/hex0 ./x86/untar.hex0 ./x86/bin/untar\n" +
    "./x86/bin/kaem --file ./after.kaem\n",
  "/t/seed/after.kaem":
    "PATH=/x86/bin\nmkdir -p /usr/bin\ncp /x86/bin/hex0 /usr/bin/\ncp /x86/bin/kaem /usr/bin/kaem\ncp /x86/bin/untar /usr/bin/untar\nchmod 755 /usr/bin/kaem\n",
  "/t/seed/stage0-posix/x86/hex0.hex0": "# hex0\n00\n",
  "/t/seed/stage0-posix/x86/kaem.hex0": "01\n",
  "/t/seed/stage0-posix/x86/cp.hex0": "02\n",
  "/t/seed/stage0-posix/x86/untar.hex0": "03\n",
  "/t/steps/manifest": "build: a-1\nbuild: bash-2\nbuild: c-1\nbuild: c-1\n",
  "/t/steps/env": "PATH=/usr/bin\n",
  "/t/steps/a-1/sources": `f https://a.example/a.tar ${"0".repeat(64)}\n`,
  "/t/steps/a-1/pass1.kaem":
    "untar --file /external/distfiles/a.tar\nhex0 a/src.hex0 /usr/bin/a\nhex0 own.hex0 /usr/bin/b\n",
  "/t/steps/a-1/own.hex0": "04\n",
  "/t/steps/bash-2/pass1.kaem": "make all\ninstall bash /usr/bin/\n",
  "/t/steps/c-1/pass1.sh": "src_compile() { :; }\n",
  "/t/steps/c-1/pass2.sh": "src_install() {\n  :\n}\n",
  "/t/steps/c-1/patches/one.patch": "--- a\n+++ b\n",
  "/t/steps/c-1/patches-pass2/two.patch": "--- a\n",
};

const of = (wanted: string, changes: Record<string, string> = {}) =>
  provenanceOf(tree, new Workspace(new MemoryFileSystem({ ...files, ...changes })), x86, wanted);

/** The outline, without the totals. */
const outline = (found: Provenance | undefined) => {
  const lines = found === undefined ? [] : textOf(found, () => undefined);
  return lines.slice(0, lines.indexOf("")).map((line) => line.replaceAll("/bootstrap-seeds/POSIX/x86/", "@"));
};

/** `label -role-> label` of the edges into a node. */
function into(found: Provenance | undefined, label: string): string[] {
  const { nodes = [], edges = [] } = found ?? {};
  return edges
    .filter(({ to }) => nodes[to]!.label === label)
    .map(({ from, role }) => `${nodes[from]!.label} ${role}`);
}

describe("where something comes from", () => {
  it("of a program is the chain of commands back to the seeds", async () => {
    expect(outline(await of("/x86/bin/cp"))).toEqual([
      "/x86/bin/cp  ← ./x86/bin/hex0 ./x86/cp.hex0 ./x86/bin/cp",
      "  /x86/cp.hex0",
      "  run by /x86/bin/hex0  ← .@hex0-seed ./x86/hex0.hex0 ./x86/bin/hex0",
      "    /x86/hex0.hex0",
      "    run by @hex0-seed  seed, 5 bytes",
      "    in a script of @kaem-optional-seed  ← @kaem-optional-seed /kaem.x86",
      "      /kaem.x86",
      "      run by @kaem-optional-seed  seed, 2 bytes",
    ]);
  });

  it("follows copies, and no permissions", async () => {
    const found = await of("/usr/bin/kaem");
    const copied = ["/x86/bin/kaem input", "/x86/bin/cp program", "/x86/bin/kaem runs"];
    expect(new Set(into(found, "/usr/bin/kaem"))).toEqual(new Set(copied));
  });

  it("of what an archive brings is the archive", async () => {
    const found = await of("/usr/bin/a");
    expect(into(found, "/usr/bin/a")).toContain("/steps/a-1/a/src.hex0 input");
    expect(into(found, "/steps/a-1/a/src.hex0")).toEqual(["/usr/bin/untar made"]);
    expect(into(found, "/usr/bin/untar")).toContain("/external/distfiles/a.tar input");
    expect(found?.totals).toMatchObject({ distfiles: 1, missing: [] });
    // What needs nothing of it does not have it.
    expect((await of("/usr/bin/b"))?.totals.distfiles).toBe(0);
  });

  it("says what nothing is known to make", async () => {
    const found = await of("/x86/bin/cp", {
      "/t/seed/stage0-posix/kaem.x86": "./x86/bin/hex0 ./no.hex0 ./x86/bin/cp\n",
    });
    expect(found?.totals.missing.toSorted()).toEqual(["/no.hex0", "/x86/bin/hex0"]);
    expect(await of("/usr/bin/nobody")).toBeUndefined();
    expect(await of("no-step")).toBeUndefined();
  });

  it("of a file of the tree is that of what is made of it", async () => {
    const found = await of("/t/seed/stage0-posix/x86/hex0.hex0");
    expect(found?.targets.map((id) => found.nodes[id]!.label)).toEqual(["/x86/bin/hex0"]);
    const script = await of("/t/steps/a-1/pass1.kaem");
    expect(script?.targets.map((id) => script.nodes[id]!)).toMatchObject([{ kind: "step", label: "a-1" }]);
    const patch = await of("/t/steps/c-1/patches/one.patch");
    expect(patch?.targets.map((id) => patch.nodes[id]!.label)).toEqual(["c-1, pass 1", "c-1, pass 2"]);
  });

  it("of a step of the kaem era is what it installs", async () => {
    const found = await of("a-1");
    expect(into(found, "a-1")).toEqual(["/usr/bin/a input", "/usr/bin/b input"]);
  });

  it("of a step of the bash era is its files, and what was installed before", async () => {
    const found = await of("c-1:2");
    expect(into(found, "c-1, pass 2").toSorted()).toEqual([
      "/steps/c-1/pass2.sh input",
      "/steps/c-1/patches-pass2/two.patch input",
      "/steps/c-1/patches/one.patch input",
      "/steps/env input",
      "c-1, pass 1 may-use",
    ]);
    expect(into(found, "c-1, pass 1")).toContain("install may-use");
    const before = found?.nodes.filter(({ label }) => label === "/usr/bin/a");
    expect(before).toHaveLength(1);
  });

  it("counts bytes that must be trusted, and lines", async () => {
    expect((await of("/x86/bin/cp"))?.totals).toEqual({
      binaries: [
        { path: "/bootstrap-seeds/POSIX/x86/hex0-seed", size: 5 },
        { path: "/bootstrap-seeds/POSIX/x86/kaem-optional-seed", size: 2 },
      ],
      binaryBytes: 7,
      sources: [
        { language: "kaem", files: 1, lines: 5 },
        { language: "hex0", files: 2, lines: 3 },
      ],
      lines: 8,
      ...{ distfiles: 0, commands: 3, artifacts: 2, steps: 0, missing: [] },
    });
    const binary = await of("/x86/bin/cp", { "/t/seed/stage0-posix/x86/cp.hex0": "\0\0\0" });
    expect(binary?.totals.binaries).toContainEqual({ path: "/x86/cp.hex0", size: 3 });
    expect(binary?.totals.binaryBytes).toBe(10);
  });
});

describe.each(["x86", "amd64"] as const)("of the example on %s", (architecture) => {
  it("a file that a step makes is drawn", async () => {
    const workspace = new Workspace(nodeFileSystem);
    const found = (await provenanceOf(example, workspace, defaultConfiguration(architecture), "/etc/motd"))!;
    const dot = dotOf(drawn(found, firstExpanded(found)), found.groups, found.title);
    await expect(dot).toMatchFileSnapshot(`example.${architecture}.dot`);
    const whole = dotOf(drawn(found, [chain, ...found.groups.keys()], true), found.groups, found.title);
    expect(whole.match(/^ *n\d+ \[/gm)).toHaveLength(found.nodes.length);
    expect(found.totals.missing).toEqual([]);
  });
});
