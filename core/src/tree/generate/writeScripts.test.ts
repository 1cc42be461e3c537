import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  mkdirSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DiskError, type Disk } from "../../platform/disk";
import { nodeDisk } from "../../platform/node/disk";
import { writeScripts } from "./writeScripts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "scripts-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = (texts: Record<string, string>) =>
  Object.entries(texts).map(([name, text]) => ({ path: name, bytes: new TextEncoder().encode(text) }));
const two = files({ "steps/0.sh": "zero\n", "init.1": "one\n" });
const everything = () =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll(path.sep, "/"))
    .sort();
const put = (name: string, text: string) => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
};
const read = (name: string) => readFileSync(path.join(folder, name), "utf8");

describe.skipIf(process.platform === "win32")("generated scripts", () => {
  it("are written into an empty folder, and unchanged the second time", async () => {
    const first = await writeScripts(nodeDisk, folder, two, false);
    expect(first.ok && first.written.map(({ outcome }) => outcome)).toEqual(["new", "new"]);
    const second = await writeScripts(nodeDisk, folder, two, false);
    expect(second.ok && second.written.map(({ outcome }) => outcome)).toEqual(["unchanged", "unchanged"]);
    expect(everything()).toEqual(["init.1", "steps", "steps/0.sh"]);
    expect(read("steps/0.sh")).toBe("zero\n");
  });

  it("make the folder", async () => {
    await writeScripts(nodeDisk, `${folder}/a/b`, two, false);
    expect(read("a/b/init.1")).toBe("one\n");
  });

  it("replace nothing that differs, and then write nothing at all", async () => {
    put("init.1", "mine\n");
    const result = await writeScripts(nodeDisk, folder, two, false);
    expect(result).toEqual({
      ok: false,
      refusals: [{ path: `${folder}/init.1`, why: "exists with other content" }],
    });
    expect(everything()).toEqual(["init.1"]);
  });

  it("replace it by force", async () => {
    put("init.1", "mine\n");
    const result = await writeScripts(nodeDisk, folder, two, true);
    expect(result.ok && result.written.map(({ outcome }) => outcome)).toEqual(["new", "replaced"]);
    expect(read("init.1")).toBe("one\n");
  });

  it.each([true, false])("never go through a link (by force: %s)", async (force) => {
    put("elsewhere/0.sh", "mine\n");
    symlinkSync(`${folder}/elsewhere`, `${folder}/steps`);
    expect(await writeScripts(nodeDisk, folder, two, force)).toMatchObject({ ok: false });
    rmSync(`${folder}/steps`);
    symlinkSync(`${folder}/elsewhere/0.sh`, `${folder}/init.1`);
    expect(await writeScripts(nodeDisk, folder, two, force)).toMatchObject({
      refusals: [{ path: `${folder}/init.1`, why: "is a link and no file" }],
    });
    expect(read("elsewhere/0.sh")).toBe("mine\n");
  });

  it("tell what another plan left", async () => {
    for (const name of ["steps/0.sh", "steps/1.sh", "init.1", "kaem.run.2", "preseed-jump.kaem", "init"]) {
      put(name, "old\n");
    }
    const result = await writeScripts(nodeDisk, folder, two, true);
    expect(result.ok && result.left).toEqual(["steps/1.sh", "kaem.run.2", "preseed-jump.kaem"]);
  });

  it.each(["write", "rename"] as const)(
    "leave everything as it was when the disk fails at a %s",
    async (what) => {
      put("steps/0.sh", "mine\n");
      let calls = 0;
      const failing: Disk = {
        ...nodeDisk,
        [what]: (...args: [string, never, never]) => {
          if (++calls === 2) throw new DiskError("full", args[0], "ENOSPC");
          return nodeDisk[what](...args);
        },
      };
      await expect(
        writeScripts(failing, folder, [...two, ...files({ "new/x": "1" })], true),
      ).rejects.toBeInstanceOf(DiskError);
      expect(everything()).toEqual(["steps", "steps/0.sh"]);
      expect(read("steps/0.sh")).toBe("mine\n");
    },
  );
});
