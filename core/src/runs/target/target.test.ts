import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DiskError } from "../../platform/disk";
import { nodeMachine } from "../../platform/node/machine";
import { mountsOf } from "./mounts";
import { defaultTarget } from "./path";
import { checkTarget, markerName } from "./safety";
import { openTarget } from "./target";

let folder: string;
let tree: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(`${tmpdir()}/bootstrappable-test-`));
  tree = `${folder}/tree`;
  mkdirSync(`${tree}/steps`, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const check = (path: string) => checkTarget(nodeMachine, path, tree);
const open = (path: string, keep = false) => openTarget(nodeMachine, { path, tree, keep });

describe("a target", () => {
  it.each(["/", "/home", "/root", "/proc", "/tmp/..", homedir(), `${homedir()}/..`])(
    "is never %s",
    async (path) => {
      await expect(check(path)).rejects.toMatchObject({ code: "run/unsafe-target" });
    },
  );

  it("is neither the source tree nor in it nor around it, links resolved", async () => {
    symlinkSync(tree, `${folder}/link`);
    for (const path of [tree, `${tree}/target`, folder, `${folder}/link`, `${folder}/link/new/deep`]) {
      await expect(check(path)).rejects.toMatchObject({ code: "run/unsafe-target" });
    }
  });

  it("is no file, no dangling link and no folder with somebody's files", async () => {
    writeFileSync(`${folder}/file`, "");
    symlinkSync("/nowhere/at/all", `${folder}/dangling`);
    mkdirSync(`${folder}/full`);
    writeFileSync(`${folder}/full/precious`, "x");
    for (const name of ["file", "dangling", "full", "full/."]) {
      await expect(check(`${folder}/${name}`)).rejects.toMatchObject({ code: "run/unsafe-target" });
    }
    expect(existsSync(`${folder}/full/precious`)).toBe(true);
  });

  it("is no folder that cannot be listed: it may hold anything", async () => {
    mkdirSync(`${folder}/closed`);
    const names = () => Promise.reject(new DiskError("closed cannot be read", "closed", "EACCES"));
    const machine = { ...nodeMachine, disk: { ...nodeMachine.disk, names } };
    await expect(checkTarget(machine, `${folder}/closed`, tree)).rejects.toMatchObject({
      code: "run/unsafe-target",
      message: "closed cannot be read",
    });
    writeFileSync(`${folder}/file`, "");
    await expect(nodeMachine.disk.names(`${folder}/file`)).rejects.toMatchObject({ reason: "ENOTDIR" });
    expect(await nodeMachine.disk.names(`${folder}/nowhere`)).toEqual([]);
  });

  it.each([0, 4711])("is another user's for nobody, user %s", async (user) => {
    mkdirSync(`${folder}/theirs`);
    const status = async (path: string) => {
      const found = await nodeMachine.disk.status(path);
      return found && { ...found, owner: 1234 };
    };
    const facts = { ...nodeMachine.facts, user };
    const machine = { ...nodeMachine, facts, disk: { ...nodeMachine.disk, status } };
    await expect(checkTarget(machine, `${folder}/theirs`, tree)).rejects.toMatchObject({
      message: `${folder}/theirs belongs to another user`,
    });
  });

  it("takes a marker for one only if it is a file", async () => {
    mkdirSync(`${folder}/full/${markerName}`, { recursive: true });
    await expect(check(`${folder}/full`)).rejects.toMatchObject({ code: "run/unsafe-target" });
  });

  it("may be new or empty, and is marked, closed to others, and used again", async () => {
    const target = await open(`${folder}/deep/target`);
    expect(statSync(target.path).mode & 0o777).toBe(0o700);
    writeFileSync(`${target.root}/left over`, "");
    await target.release();
    const again = await open(`${folder}/deep/target`);
    expect(readdirSync(again.root)).toEqual([]);
    await again.release();
    writeFileSync(`${again.root}/old`, "");
    const kept = await open(`${folder}/deep/target`, true);
    expect(readdirSync(`${kept.path}/root.1`)).toEqual(["old"]);
    await kept.release();
  });

  it("belongs to one run at a time; a dead run's lock is taken over", async () => {
    const target = await open(`${folder}/target`);
    await expect(open(`${folder}/target`)).rejects.toMatchObject({ code: "run/target-in-use" });
    await target.release();
    const dead = execFileSync("sh", ["-c", "echo $$"]).toString().trim();
    for (const left of [`${dead} 1 x\n`, "", "no number", `${process.pid} 1 another-boot\n`]) {
      writeFileSync(`${folder}/target/lock`, left);
      const next = await open(`${folder}/target`);
      await next.release();
    }
    expect(readdirSync(`${folder}/target`).sort()).toEqual([markerName, "root"].sort());
  });

  it("makes room before a run begins where hardly any is left", async () => {
    const left = async (free: number | undefined) => {
      const first = await open(`${folder}/target`);
      writeFileSync(`${first.root}/old`, "");
      await first.release();
      const resources = { ...nodeMachine.resources, freeBytes: () => Promise.resolve(free) };
      const again = await openTarget(
        { ...nodeMachine, resources },
        { path: `${folder}/target`, tree, keep: false },
      );
      const aside = readdirSync(`${folder}/target`).filter((name) => name.startsWith("gone"));
      await again.release();
      return aside.length;
    };
    expect([await left(2 ** 40), await left(2 ** 20), await left(undefined)]).toEqual([1, 0, 1]);
  });

  it("loses nothing that a link in the old root leads to", async () => {
    const target = await open(`${folder}/target`);
    mkdirSync(`${folder}/outside`);
    writeFileSync(`${folder}/outside/file`, "x");
    symlinkSync(`${folder}/outside`, `${target.root}/link`);
    mkdirSync(`${target.root}/closed`, { mode: 0o000 });
    await target.release();
    rmSync(`${target.path}/nothing`, { force: true });
    const again = await open(`${folder}/target`);
    expect(readdirSync(again.root)).toEqual([]);
    expect(existsSync(`${folder}/outside/file`)).toBe(true);
    await again.release();
  });

  it("is in the user's cache by default, or among the temporary files", async () => {
    const facts = { ...nodeMachine.facts, home: folder, variable: () => undefined };
    const path = await defaultTarget({ ...nodeMachine, facts }, "/a/mini", "amd64");
    expect(path).toMatch(new RegExp(`^${folder}/\\.cache/bootstrappable/targets/mini-[0-9a-f]{8}/amd64$`));
    const disk = { ...nodeMachine.disk, writable: () => Promise.resolve(false) };
    const readOnly = { ...nodeMachine, facts: { ...facts, temporary: folder }, disk };
    const other = await defaultTarget(readOnly, "/a/mini", "amd64");
    expect(other.startsWith(`${folder}/bootstrappable-${facts.user}/`)).toBe(true);
  });
});

describe("mount points", () => {
  it("are read with their blanks", () => {
    expect(mountsOf("36 35 98:0 / /mnt/a\\040b rw master:1 - ext3 /dev/root rw\n")).toEqual([
      { point: "/mnt/a b", type: "ext3", source: "/dev/root" },
    ]);
  });
});
