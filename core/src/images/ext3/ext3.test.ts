import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Region } from "../../platform/bulkFiles";
import { nodeBulkFiles } from "../../platform/node/bulkFiles";
import { nodeMachine } from "../../platform/node/machine";
import { fileOf, folderAt, newFolder, type ImageFile, type ImageFolder } from "../contents";
import { masterBootRecord, readPartitions } from "../mbr";
import { writeImages } from "../write";
import { ext3Commands } from "./commands";
import { ext3Disk, type Ext3DiskKind } from "./disk";
import { findExt3, type FoundExt3 } from "./find";
import { group, inode, superblock } from "./layout";
import { Ext3Error, ForeignFeatures, type Ext3Entry, type Ext3Reader } from "./reader";

const systemPath = `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin`;
const env = { ...process.env, PATH: systemPath };
const has = (program: string) => spawnSync(program, ["--version"], { env }).error === undefined;
const withE2fsprogs = ["mke2fs", "debugfs", "e2fsck", "dumpe2fs"].every(has);
const withParted = has("parted");

let folder: string;
beforeEach(() => (folder = realpathSync(mkdtempSync(`${tmpdir()}/bootstrappable-ext3-`))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const text = (words: string) => new TextEncoder().encode(words);
const tools = { machine: nodeMachine, files: nodeBulkFiles };

/** Writes a disk of so many MiB to `name` in the folder of the test. */
async function made(
  contents: ImageFolder,
  {
    kind = "external",
    size = 64,
    name = "disk.img",
  }: { kind?: Ext3DiskKind; size?: number; name?: string } = {},
): Promise<string> {
  const image = ext3Disk(tools, kind, contents, size);
  expect(image.problems).toEqual([]);
  const output = `${folder}/${name}`;
  const { signal } = new AbortController();
  expect(await writeImages(nodeBulkFiles, [{ image, output }], { force: false, signal })).toBeUndefined();
  return output;
}

/** Names that mean something to debugfs, to a shell, or to somebody who reads them. */
const strangeNames = [
  "with blanks  two",
  '"quoted"',
  'a"b',
  '"',
  "<12>",
  "<2>",
  "-p",
  "#comment",
  "q; rm x",
  "tab\there",
  "back\\slash",
  "$(x) `y` 'z'",
  "ünï\u{1f980}",
  "?offset=0",
  "\u001b[31mred",
  "n".repeat(255),
];

/** Longer than what is found without tables and with one, a part of it empty. */
const long = new Uint8Array(5 << 20).map((_, at) => at + (at >> 12)).fill(0, 1 << 20, 3 << 20);

/** A tree with all that may be in one: strange names, empty and long files, many files in a folder. */
function sample(): ImageFolder {
  const top = newFolder();
  top.entries.set("init", fileOf(text("#!/bin/sh\n"), true));
  const strange = folderAt(top, "strange");
  for (const name of strangeNames) {
    strange.entries.set(`f${name}`.slice(0, 255), fileOf(text(name)));
    strange.entries.set(name, newFolder());
    folderAt(strange, name).entries.set(name, fileOf(text(`in ${name}`)));
  }
  folderAt(top, "empty/folders/only");
  top.entries.set("nothing", fileOf(new Uint8Array(0)));
  const many = folderAt(top, "many");
  for (let at = 0; at < 300; at++)
    many.entries.set(`a file with a long name, number ${at}`, fileOf(text(`${at}`)));
  top.entries.set("long", fileOf(long));
  writeFileSync(`${folder}/own file "x"`, "of the machine");
  chmodSync(`${folder}/own file "x"`, 0o600);
  top.entries.set("copied", { kind: "file", size: 14, executable: false, source: `${folder}/own file "x"` });
  return top;
}

interface Found {
  readonly kind: string;
  readonly mode: number;
  readonly owners: readonly [number, number];
  readonly size: number;
  readonly sha256: string | undefined;
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Paths with what is at each, as a folder for an image says it. */
function expected(top: ImageFolder, prefix = ""): Map<string, Partial<Found>> {
  const all = new Map<string, Partial<Found>>();
  for (const [name, entry] of top.entries) {
    const owners = [0, 0] as const;
    if (entry.kind === "folder") {
      all.set(prefix + name, { kind: "folder", mode: 0o755, owners });
      for (const [path, inside] of expected(entry, `${prefix}${name}/`)) all.set(path, inside);
    } else {
      const { source, size, executable } = entry;
      const bytes = typeof source === "string" ? readFileSync(source) : source;
      const mode = executable ? 0o755 : 0o644;
      all.set(prefix + name, { kind: "file", mode, owners, size, sha256: sha256(bytes) });
    }
  }
  return all;
}

/** The same as our reader finds it. */
async function readBack(image: string): Promise<Map<string, Partial<Found>>> {
  return withReader(image, async (reader) => {
    const all = new Map<string, Partial<Found>>();
    const damaged: string[] = [];
    const entries: Ext3Entry[] = [];
    for await (const entry of reader.entries((path, why) => damaged.push(`${path}: ${why}`)))
      entries.push(entry);
    for (const entry of entries.filter(({ path }) => path !== "lost+found")) {
      const { path, kind, mode, owner, group, size } = entry;
      const found = { kind, mode, owners: [owner, group] as const };
      all.set(path, kind === "file" ? { ...found, size, sha256: sha256(await reader.read(entry)) } : found);
      expect(entry.modified).toBe(946_684_800);
    }
    expect(damaged).toEqual([]);
    return all;
  });
}

/** The first sector of an image. */
async function headOf(image: string): Promise<Uint8Array> {
  const region = await nodeBulkFiles.region(image);
  return region.read(0, 512).finally(() => region.close());
}

async function withReader<Result>(
  image: string,
  look: (reader: Ext3Reader) => Promise<Result>,
): Promise<Result> {
  const region = await nodeBulkFiles.region(image);
  try {
    const [found] = await findExt3(region);
    return await look(readerOf(found));
  } finally {
    await region.close();
  }
}

function readerOf(found: FoundExt3 | undefined): Ext3Reader {
  if (found === undefined || found.reader instanceof Ext3Error) throw new Error("there is no file system");
  return found.reader;
}

/** A tool of e2fsprogs at work on a partition of an image. */
function e2(program: string, args: readonly string[], image: string, at = 1 << 20): string {
  const { status, stdout, stderr } = spawnSync(program, [...args, `${image}?offset=${at}`], {
    env,
    encoding: "utf8",
    maxBuffer: 64 << 20,
  });
  expect([program, status, stderr.replace(/^(?:debugfs|e2fsck|dumpe2fs) \d.*\n/, "")]).toEqual([
    program,
    0,
    "",
  ]);
  return stdout;
}

describe.skipIf(!withE2fsprogs)("a disk with ext3", () => {
  it("holds every file, folder, mode and owner, and e2fsck finds nothing wrong", async () => {
    const contents = sample();
    const image = await made(contents);
    e2("e2fsck", ["-fn"], image);
    expect(await readBack(image)).toEqual(expected(contents));
    expect(readdirSync(folder).sort()).toEqual(["disk.img", 'own file "x"']);
  });

  it("is read by debugfs as by us", async () => {
    const contents = sample();
    const image = await made(contents);
    mkdirSync(`${folder}/out`);
    e2("debugfs", ["-R", `rdump / ${folder}/out`], image);
    const there = new Map<string, string>();
    const look = (at: string) => {
      for (const { name, parentPath, isFile, isDirectory } of readdirSync(at, { withFileTypes: true }).map(
        (entry) => ({
          name: entry.name,
          parentPath: at,
          isFile: entry.isFile(),
          isDirectory: entry.isDirectory(),
        }),
      )) {
        const path = `${parentPath}/${name}`;
        const mode = (statSync(path).mode & 0o777).toString(8);
        const relative = path.slice(`${folder}/out/`.length);
        if (isFile) there.set(relative, `${mode} ${sha256(readFileSync(path))}`);
        if (isDirectory && relative !== "lost+found") look(path);
      }
    };
    look(`${folder}/out`);
    const ours = [...(await readBack(image))].flatMap(([path, { kind, mode, sha256: hash }]) =>
      kind === "file" ? [[path, `${mode?.toString(8)} ${hash}`] as const] : [],
    );
    expect(there).toEqual(new Map(ours));
  });

  it("is the same twice, whatever mode and time the files have", async () => {
    const first = sha256(readFileSync(await made(sample())));
    execFileSync("touch", ["-d", "2001-01-01", `${folder}/own file "x"`]);
    chmodSync(`${folder}/own file "x"`, 0o644);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(sha256(readFileSync(await made(sample(), { name: "again.img" })))).toBe(first);
  });

  it.skipIf(!withParted).each(["root", "external"] as const)(
    "has table and file system as parted and mkfs.ext3 make them: %s",
    async (kind) => {
      const [size, at] = kind === "root" ? [2048, 1 << 30] : [1024, 1 << 20];
      const ours = await made(newFolder(), { kind, size });
      const theirs = `${folder}/theirs.img`;
      writeFileSync(theirs, "");
      truncateSync(theirs, size * 2 ** 20);
      const quiet = { env, stdio: "pipe" } as const;
      const part = ["mkpart", "primary", "ext3", `${at}B`, "100%"];
      execFileSync("parted", ["--script", theirs, "mklabel", "msdos", ...part], quiet);
      execFileSync("mkfs.ext3", [theirs, "-E", `offset=${at}`], quiet);
      expect((await headOf(ours)).subarray(444)).toEqual((await headOf(theirs)).subarray(444));
      // UUID, times and hash seed are drawn by lot or are the time of the day.
      const own =
        /^(?:Filesystem UUID|Filesystem created|Last write|Last checked|Directory Hash Seed|Lifetime).*\n/gm;
      const facts = (file: string) => e2("dumpe2fs", [], file, at).replace(own, "");
      expect(facts(ours)).toBe(facts(theirs));
    },
  );

  it("takes no room on the host's disk for what is empty", async () => {
    const { size, blocks } = statSync(await made(sample(), { kind: "root", size: 16 * 1024 }));
    expect(size).toBe(16 * 2 ** 30);
    expect(blocks * 512).toBeLessThan(160 << 20);
  });

  it.each([
    ["external", 1, "its partition begins behind 1 MiB"],
    ["root", 1024, "its partition begins behind 1024 MiB"],
    ["external", 2 ** 21 + 1, "a partition table of a PC knows 2 TiB"],
  ] as const)("is refused at once where its size cannot be: %s of %i MiB", (kind, size, message) => {
    expect(() => ext3Disk(tools, kind, newFolder(), size)).toThrow(message);
  });

  it.each([
    [2, "no room for a journal"],
    [9, "its files need"],
  ])("is refused before anything is copied where it is too small: %i MiB", async (size, message) => {
    await expect(made(sample(), { size })).rejects.toThrow(message);
    expect(readdirSync(folder)).toEqual(['own file "x"']);
  });

  it("is refused where there are more files than inodes", async () => {
    const contents = newFolder();
    for (let at = 0; at < 5000; at++) contents.entries.set(String(at), fileOf(new Uint8Array(0)));
    await expect(made(contents, { size: 17 })).rejects.toThrow(/files and folders, and there are 5000$/);
  });

  it("is no disk at all where a file is gone or has changed meanwhile", async () => {
    const contents = sample();
    const copied = contents.entries.get("copied") as ImageFile;
    contents.entries.set("copied", { ...copied, size: 13 });
    await expect(made(contents)).rejects.toThrow(
      "copied is a file of 14 bytes, and should be a file of 13 bytes",
    );
    rmSync(`${folder}/own file "x"`);
    await expect(made(contents)).rejects.toThrow(/debugfs could not .*No such file/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("leaves nothing behind when it is interrupted", async () => {
    const abort = new AbortController();
    const image = ext3Disk(tools, "external", sample(), 64);
    const writing = writeImages(nodeBulkFiles, [{ image, output: `${folder}/disk.img` }], {
      force: false,
      signal: abort.signal,
      progress: () => abort.abort(),
    });
    await expect(writing).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['own file "x"']);
  });

  it("goes where its name has what e2fsprogs take for options", async () => {
    const image = await made(newFolder(), { name: "a?offset=7,b.img" });
    expect(existsSync(image)).toBe(true);
  });
});

describe("what makes a disk with ext3", () => {
  it("is named where it is missing", async () => {
    const processes = { ...nodeMachine.processes, find: () => Promise.resolve(undefined) };
    const image = ext3Disk({ ...tools, machine: { ...nodeMachine, processes } }, "external", newFolder(), 64);
    const { signal } = new AbortController();
    const writing = writeImages(nodeBulkFiles, [{ image, output: `${folder}/disk.img` }], {
      force: false,
      signal,
    });
    await expect(writing).rejects.toThrow(/mke2fs and debugfs .* install e2fsprogs/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is told nothing that ends a command", () => {
    const contents = newFolder();
    const source = (path: string): ImageFile => ({ kind: "file", size: 0, executable: false, source: path });
    contents.entries.set("a", source("/x\nrm /init"));
    contents.entries.set("b", source(`/${"x".repeat(1000)}`));
    contents.entries.set("c\nrm init", newFolder());
    contents.entries.set("c\rrm init", source("/c"));
    contents.entries.set("d", source("/d"));
    const { lines, problems } = ext3Commands(contents, () => "");
    expect(lines).toEqual(['write "/d" "d"', 'sif "./d" mode 0100644']);
    const ends = expect.stringContaining("which ends a command of debugfs") as string;
    expect(problems.map(({ message }) => message)).toEqual([
      ends,
      expect.stringContaining("longer than debugfs reads"),
      ends,
      ends,
    ]);
  });
});

describe("a partition table", () => {
  it("is read as it was written", () => {
    const partition = { type: 0x83, start: 2048, sectors: 38_912 };
    const bytes = masterBootRecord(partition, 0x1234_5678);
    // What parted 3.5 makes of 20 MiB.
    const table = Buffer.from(bytes.subarray(444, 462)).toString("hex");
    expect(table).toBe("000000000110" + "8303603f0008" + "000000980000");
    expect(readPartitions(bytes)).toEqual([{ number: 1, ...partition }]);
    expect(readPartitions(new Uint8Array(512))).toEqual([]);
    expect(readPartitions(new Uint8Array(3))).toEqual([]);
    // Code of a boot sector where a table would be.
    expect(readPartitions(bytes.with(478, 0x31))).toEqual([]);
  });
});

/** Bytes as an image of which there may be more, all zeros. */
function regionOf(bytes: Uint8Array, size = bytes.length): Region {
  return {
    size,
    read: (at, length) => {
      const piece = new Uint8Array(Math.max(0, Math.min(length, size - at)));
      piece.set(bytes.subarray(at, at + piece.length));
      return Promise.resolve(piece);
    },
    close: () => Promise.resolve(),
  };
}

describe.skipIf(!withE2fsprogs)("a reader of ext3", () => {
  /** A small file system, its whole self in memory. */
  function small(): Uint8Array {
    const file = `${folder}/small.img`;
    mkdirSync(`${folder}/content/a/b`, { recursive: true });
    writeFileSync(`${folder}/content/a/b/c`, "found");
    writeFileSync(`${folder}/content/long`, Buffer.alloc(300_000, "x"));
    execFileSync("ln", ["-s", "a/b/c", `${folder}/content/link`]);
    execFileSync("ln", ["-s", "x".repeat(100), `${folder}/content/longlink`]);
    writeFileSync(file, "");
    truncateSync(file, 4 << 20);
    const args = [
      "-q",
      "-F",
      "-t",
      "ext3",
      "-b",
      "1024",
      "-J",
      "size=1",
      "-N",
      "64",
      "-d",
      `${folder}/content`,
      file,
    ];
    execFileSync("mke2fs", args, { env });
    return readFileSync(file);
  }

  it("finds files by their path, and follows no link", async () => {
    const [found] = await findExt3(regionOf(small()));
    const reader = readerOf(found);
    const read = async (path: string) =>
      new TextDecoder().decode(await reader.read((await reader.find(path))!));
    expect(await read("/a//./b/c")).toBe("found");
    expect(await read("link")).toBe("a/b/c");
    expect(await read("longlink")).toBe("x".repeat(100));
    expect((await read("long")).length).toBe(300_000);
    expect(await reader.find("a/b/c/d")).toBeUndefined();
    expect(await reader.find("link/x")).toBeUndefined();
    expect(await reader.find("nothing")).toBeUndefined();
    expect((await reader.find("/"))?.kind).toBe("folder");
  });

  it("says of ext4 that it is none of its", async () => {
    const file = `${folder}/four.img`;
    writeFileSync(file, "");
    truncateSync(file, 8 << 20);
    execFileSync("mke2fs", ["-q", "-F", "-t", "ext4", file], { env });
    const [found] = await findExt3(regionOf(readFileSync(file)));
    expect(found?.reader).toBeInstanceOf(ForeignFeatures);
  });

  it("reads no more of folders than any bootstrap has, however long each says that it is", async () => {
    for (let number = 0; number < 20; number++)
      mkdirSync(`${folder}/content/many/${number}`, { recursive: true });
    const bytes = small();
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const reader = readerOf((await findExt3(regionOf(bytes)))[0]);
    const table = view.getUint32(2 * 1024 + group.inodeTable, true) * 1024;
    const length = view.getUint16(superblock.at + superblock.inodeSize, true);
    for await (const { path, inode: number } of reader.entries(() => undefined))
      if (path.startsWith("many/"))
        view.setUint32(table + (number - 1) * length + inode.size, 16 << 20, true);
    const faults: string[] = [];
    for await (const { kind } of reader.entries((_, why) => faults.push(why))) expect(kind).not.toBe("other");
    expect(faults.filter((why) => why === "the folder is damaged")).toHaveLength(15);
    expect(faults).toContain("the folders are too long together");
  });

  it("reads any bytes to an end, and throws nothing else", async () => {
    const whole = small();
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    // Most of the image is empty: changes go to its tables, too.
    const early = fc.tuple(fc.integer({ min: 1024, max: 300_000 }), fc.nat(255));
    const root = fc.tuple(fc.integer({ min: 1024, max: 3072 }), fc.constantFrom(0, 1, 2, 255));
    const changes = fc.array(fc.oneof(change, early, root), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(changes, fc.nat(whole.length), async (all, length) => {
        const bytes = Uint8Array.from(whole);
        for (const [at, value] of all) bytes[at] = value;
        const region = regionOf(length % 3 === 0 ? bytes.subarray(0, length) : bytes);
        try {
          for (const found of await findExt3(region)) {
            if (found.reader instanceof Ext3Error) continue;
            const { reader } = found;
            for await (const entry of reader.entries(() => undefined))
              if (entry.size < 1 << 24) await reader.read(entry);
            await reader.find("a/b/c");
          }
        } catch (error) {
          expect(error).toBeInstanceOf(Ext3Error);
        }
      }),
      { numRuns: 150 },
    );
  });
});
