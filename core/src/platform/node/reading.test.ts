import { execFileSync } from "node:child_process";
import {
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeDisk } from "./disk";
import { nodeFileSystem } from "./fileSystem";
import { nodeHashFile } from "./hashFile";

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(`${tmpdir()}/bootstrappable-test-`));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const text = async (path: string) => new TextDecoder().decode(await nodeFileSystem.read(path));

describe.skipIf(process.platform !== "linux")("reading this machine's files", () => {
  it("gives all of a file, whatever length the system tells", async () => {
    writeFileSync(`${folder}/empty`, "");
    writeFileSync(`${folder}/long`, "x".repeat(100_000));
    expect(await text(`${folder}/empty`)).toBe("");
    expect(await text(`${folder}/long`)).toBe("x".repeat(100_000));
    expect(await text("/proc/self/mountinfo")).toMatch(/ \/ /);
  });

  it("has few files open however many are read at once", async () => {
    const names = Array.from({ length: 500 }, (_, index) => `${folder}/${index}`);
    for (const name of names) writeFileSync(name, name);
    let most = 0;
    const read = names.map(async (name) => {
      const found = await text(name);
      most = Math.max(most, readdirSync("/proc/self/fd").length);
      return found;
    });
    const before = readdirSync("/proc/self/fd").length;
    expect(await Promise.all(read)).toEqual(names);
    expect(most - before).toBeLessThan(200);
    expect(await nodeFileSystem.read(`${folder}/nothing`)).toBeUndefined();
    expect(await text(names[0]!)).toBe(names[0]);
  });

  it("waits for nobody and reads nothing without end", async () => {
    execFileSync("mkfifo", [`${folder}/fifo`]);
    symlinkSync("/dev/zero", `${folder}/zero`);
    symlinkSync(`${folder}/fifo`, `${folder}/link`);
    writeFileSync(`${folder}/huge`, "");
    truncateSync(`${folder}/huge`, (64 << 20) + 1);
    for (const name of ["fifo", "zero", "link", "huge", "nothing", ""])
      expect(await nodeFileSystem.read(`${folder}/${name}`), name).toBeUndefined();
    for (const name of ["fifo", "zero", "link"])
      expect(await nodeHashFile(`${folder}/${name}`), name).toBeUndefined();
  });

  it("tells a folder that cannot be read from an empty one", async () => {
    writeFileSync(`${folder}/file`, "");
    expect(await nodeFileSystem.entries(folder)).toEqual([{ name: "file", kind: "file" }]);
    expect(await nodeFileSystem.entries(`${folder}/file`)).toBeUndefined();
    expect(await nodeFileSystem.list(`${folder}/file`)).toEqual([]);
  });

  it("makes folders where that can be, and says so at once where not", async () => {
    await nodeDisk.makeDirectory(`${folder}/a/b/c`, 0o755);
    await nodeDisk.makeDirectory(`${folder}/a/b/c`, 0o755);
    expect((await nodeDisk.status(`${folder}/a/b/c`))?.kind).toBe("directory");
    await expect(nodeDisk.makeDirectory("/proc/nothing/here", 0o755)).rejects.toMatchObject({
      reason: "ENOENT",
    });
  });
});
