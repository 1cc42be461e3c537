import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import type { ImagePart } from "@bootstrappable/core/images/part";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { contentsOf } from "./contents";
import { extractFile, extractFolder } from "./extract";

let folder: string;
let image: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "bootstrappable-extract-"));
  image = path.join(folder, "disk.img");
  writeFileSync(image, "0123456789abcdef");
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (name: string, offset: number, size: number): ImagePart => ({
  kind: "file",
  name,
  offset,
  size,
});
const own = ({ offset, size }: ImagePart) => Promise.resolve([{ offset, size }]);
const extracted = (parts: readonly ImagePart[], to = "out") =>
  extractFolder(
    image,
    contentsOf(parts),
    own,
    path.join(folder, to),
    () => undefined,
    () => false,
  );
const textOf = (name: string) => readFileSync(path.join(folder, name), "latin1");

describe("a file of an image", () => {
  it("is written from all its stretches, zeros where it is nowhere", async () => {
    const target = path.join(folder, "target");
    writeFileSync(target, "before");
    const stretches = [
      { offset: 10, size: 2 },
      { offset: undefined, size: 3 },
      { offset: 0, size: 1 },
    ];
    await extractFile(image, stretches, target);
    expect(textOf("target")).toBe("ab\0\0\u00000");
  });

  it("leaves what was there where the image ends too early, and is never the image", async () => {
    const target = path.join(folder, "target");
    writeFileSync(target, "before");
    await expect(extractFile(image, [{ offset: 10, size: 100 }], target)).rejects.toThrow(
      "ends in the middle",
    );
    expect(textOf("target")).toBe("before");
    await expect(extractFile(image, [{ offset: 0, size: 1 }], image)).rejects.toThrow("the image itself");
    expect(readdirSync(folder).sort()).toEqual(["disk.img", "target"]);
  });
});

describe("a folder of an image", () => {
  it("is written with all that is below, links and devices told and left out", async () => {
    const found = await extracted([
      { kind: "folder", name: "/a", offset: 0, size: 0 },
      file("/a/b", 0, 4),
      { kind: "link", name: "/a/l", offset: 0, size: 3, target: "../..\n" },
      { kind: "other", name: "/null", offset: 0, size: 0 },
      file("/a/l/through", 4, 2),
      file("/short", 12, 9),
    ]);
    expect(found).toEqual({
      files: 1,
      failed: [
        "/a/l (a link to ../..\\u000a)",
        "/null (a device or the like)",
        "/short (the image ends in the middle of it)",
      ],
    });
    expect(readdirSync(path.join(folder, "out"), { recursive: true }).sort()).toEqual(["a", "a/b"]);
    expect(textOf("out/a/b")).toBe("0123");
  });

  it("goes over nothing, nor through a link, and not out of its place", async () => {
    mkdirSync(path.join(folder, "there"));
    await expect(extracted([file("/x", 0, 1)], "there")).rejects.toThrow("EEXIST");
    symlinkSync("nowhere", path.join(folder, "link"));
    await expect(extracted([file("/x", 0, 1)], "link")).rejects.toThrow("EEXIST");
    await extracted([file("/../../up", 0, 1), file("/a\\b", 0, 1)]);
    expect(readdirSync(folder).sort()).toEqual(["disk.img", "link", "out", "there"]);
    expect(readdirSync(path.join(folder, "out"))).toContain("up");
  });
});
