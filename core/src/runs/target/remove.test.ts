import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
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
import { DiskError } from "../../platform/disk";
import type { Machine } from "../../platform/machine";
import { nodeMachine } from "../../platform/node/machine";
import { defaultTarget } from "./path";
import { removeTarget, usualTargets } from "./remove";
import { markerName } from "./safety";
import { openTarget } from "./target";

let folder: string;
let tree: string;
let target: string;

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(`${tmpdir()}/bootstrappable-test-`));
  tree = `${folder}/tree`;
  target = `${folder}/target`;
  mkdirSync(tree);
  await madeAt(target);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A target with all kinds of things in it. */
async function madeAt(path: string): Promise<void> {
  const made = await openTarget(nodeMachine, { path, tree, keep: false });
  await made.release();
  writeFileSync(`${folder}/elsewhere`, "somebody's own");
  mkdirSync(`${path}/root/closed`);
  symlinkSync(`${folder}/elsewhere`, `${path}/root/closed/link`);
  symlinkSync(folder, `${path}/root/out`);
  chmodSync(`${path}/root/closed`, 0);
  mkdirSync(`${path}/layers/1`, { recursive: true });
  writeFileSync(`${path}/layers/1/file`, Buffer.alloc(1 << 20, 1));
  linkSync(`${path}/layers/1/file`, `${path}/layers/1/again`);
  // What a run that was killed at its beginning leaves.
  writeFileSync(`${path}/probe`, "");
  writeFileSync(`${path}/log`, "");
  truncateSync(`${path}/log`, 1 << 30);
}

const remove = (options: { dry?: boolean; machine?: Machine; path?: string; signal?: AbortSignal } = {}) => {
  const { machine = nodeMachine, path = target, ...more } = options;
  return removeTarget(machine, { path, tree, ...more });
};

describe("a target that is removed", () => {
  it("is gone, and nothing that its links lead to; files count as what they take on the disk, each once", async () => {
    const told = await remove({ dry: true });
    expect(readdirSync(target)).toContain("layers");
    expect(await remove()).toEqual(told);
    expect(told.left).toEqual([]);
    expect(told.bytes).toBeGreaterThan(1 << 20);
    expect(told.bytes).toBeLessThan(2 << 20);
    expect(readdirSync(folder).sort()).toEqual(["elsewhere", "tree"]);
  });

  it("keeps what no run has put there, and goes on being a target", async () => {
    writeFileSync(`${target}/notes`, "somebody's own");
    mkdirSync(`${target}/root.old`);
    expect((await remove()).left).toEqual(["notes", "root.old"]);
    expect(readdirSync(target).sort()).toEqual([markerName, "notes", "root.old"]);
    await (await openTarget(nodeMachine, { path: target, tree, keep: false })).release();
  });

  it("is no link, no file, no folder without our mark, and nothing that is not there", async () => {
    symlinkSync(target, `${folder}/link`);
    mkdirSync(`${folder}/own`);
    writeFileSync(`${folder}/own/root`, "somebody's own");
    mkdirSync(`${folder}/marked`);
    symlinkSync(`${target}/${markerName}`, `${folder}/marked/${markerName}`);
    for (const name of ["link", "elsewhere", "own", "marked", "nothing", "", "target/root"])
      await expect(remove({ path: `${folder}/${name}` })).rejects.toMatchObject({
        code: "run/unsafe-target",
      });
    expect(existsSync(`${folder}/own/root`)).toBe(true);
    expect(readdirSync(target)).toContain("layers");
  });

  it("is not one in which a run is at work, or something is mounted", async () => {
    const open = await openTarget(nodeMachine, { path: target, tree, keep: false, resume: true });
    await expect(remove()).rejects.toMatchObject({ code: "run/target-in-use" });
    await open.release();
    const mounts = `1 2 0:3 / ${target}/root/dev rw - tmpfs tmpfs rw\n`;
    const files: Machine["files"] = {
      ...nodeMachine.files,
      read: (path) =>
        path === "/proc/self/mountinfo"
          ? Promise.resolve(new TextEncoder().encode(mounts))
          : nodeMachine.files.read(path),
    };
    await expect(remove({ machine: { ...nodeMachine, files } })).rejects.toMatchObject({
      code: "run/unsafe-target",
    });
    expect(readdirSync(target)).toContain("layers");
  });

  it("goes from a disk that has no room for the lock, too, but not where it only would", async () => {
    const create: Machine["disk"]["create"] = (path, bytes) => {
      if (!path.endsWith("/lock") || readdirSync(target).length < names)
        return nodeMachine.disk.create(path, bytes);
      throw new DiskError(`${path} cannot be created`, path, "ENOSPC");
    };
    const names = readdirSync(target).length;
    const machine = { ...nodeMachine, disk: { ...nodeMachine.disk, create } };
    await expect(remove({ machine, dry: true })).rejects.toThrow("cannot be created");
    expect(readdirSync(target).length).toBe(names);
    await remove({ machine });
    expect(existsSync(target)).toBe(false);
  });

  it("is still one where it was broken off", async () => {
    await expect(remove({ signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
    expect(readdirSync(target)).toEqual(expect.arrayContaining([markerName, "layers"]));
    expect(readdirSync(target)).not.toContain("lock");
    await remove();
    expect(existsSync(target)).toBe(false);
  });
});

it("a folder with nothing but the lock of whoever was ended while he removed it is one; with another file of that name it is not", async () => {
  for (const name of readdirSync(target)) rmSync(`${target}/${name}`, { recursive: true });
  writeFileSync(`${target}/lock`, "somebody's own");
  await expect(remove()).rejects.toMatchObject({ code: "run/unsafe-target" });
  writeFileSync(`${target}/lock`, `${2 ** 22 + 1} 1 another-boot\n`);
  await (await openTarget(nodeMachine, { path: target, tree, keep: false })).release();
  for (const name of readdirSync(target)) rmSync(`${target}/${name}`, { recursive: true });
  writeFileSync(`${target}/lock`, `${2 ** 22 + 1} 1 another-boot\n`);
  await remove();
  expect(existsSync(target)).toBe(false);
});

it("targets that nobody has named are found, those of one tree or of all", async () => {
  const variable = (name: string) => (name === "XDG_CACHE_HOME" ? `${folder}/cache` : undefined);
  const machine = { ...nodeMachine, facts: { ...nodeMachine.facts, variable } };
  const paths = await Promise.all(
    [tree, `${folder}/other`].map((root) => defaultTarget(machine, root, "amd64")),
  );
  for (const path of paths) await madeAt(path);
  mkdirSync(`${folder}/cache/bootstrappable/targets/own/amd64`, { recursive: true });
  symlinkSync(target, `${folder}/cache/bootstrappable/targets/own/link`);
  expect(await usualTargets(machine, tree)).toEqual(paths.slice(0, 1));
  expect([...(await usualTargets(machine))].sort()).toEqual([...paths].sort());
});

it("targets among the temporary files are another's where their folder is", async () => {
  const facts = { ...nodeMachine.facts, temporary: folder, variable: () => `${folder}/cache` };
  const path = `${folder}/bootstrappable-${facts.user}/bootstrappable/targets/tree/amd64`;
  await madeAt(path);
  expect(await usualTargets({ ...nodeMachine, facts })).toEqual([path]);
  const status: Machine["disk"]["status"] = async (at) => {
    const found = await nodeMachine.disk.status(at);
    return found && { ...found, owner: facts.user + 1 };
  };
  const disk = { ...nodeMachine.disk, status };
  expect(await usualTargets({ ...nodeMachine, facts, disk })).toEqual([]);
});
