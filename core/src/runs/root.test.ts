import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeMachine } from "../platform/node/machine";
import { defaultConfiguration } from "../tree/configuration";
import { treeAt } from "../tree/tree";
import { prepareRoot } from "./root";

let folder: string;
let top: string;
let root: string;
let outside: string;

function put(path: string, text: string): void {
  mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  writeFileSync(path, text);
}

beforeEach(() => {
  folder = realpathSync(mkdtempSync(`${tmpdir()}/bootstrappable-test-`));
  top = `${folder}/tree`;
  root = `${folder}/root`;
  outside = `${folder}/outside`;
  mkdirSync(root);
  put(`${outside}/precious`, "as it was");
  put(`${top}/steps/manifest`, "");
  put(`${top}/seed/after.kaem`, "seed\n");
  put(`${top}/seed/stage0-posix/after.kaem`, "stage0\n");
  put(`${top}/seed/stage0-posix/kaem.amd64`, "");
  put(`${top}/seed/stage0-posix/bootstrap-seeds/POSIX/AMD64/hex0_AMD64.hex0`, "41 42 # AB\n");
  put(`${top}/seed/stage0-posix/bootstrap-seeds/POSIX/AMD64/kaem-minimal.hex0`, "43");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function prepare(configuration = defaultConfiguration("amd64")) {
  const { signal } = new AbortController();
  return prepareRoot(nodeMachine, { tree: treeAt(top), root, configuration, signal });
}

const text = (path: string) => readFileSync(`${root}/${path}`, "utf8");

describe("a root file system", () => {
  it("is laid out as live-bootstrap's is, its seeds assembled", async () => {
    put(`${top}/steps/a-1.0/pass1.kaem`, "x");
    put(`${top}/steps/.gitignore`, "x");
    put(`${top}/seed/stage0-posix/.git/config`, "x");
    put(`${top}/seed/folder/file`, "x");
    put(`${top}/distfiles/a.tar`, "x");
    await prepare();
    expect(readdirSync(root).sort()).toEqual([
      "after.kaem",
      "bootstrap-seeds",
      "external",
      "init",
      "kaem.amd64",
      "steps",
    ]);
    expect(text("after.kaem")).toBe("seed\n");
    expect(text("bootstrap-seeds/POSIX/AMD64/hex0-seed")).toBe("AB");
    expect(statSync(`${root}/bootstrap-seeds/POSIX/AMD64/kaem-optional-seed`).mode & 0o777).toBe(0o755);
    expect(text("init")).toBe("C");
    expect(text("external/distfiles/a.tar")).toBe("x");
    expect(readdirSync(`${root}/steps`)).toEqual(["a-1.0", "bootstrap.cfg", "manifest"]);
    expect(text("steps/bootstrap.cfg")).toMatch(/^ARCH=amd64\nARCH_DIR=AMD64\n/);
  });

  it("takes a seed that is there as a binary as it is", async () => {
    put(`${top}/seed/stage0-posix/bootstrap-seeds/POSIX/AMD64/hex0-seed`, "binary");
    await prepare();
    expect(text("bootstrap-seeds/POSIX/AMD64/hex0-seed")).toBe("binary");
  });

  it("copies links as links and writes through none", async () => {
    symlinkSync(`${outside}/precious`, `${top}/steps/bootstrap.cfg`);
    symlinkSync(outside, `${top}/seed/stage0-posix/external`);
    symlinkSync(outside, `${top}/seed/stage0-posix/steps`);
    symlinkSync(`${outside}/precious`, `${top}/seed/stage0-posix/init`);
    symlinkSync("../../..", `${top}/steps/up`);
    await prepare();
    expect(readFileSync(`${outside}/precious`, "utf8")).toBe("as it was");
    expect(readdirSync(outside)).toEqual(["precious"]);
    expect(lstatSync(`${root}/steps`).isDirectory()).toBe(true);
    expect(lstatSync(`${root}/init`).isFile()).toBe(true);
    expect(readlinkSync(`${root}/steps/up`)).toBe("../../..");
  });

  it("assembles no seed through a link that leads out of the tree", async () => {
    rmSync(`${top}/seed/stage0-posix/bootstrap-seeds`, { recursive: true });
    put(`${outside}/POSIX/AMD64/hex0_AMD64.hex0`, "41");
    put(`${outside}/POSIX/AMD64/kaem-minimal.hex0`, "42");
    symlinkSync(outside, `${top}/seed/stage0-posix/bootstrap-seeds`);
    await expect(prepare()).rejects.toMatchObject({ code: "run/bad-tree" });
    expect(readdirSync(`${outside}/POSIX/AMD64`)).toEqual(["hex0_AMD64.hex0", "kaem-minimal.hex0"]);
    expect(existsSync(`${root}/bootstrap-seeds/POSIX/AMD64/hex0-seed`)).toBe(false);
  });

  it.each([
    "seed/stage0-posix/bootstrap-seeds/POSIX/AMD64/hex0-seed",
    ...["seed/stage0-posix", "seed", "steps", "distfiles"],
  ])("copies nothing in through %s, a link that leads out of the tree", async (path) => {
    rmSync(`${top}/${path}`, { recursive: true, force: true });
    symlinkSync(path.endsWith("hex0-seed") ? `${outside}/precious` : outside, `${top}/${path}`);
    await expect(prepare()).rejects.toMatchObject({
      code: "run/bad-tree",
      message: expect.stringMatching(/ leads out of the tree, to /) as string,
      location: { file: `${top}/${path}` },
    });
    expect(execFileSync("grep", ["-rl", "as it was", folder]).toString()).toBe(`${outside}/precious\n`);
  });

  it("follows a link to a folder inside the tree", async () => {
    put(`${top}/store/steps/manifest`, "there");
    put(`${top}/store/distfiles/a.tar`, "x");
    rmSync(`${top}/steps`, { recursive: true });
    symlinkSync("store/steps", `${top}/steps`);
    symlinkSync("store/distfiles", `${top}/distfiles`);
    await prepare();
    expect(text("steps/manifest")).toBe("there");
    expect(text("external/distfiles/a.tar")).toBe("x");
    rmSync(`${top}/distfiles`);
    symlinkSync("nowhere", `${top}/distfiles`);
    await expect(prepare()).rejects.toMatchObject({
      message: `${top}/distfiles is a link that leads nowhere`,
    });
  });

  it("keeps names as they are, whatever their bytes", async () => {
    put(`${top}/steps/two\nlines`, "n");
    put(`${top}/steps/ -rf *`, "b");
    execFileSync("sh", ["-c", `printf l > "$1/$(printf '\\351')"`, "sh", `${top}/steps`]);
    await prepare();
    const names = (path: string) => readdirSync(path, "latin1").sort();
    expect(names(`${root}/steps`)).toEqual([...names(`${top}/steps`), "bootstrap.cfg"].sort());
  });

  it("is not begun through a name that leads out", async () => {
    for (const directory of ["..", "../../../outside", "a/b", ""]) {
      const configuration = new Map([...defaultConfiguration("amd64"), ["ARCH_DIR", directory]]);
      await expect(prepare(configuration)).rejects.toMatchObject({ code: "run/missing-seed" });
    }
  });

  it("refuses a FIFO by name, in a moment", async () => {
    execFileSync("mkfifo", [`${top}/steps/pipe`]);
    await expect(prepare()).rejects.toMatchObject({
      code: "run/bad-tree",
      location: { file: `${top}/steps/pipe` },
    });
  });

  it("drops set-uid bits", async () => {
    put(`${top}/steps/tool`, "x");
    chmodSync(`${top}/steps/tool`, 0o4755);
    await prepare();
    expect(statSync(`${root}/steps/tool`).mode & 0o7777).toBe(0o755);
  });
});
