import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import { nodeFileSystem } from "../../platform/node/fileSystem";
import { architectures, defaultConfiguration } from "../configuration";
import { treeAt } from "../tree";
import { Workspace } from "../workspace";
import { buildSeeds } from "./seedBuild";

const example = treeAt(fileURLToPath(new URL("../../../../examples/mini-bootstrap", import.meta.url)));

describe.each(["x86", "amd64"] as const)("the example on %s", (architecture) => {
  const built = buildSeeds(example, new Workspace(nodeFileSystem), defaultConfiguration(architecture));

  it("goes through to its end, and everything is as published", async () => {
    const { complete, failures, checks, missing, stopped } = await built;
    expect({ complete, failures, missing, stopped }).toEqual({
      complete: true,
      failures: [],
      missing: [],
      stopped: undefined,
    });
    // Only what unhex0 writes is not known: it is a program of the tree.
    const unknown = checks.filter(({ actual }) => actual === undefined);
    expect(unknown.map(({ path }) => path)).toEqual(["/tmp/round_trip/kaem"]);
    expect(checks.filter(({ actual, expected }) => actual !== undefined && actual !== expected)).toEqual([]);
    expect(checks.length).toBeGreaterThan(30);
  });

  it("names the tree's own programs, which are not executed", async () => {
    const { notExecuted } = await built;
    expect(new Set(notExecuted.map(({ program }) => program))).toEqual(
      new Set(["/usr/bin/greet", "/usr/bin/unhex0", "/usr/bin/uninstall", "/usr/bin/shout"]),
    );
    expect(notExecuted.find(({ words }) => words[0] === "hex0")?.program).toBe("/usr/bin/unhex0");
  });
});

/** A tree whose seed phase is a few lines of kaem-minimal and of full kaem. */
const files: Record<string, string> = {
  "/t/seed/stage0-posix/bootstrap-seeds/POSIX/x86/hex0_x86.hex0": "01",
  "/t/seed/stage0-posix/bootstrap-seeds/POSIX/x86/kaem-minimal.hex0": "02",
  "/t/seed/stage0-posix/kaem.x86":
    "./bootstrap-seeds/POSIX/x86/hex0-seed ./x86/kaem.hex0 ./x86/bin/kaem\n./x86/bin/kaem --file ./kaem.run\n",
  "/t/seed/stage0-posix/kaem.run": "PATH=/x86/bin\nhex0 a.hex0 x86/a\n",
  "/t/seed/stage0-posix/x86/kaem.hex0": "03",
  "/t/seed/stage0-posix/x86/bin/README": "",
  ...Object.fromEntries(
    ["hex0", "hex2", "M1", "blood-elf", "catm", "cp", "rm", "mkdir", "chmod", "match", "sha256sum", "M2"].map(
      (name) => [`/t/seed/stage0-posix/x86/bin/${name}`, "a program"],
    ),
  ),
  "/t/seed/stage0-posix/a.hex0": "41 42",
  "/t/seed/stage0-posix/b.M1": "DEFINE NOP 90\n:start\nNOP NOP %start\n",
  "/t/seed/stage0-posix/x86.answers": `${"0".repeat(64)}  x86/never\n`,
};

function build(run: string, changes: Record<string, string> = {}) {
  const script = { "/t/seed/stage0-posix/kaem.run": `PATH=/x86/bin\n${run}` };
  const disk = new MemoryFileSystem({ ...files, ...script, ...changes });
  return buildSeeds(treeAt("/t"), new Workspace(disk), defaultConfiguration("x86"));
}

const sumOfAB = "38164fbd17603d73f696b8b4d72664d735bb6a7c88577687fd2ae33fd6964153";

