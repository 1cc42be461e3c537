import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { removeTree } from "./removeTree";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "bootstrappable-remove-"));
});
afterEach(() => execFileSync("rm", ["-rf", "--", folder]));

describe("a tree is removed", () => {
  it("whose paths are longer than the kernel takes, by long names and by many", async () => {
    const deep = path.join(folder, "tree");
    mkdirSync(path.join(deep, "deep.1"), { recursive: true });
    for (const [name, count] of [
      ["n".repeat(255), 7],
      ["a", 900],
    ] as const) {
      const links = Array<string>(count).fill(name).join("/");
      // From its end upwards: no path of a step is longer than the kernel takes.
      for (let chain = 0; chain < 3; chain++) {
        const next = path.join(folder, `${name[0]}${chain}`);
        mkdirSync(path.join(next, links), { recursive: true });
        if (chain > 0) renameSync(path.join(folder, `${name[0]}${chain - 1}`), path.join(next, links, "on"));
        else writeFileSync(path.join(next, links, "file"), "");
      }
      renameSync(path.join(folder, `${name[0]}2`), path.join(deep, name));
    }
    await removeTree(deep);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("whose folders nobody may look into, and not what its links lead to", async () => {
    mkdirSync(path.join(folder, "kept"));
    writeFileSync(path.join(folder, "kept", "file"), "");
    mkdirSync(path.join(folder, "tree", "shut"), { recursive: true });
    symlinkSync("../kept", path.join(folder, "tree", "link"));
    writeFileSync(path.join(folder, "tree", "shut", "file"), "");
    execFileSync("chmod", ["0", path.join(folder, "tree", "shut")]);
    await removeTree(path.join(folder, "tree"));
    expect(readdirSync(folder)).toEqual(["kept"]);
    expect(existsSync(path.join(folder, "kept", "file"))).toBe(true);
    symlinkSync("kept", path.join(folder, "link"));
    await removeTree(path.join(folder, "link"));
    await removeTree(path.join(folder, "nothing"));
    expect(readdirSync(path.join(folder, "kept"))).toEqual(["file"]);
  });
});
