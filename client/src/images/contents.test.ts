import type { ImagePart } from "@bootstrappable/core/images/part";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  below,
  contentsOf,
  entryAt,
  fileOf,
  shownName,
  sorted,
  unusableName,
  type ImageEntry,
} from "./contents";

const part = (name: string, size = 1): ImagePart => ({
  ...{ name, size, offset: 0 },
  kind: size === 0 ? "folder" : "file",
});

/** An entry and what is below, two blanks deeper each. */
function lines(entry: ImageEntry, depth = 0): string[] {
  return sorted(entry).flatMap((child) => [
    `${"  ".repeat(depth)}${child.name}${fileOf(child) === undefined ? "/" : ""}`,
    ...lines(child, depth + 1),
  ]);
}

describe("what is in an image", () => {
  it("is a tree of folders and files", () => {
    const top = contentsOf([
      part(".", 0),
      part("./x86", 0),
      part("./x86/b.hex0"),
      part("x86//a.hex0"),
      part("./after.kaem"),
      part("/bin", 0),
      { kind: "hex0", name: "hex0 /x86/a.hex0 /bin/a", size: 24, offset: 9 },
    ]);
    expect(lines(top)).toEqual(["bin/", "x86/", "  a.hex0", "  b.hex0", "after.kaem"]);
    expect(entryAt(top, "/x86/a.hex0")?.path).toBe("/x86/a.hex0");
    expect(entryAt(top, "/x86/none/a.hex0")).toBeUndefined();
    expect(entryAt(top, "/")).toBe(top);
  });

  it("never leads out of its top folder", () => {
    const top = contentsOf([part("../../etc/passwd"), part("/a/../../b"), part("./c/./d/../e")]);
    expect([...below(top)].map(({ path }) => path)).toEqual(["/etc", "/etc/passwd", "/b", "/c", "/c/e"]);
  });

  it("has of one path the last file, and folders that no command makes", () => {
    const top = contentsOf([part("/a/b", 3), part("/a/b", 5), part("/f"), part("/f", 0)]);
    expect(fileOf(entryAt(top, "/a/b")!)?.size).toBe(5);
    expect(fileOf(entryAt(top, "/f")!)).toBeUndefined();
    expect(entryAt(top, "/a")?.parts).toEqual([]);
  });

  it("takes any names", () => {
    const piece = fc.oneof(fc.constantFrom("..", ".", "/", "a", "\0", "\ufffd"), fc.string({ maxLength: 3 }));
    const names = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(fc.array(fc.tuple(names, fc.nat(2)), { maxLength: 20 }), (all) => {
        const top = contentsOf(all.map(([name, size]) => part(name, size)));
        for (const each of below(top)) {
          if (entryAt(top, each.path) !== each) return false;
          if (unusableName(each.name, false) !== undefined && !each.name.includes("\0")) return false;
        }
        return true;
      }),
    );
  });
});

describe("a name out of an image", () => {
  it("is shown with control characters escaped", () => {
    expect(shownName("a\u001b[31mb\n\u202egmi.\u200b")).toBe("a\\u001b[31mb\\u000a\\u202egmi.\\u200b");
    expect(shownName("é 漢")).toBe("é 漢");
  });

  it.each(["..", ".", "", "a/b", "a\0b"])("is no file's: %j", (name) => {
    expect(unusableName(name, false)).toBeDefined();
  });

  it.each(["..\\..\\x", "c:x", "NUL", "con.txt", "a.", "b ", "x?", "LPT1", "a\u0007"])(
    "is no file's on Windows: %j",
    (name) => {
      expect(unusableName(name, true)).toBeDefined();
      expect(unusableName(name, false)).toBeUndefined();
    },
  );

  it.each(["console", "a.b", ".gitignore", "com", "nullable"])("is a file's anywhere: %j", (name) => {
    expect(unusableName(name, true)).toBeUndefined();
  });
});
