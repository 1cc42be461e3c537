import fc from "fast-check";
import { execFileSync } from "node:child_process";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { gzipSync } from "node:zlib";
import { pack, type Header } from "tar-stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DiskError } from "../disk";
import { ArchiveFault } from "../unpackTar";
import { unpackTar } from "./unpackTar";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/bootstrappable-tar-`);
  mkdirSync(`${folder}/root`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Entry = readonly [header: Partial<Header> & { readonly name: string }, content?: string];

async function bytesOf(entries: readonly Entry[]): Promise<Buffer> {
  const archive = pack();
  for (const [header, content] of entries) archive.entry(header, content ?? "");
  archive.finalize();
  const pieces: Uint8Array[] = [];
  for await (const piece of archive) pieces.push(piece as Uint8Array);
  return Buffer.concat(pieces);
}

function unpack(bytes: Uint8Array) {
  writeFileSync(`${folder}/archive`, bytes);
  const signal = new AbortController().signal;
  return unpackTar(`${folder}/archive`, `${folder}/root`, { skip: ["steps"], signal });
}

const root = (name: string) => `${folder}/root/${name}`;

describe("unpacking a tar archive", () => {
  it.each(["plain", "packed"])("gives what tar put into it, %s", async (kind) => {
    const bytes = await bytesOf([
      [{ name: "./" }],
      [{ name: "./usr/bin/", type: "directory", mode: 0o755 }],
      [{ name: "./usr/bin/tool", mode: 0o4755 }, "a tool"],
      [{ name: "./bin", type: "symlink", linkname: "/usr/bin" }],
      [{ name: "other", type: "link", linkname: "./usr/bin/tool" }],
      [{ name: "dev/null", type: "character-device" }],
      [{ name: "steps/manifest" }, "old"],
    ]);
    await unpack(kind === "plain" ? bytes : gzipSync(bytes));
    expect(readdirSync(`${folder}/root`).sort()).toEqual(["bin", "dev", "other", "usr"]);
    expect(readFileSync(root("other"), "utf8")).toBe("a tool");
    expect(lstatSync(root("usr/bin/tool")).mode & 0o7777).toBe(0o755);
    expect(lstatSync(root("usr/bin/tool")).ino).toBe(lstatSync(root("other")).ino);
    expect(readlinkSync(root("bin"))).toBe("/usr/bin");
  });

  it("gives what GNU tar makes of a folder", async () => {
    mkdirSync(`${folder}/from/deep`, { recursive: true });
    writeFileSync(`${folder}/from/deep/${"long".repeat(40)}`, "x".repeat(100_000));
    execFileSync("tar", ["cf", `${folder}/gnu.tar`, "-C", `${folder}/from`, "."]);
    await unpack(readFileSync(`${folder}/gnu.tar`));
    expect(execFileSync("diff", ["-r", `${folder}/from`, `${folder}/root`]).toString()).toBe("");
  });

  it.each<readonly [string, readonly Entry[], RegExp]>([
    ["a name that leads out", [[{ name: "../evil" }, "x"]], /\.\.\/evil leads out/],
    ["an absolute name", [[{ name: "/evil" }, "x"]], /\/evil leads out/],
    [
      "a name behind a link",
      [[{ name: "out", type: "symlink", linkname: ".." }], [{ name: "out/evil" }, "x"]],
      /out\/evil lies behind out/,
    ],
    [
      "a second name of a file behind a link",
      [
        [{ name: "out", type: "symlink", linkname: ".." }],
        [{ name: "evil", type: "link", linkname: "out/archive" }],
      ],
      /lies behind out/,
    ],
    [
      "a second name of a file outside",
      [[{ name: "evil", type: "link", linkname: "../archive" }]],
      /leads out/,
    ],
    [
      "a second name of a link",
      [
        [{ name: "a", type: "symlink", linkname: "/etc/passwd" }],
        [{ name: "evil", type: "link", linkname: "a" }],
      ],
      /which is no file/,
    ],
    ["a device", [[{ name: "sda", type: "block-device" }]], /sda is a device/],
    ["a FIFO", [[{ name: "fifo", type: "fifo" }]], /fifo is a fifo/],
  ])("refuses %s", async (_, entries, message) => {
    await expect(unpack(await bytesOf(entries))).rejects.toThrow(message);
    expect(readdirSync(folder).sort()).toEqual(["archive", "root"]);
  });

  it("replaces a link by the file of the same name, and does not write through it", async () => {
    writeFileSync(`${folder}/precious`, "mine");
    await unpack(
      await bytesOf([[{ name: "a", type: "symlink", linkname: "../precious" }], [{ name: "a" }, "theirs"]]),
    );
    expect(readFileSync(`${folder}/precious`, "utf8")).toBe("mine");
    expect(readFileSync(root("a"), "utf8")).toBe("theirs");
  });

  it("says what is wrong with any bytes, and writes nothing outside", async () => {
    const whole = await bytesOf([
      [{ name: "a/b" }, "x".repeat(600)],
      [{ name: "c", type: "symlink", linkname: "a" }],
    ]);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, value) => {
        const bytes = Buffer.from(whole);
        bytes[at] = value;
        await unpack(bytes).catch((error: unknown) => {
          expect(error instanceof ArchiveFault || error instanceof DiskError).toBe(true);
        });
        expect(readdirSync(folder).sort()).toEqual(["archive", "root"]);
      }),
      { seed: 6, numRuns: 150 },
    );
    await expect(unpack(Buffer.from("BZh9 packed"))).rejects.toThrow(/bzip2 or xz/);
    await expect(unpack(gzipSync("no archive").subarray(0, 20))).rejects.toThrow(ArchiveFault);
  });
});