describe("a small tree", () => {
  it.each<[run: string, built: Record<string, number>]>([
    ["hex0 a.hex0 x86/a\n", { "/x86/a": 2 }],
    ["catm x86/a a.hex0 a.hex0\n", { "/x86/a": 10 }],
    ["mkdir -p /usr/bin\ncp a.hex0 b.M1 /usr/bin/\nrm /usr/bin/b.M1\n", { "/usr/bin/a.hex0": 5 }],
    [
      "M1 -A x86 --little-endian -f b.M1 -o x86/b.hex2\nhex2 -A x86 --little-endian -B 0x100 -f x86/b.hex2 -o x86/b\n",
      { "/x86/b.hex2": 21, "/x86/b": 6 },
    ],
    ["cd x86\nhex0 ../a.hex0 a\nsha256sum -o sums a\nsha256sum -c sums\n", { "/x86/a": 2, "/x86/sums": 68 }],
    ["if match a b; then\nhex0 a.hex0 x86/a\nelse\nhex0 a.hex0 x86/b\nfi\n", { "/x86/b": 2 }],
  ])("builds by %j", async (run, expected) => {
    const { artifacts, failures } = await build(run);
    const made = artifacts.filter(({ path }) => path !== "/x86/bin/kaem");
    expect(failures).toEqual([]);
    expect(Object.fromEntries(made.map(({ path, size }) => [path, size]))).toEqual(expected);
  });

  it.each<[run: string, message: string]>([
    ["hex0 none.hex0 x86/a\n", "none.hex0 does not exist"],
    ["hex0 a.hex0 nowhere/a\n", "nowhere/a cannot be written: its folder does not exist"],
    ["mkdir x86\n", "Could not create directory x86"],
    ["./x86/none\n", "/x86/none does not exist"],
    [
      "catm x86/c.M1 a.hex0\nM1 -A x86 -f x86/c.M1 -o x86/c\n",
      'x86/c.M1:1: "41" is no macro, label, reference or number.',
    ],
  ])("fails at %j", async (run, message) => {
    const { failures, complete } = await build(run);
    expect(failures.map((each) => each.message)).toEqual([message]);
    expect(complete).toBe(false);
  });

  it("ends at a compiler", async () => {
    const { stopped, missing } = await build("hex0 a.hex0 x86/a\nM2 -f a.c -o a.M1\nhex0 a.hex0 x86/b\n");
    expect(stopped).toEqual({
      place: { script: "/kaem.run", line: 2 },
      program: "/x86/bin/M2",
      words: ["M2", "-f", "a.c", "-o", "a.M1"],
    });
    expect(missing).toEqual(["/x86/never"]);
  });

  it("compares with what is published", async () => {
    const answers = { "/t/seed/stage0-posix/x86.answers": `${sumOfAB}  x86/a\n${"0".repeat(64)}  x86/b\n` };
    const { artifacts, checks, complete } = await build(
      "hex0 a.hex0 x86/a\nhex0 a.hex0 x86/b\nsha256sum -c x86.answers\n",
      answers,
    );
    const state = (path: string) => artifacts.find((each) => each.path === path)!;
    expect(state("/x86/a")).toMatchObject({ sha256: sumOfAB, published: { sha256: sumOfAB, line: 0 } });
    expect(state("/x86/b").published?.sha256).toBe("0".repeat(64));
    expect(checks.map(({ path, actual, expected }) => [path, actual === expected])).toEqual([
      ["/x86/a", true],
      ["/x86/b", false],
    ]);
    expect(complete).toBe(false);
  });

  it("says which of its files is a seed", async () => {
    const { artifacts, seeds } = await build("catm x86/c\n", { "/t/seed/stage0-posix/x86/kaem.hex0": "02" });
    expect(seeds.map(({ state }) => state)).toEqual(["source-only", "source-only"]);
    expect(artifacts[0]).toMatchObject({
      path: "/x86/bin/kaem",
      seed: "/bootstrap-seeds/POSIX/x86/kaem-optional-seed",
    });
  });

  it("does not throw, whatever the scripts hold", async () => {
    for (const run of [
      "",
      "\0",
      "kaem --file kaem.run\n",
      "exec\n",
      "cp\n",
      "catm\n",
      "hex2 -f\n",
      "rm /\n",
      "mkdir ..\n",
    ]) {
      await build(run);
      await build("", { "/t/seed/stage0-posix/kaem.x86": run });
    }
    await buildSeeds(treeAt("/t"), new Workspace(new MemoryFileSystem()), new Map());
  });
});

const upstream = process.env["BOOTSTRAPPABLE_UPSTREAM"];
describe.skipIf(upstream === undefined)("upstream", () => {
  it.each(architectures)("is built on %s up to its first compiler", async (architecture) => {
    const tree = treeAt(upstream!);
    const workspace = new Workspace(nodeFileSystem);
    const build = await buildSeeds(tree, workspace, defaultConfiguration(architecture));
    expect(build.failures).toEqual([]);
    expect(build.seeds.map(({ state }) => state)).toEqual(["equal", "equal"]);
    expect(build.stopped?.program).toMatch(/\/artifact\/cc_/);
    expect(build.artifacts.length).toBeGreaterThanOrEqual(11);
    // The seeds give themselves again.
    expect(build.artifacts.slice(0, 2).map(({ seed }) => seed?.replace(/.*\//, ""))).toEqual([
      "hex0-seed",
      "kaem-optional-seed",
    ]);
  });
});
