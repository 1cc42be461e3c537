import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { nodeFileSystem } from "../../platform/node/fileSystem";
import { treeAt } from "../tree";
import { parseIndex } from "./gitIndex";
import { headOf, repositoryAt } from "./gitRepository";
import { checkStrayFiles } from "./strayFiles";
import { checkSubmodules } from "./submodules";

const hasGit = spawnSync("git", ["--version"]).status === 0;

let home: string;
beforeAll(() => (home = mkdtempSync(path.join(tmpdir(), "doctor-"))));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const identity = [
  "user.name=x",
  "user.email=x@example.org",
  "protocol.file.allow=always",
  "init.defaultBranch=main",
];

function git(folder: string, ...args: readonly string[]): string {
  const settings = identity.flatMap((setting) => ["-c", setting]);
  const environment = { PATH: process.env["PATH"], HOME: home, GIT_CONFIG_NOSYSTEM: "1" };
  return execFileSync("git", [...settings, ...args], {
    cwd: path.join(home, folder),
    env: environment,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

function put(name: string, text = "x\n"): void {
  mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
  writeFileSync(path.join(home, name), text);
}

/** A repository of those files. */
function repository(folder: string, ...names: readonly string[]): void {
  for (const name of names) put(`${folder}/${name}`);
  git(folder, "init", "-q");
  git(folder, "add", ".");
  git(folder, "commit", "-qm", "first");
}

describe.skipIf(!hasGit)("a checkout of git", () => {
  /** A tree with stage0-posix as a submodule, and submodules in that. */
  beforeAll(() => {
    repository("seeds", "POSIX/x86/hex0-seed");
    repository("x86", "hex0_x86.hex0", "kaem.run");
    repository("m2libc", "a.c");
    repository("m2planet", "cc.c");
    git("m2planet", "submodule", "add", "-q", path.join(home, "m2libc"), "M2libc");
    git("m2planet", "commit", "-qm", "libc");
    repository("stage0", "kaem.x86", "link");
    for (const [url, name] of [
      ["seeds", "bootstrap-seeds"],
      ["x86", "x86"],
      ["m2planet", "M2-Planet"],
    ] as const) {
      git("stage0", "submodule", "add", "-q", path.join(home, url), name);
    }
    git("stage0", "commit", "-qm", "modules");
    repository("live", "steps/manifest");
    git("live", "submodule", "add", "-q", path.join(home, "stage0"), "seed/stage0-posix");
    git("live", "commit", "-qm", "stage0");
  });
  beforeEach(() => {
    git(".", "clone", "-q", path.join(home, "live"), "tree");
  });
  afterEach(() => rmSync(path.join(home, "tree"), { recursive: true, force: true }));

  const submodules = () =>
    checkSubmodules(nodeFileSystem, treeAt(path.join(home, "tree").replaceAll(path.sep, "/")), "x86");
  const strays = () =>
    checkStrayFiles(nodeFileSystem, treeAt(path.join(home, "tree").replaceAll(path.sep, "/")));
  const update = (...more: readonly string[]) => git("tree", "submodule", "update", "-q", "--init", ...more);
  const stage0 = "tree/seed/stage0-posix";

  it("without its submodules is bad", async () => {
    expect(await submodules()).toMatchObject({
      status: "bad",
      details: ["seed/stage0-posix"],
      remedy: "git submodule update --init --recursive",
    });
  });

  it("without theirs is bad", async () => {
    update();
    expect(await submodules()).toMatchObject({
      status: "bad",
      reason: "3 submodules are empty: not checked out.",
      details: ["bootstrap-seeds", "x86", "M2-Planet"].map((name) => `seed/stage0-posix/${name}`),
    });
  });

  it("without those of M2-Planet can do", async () => {
    update();
    git(stage0, "submodule", "update", "-q", "--init");
    expect(await submodules()).toMatchObject({
      status: "warning",
      details: ["seed/stage0-posix/M2-Planet/M2libc"],
    });
  });

  it("with all of them is good", async () => {
    update("--recursive");
    expect(await submodules()).toMatchObject({
      status: "good",
      reason: "5 submodules are at the pinned commits.",
    });
    expect(await strays()).toMatchObject({
      status: "good",
      // .gitmodules of stage0 and of M2-Planet among them.
      reason: "stage0-posix holds its 9 tracked files and no other.",
    });
  });

  it("at another commit says so", async () => {
    update("--recursive");
    put(`${stage0}/x86/new`);
    git(`${stage0}/x86`, "add", ".");
    git(`${stage0}/x86`, "commit", "-qm", "mine");
    const found = await submodules();
    expect([found.status, found.details]).toEqual([
      "warning",
      [expect.stringMatching(/^seed\/stage0-posix\/x86 is at [0-9a-f]{12}, pinned is [0-9a-f]{12}$/)],
    ]);
    // On a branch, and with the branch packed.
    git(`${stage0}/x86`, "checkout", "-qb", "topic");
    git(`${stage0}/x86`, "pack-refs", "--all");
    expect((await submodules()).details).toEqual(found.details);
  });

  it("has stray files, ignored ones too", async () => {
    update("--recursive");
    put(`${stage0}/x86/bin/hex0`);
    put(`${stage0}/notes.txt`);
    put(`${stage0}/M2-Planet/M2libc/.gitignore`, "*\n");
    expect(await strays()).toMatchObject({
      status: "warning",
      details: ["M2-Planet/M2libc/.gitignore", "notes.txt", "x86/bin/hex0"].map(
        (name) => `seed/stage0-posix/${name}`,
      ),
    });
  });

  it("lacks tracked files", async () => {
    update("--recursive");
    rmSync(path.join(home, `${stage0}/x86/kaem.run`));
    expect(await strays()).toMatchObject({ status: "bad", details: ["seed/stage0-posix/x86/kaem.run"] });
  });

  it.each([2, 3, 4])("is read from an index of version %i", (version) => {
    const folder = `index${version}`;
    repository(folder, "first");
    for (const name of ["a", "a.b/c", "a.b/cd", "é", "x".repeat(200)]) put(`${folder}/${name}`);
    git(folder, "add", ".");
    git(folder, "update-index", `--index-version=${version}`, "--force-write-index");
    // Only with a flag that version 2 lacks does git keep version 3.
    if (version === 3) git(folder, "update-index", "--skip-worktree", "a.b/c");
    const bytes = readFileSync(path.join(home, `${folder}/.git/index`));
    expect(bytes.readUInt32BE(4)).toBe(version);
    const listed = git(folder, "ls-files", "-s", "-z")
      .split("\0")
      .filter((line) => line !== "");
    expect(parseIndex(bytes)!.map(({ path: name, object }) => `100644 ${object} 0\t${name}`)).toEqual(listed);
    expect(parseIndex(bytes)!.filter(({ skipped }) => skipped).length).toBe(version === 3 ? 1 : 0);
  });

  it("tells its commit in a linked work tree", async () => {
    git("x86", "worktree", "add", "-q", "-b", "other", path.join(home, "linked"));
    const linked = await repositoryAt(nodeFileSystem, path.join(home, "linked").replaceAll(path.sep, "/"));
    expect(await headOf(nodeFileSystem, linked!)).toBe(git("x86", "rev-parse", "HEAD").trim());
  });
});

describe("an index", () => {
  it("of anything else is none", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom(2, 3, 4),
        fc.nat(5),
        (bytes, version, entries) => {
          parseIndex(bytes);
          const header = [0x44, 0x49, 0x52, 0x43, 0, 0, 0, version, 0, 0, 0, entries];
          parseIndex(Uint8Array.from([...header, ...bytes]));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
