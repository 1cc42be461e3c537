import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { linkSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { truncateSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { processorTime } from "../../testing/processorTime";
import { filesInTar } from "../tar";
import { archiveReader } from "./archives";

const able = ["tar", "gzip", "bzip2"].every((tool) => spawnSync(tool, ["--version"]).status === 0);
const decoder = new TextDecoder();

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(`${tmpdir()}/bootstrappable-test-`));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => path.join(folder, name);

function put(name: string, bytes: string | Uint8Array): string {
  mkdirSync(path.dirname(at(name)), { recursive: true });
  writeFileSync(at(name), bytes);
  return at(name);
}

/** What is said of some names in an archive: the text, `?` where it cannot be told, nothing where it is not there. */
async function texts(archive: string, ...names: string[]): Promise<Record<string, string> | undefined> {
  const contents = await archiveReader()(archive, names);
  const entries = [...(contents?.files ?? [])];
  return (
    contents &&
    Object.fromEntries(entries.map(([name, bytes]) => [name, bytes ? decoder.decode(bytes) : "?"]))
  );
}

const deep = `p-1/${"folder/".repeat(30)}a.c`;

describe.skipIf(!able)("an archive of the machine's tar", () => {
  beforeEach(() => {
    put("p-1/a.c", "text of a\n");
    put("p-1/empty", "");
    put("p-1/ä.c", "umlaut\n");
    put(deep, "deep\n");
    put(
      "p-1/bytes",
      Uint8Array.from({ length: 1000 }, (_, index) => index),
    );
    linkSync(at("p-1/a.c"), at("p-1/hard"));
    symlinkSync("a.c", at("p-1/soft"));
  });

  /** Packs p-1, a.c before the hard link to it. */
  function pack(name: string, ...options: string[]): string {
    execFileSync("tar", [...options, "--sort=name", "-cf", at(name), "p-1"], { cwd: folder });
    return at(name);
  }

  it.each([
    ["as ustar", "x.tar", ["--format=ustar"]],
    ["as GNU tar, with a long name", "x.tar", ["--format=gnu"]],
    ["with pax headers", "x.tar", ["--format=pax", "--xattrs"]],
    ["before ustar", "x.tar", ["--format=v7", "--exclude=folder"]],
    ["with gzip", "x.tar.gz", ["-z", "--format=gnu"]],
    ["with bzip2", "x.tar.bz2", ["-j", "--format=pax"]],
    ["with ./ before names", "x.tar", ["--transform=s,^,./,"]],
  ])("is read %s", async (_, name, options) => {
    const archive = pack(name, ...options);
    const wanted = ["p-1/a.c", "p-1/empty", "p-1/ä.c", "p-1/soft", "p-1/hard", "p-1", "p-1/", "a.c", deep];
    const found = await texts(archive, ...wanted);
    expect(found).toEqual({
      "p-1/a.c": "text of a\n",
      "p-1/empty": "",
      "p-1/ä.c": "umlaut\n",
      "p-1/soft": "?",
      "p-1/hard": "?",
      // A folder's name ends with a slash there.
      "p-1/": "?",
      ...(options.includes("--exclude=folder") ? {} : { [deep]: "deep\n" }),
    });
    const contents = await archiveReader()(archive, ["p-1/bytes"]);
    expect(contents?.files.get("p-1/bytes")).toEqual(new Uint8Array(readFileSync(at("p-1/bytes"))));
    expect(contents?.sha256).toBe(createHash("sha256").update(readFileSync(archive)).digest("hex"));
  });

  it("gives the last of two files of one name", async () => {
    const archive = pack("x.tar");
    put("p-1/a.c", "another\n");
    execFileSync("tar", ["-rf", archive, "p-1/a.c"], { cwd: folder });
    expect(await texts(archive, "p-1/a.c")).toEqual({ "p-1/a.c": "another\n" });
  });

  it.each(["x.tar.gz", "x.tar.bz2"])("%s is not read where it breaks off or is damaged", async (name) => {
    const whole = readFileSync(pack(name, "-a"));
    for (const length of [0, 3, 20, whole.length >> 1, whole.length - 5]) {
      const found = await texts(put(`short-${name}`, whole.subarray(0, length)), "p-1/a.c");
      expect(found ?? {}, String(length)).toEqual({});
    }
    const other = Buffer.from(whole);
    other[whole.length >> 1]! ^= 0x55;
    expect(await texts(put(`other-${name}`, other), "p-1/a.c")).toBeUndefined();
  });

  it("is read anew only when it changed or something else is asked", async () => {
    const archive = pack("x.tar");
    const read = archiveReader();
    const first = await read(archive, ["p-1/a.c"]);
    expect(await read(archive, ["p-1/a.c"])).toBe(first);
    const second = await read(archive, ["p-1/empty"]);
    expect([...(second?.files.keys() ?? [])].sort()).toEqual(["p-1/a.c", "p-1/empty"]);
    put("p-1/a.c", "changed\n");
    pack("x.tar");
    utimesSync(archive, 1, 1);
    const third = await read(archive, ["p-1/a.c"]);
    expect(decoder.decode(third?.files.get("p-1/a.c"))).toBe("changed\n");
    rmSync(archive);
    expect(await read(archive, ["p-1/a.c"])).toBeUndefined();
  });
});

describe("what is too large", () => {
  it("is not unpacked from gzip", async () => {
    const packed = put("bomb.tar.gz", gzipSync(Buffer.alloc(9 << 20)));
    expect(await archiveReader(8 << 20)(packed, ["a"])).toBeUndefined();
    expect(await archiveReader(9 << 20)(packed, ["a"])).toBeDefined();
  });

  it.skipIf(!able)("is not unpacked from bzip2, and others have their turn meanwhile", async () => {
    const member = spawnSync("bzip2", ["-c"], { input: Buffer.alloc(4_000_000) }).stdout;
    const packed = put("bomb.tar.bz2", Buffer.concat(Array.from({ length: 1000 }, () => member)));
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    expect(await archiveReader(10_000_000)(packed, ["a"])).toBeUndefined();
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
  });

  it("is not read from the disk", async () => {
    truncateSync(put("huge.tar", ""), (64 << 20) + 1);
    expect(await texts(at("huge.tar"), "a")).toBeUndefined();
  });

  it("as a file is not told", () => {
    const header = Buffer.alloc(512);
    header.write("a", 0);
    header.write(((16 << 20) + 512).toString(8), 124);
    const archive = Buffer.concat([header, Buffer.alloc((16 << 20) + 512)]);
    expect([...filesInTar(archive, ["a"])]).toEqual([["a", undefined]]);
  });

  it("as records of a header takes no time", () => {
    const header = Buffer.alloc(512);
    header.write("00200000000", 124);
    header.write("x", 156);
    const one = Buffer.concat([header, Buffer.from("4 \nx".repeat((16 << 20) / 4))]);
    const archive = Buffer.concat([one, one]);
    expect(processorTime(() => filesInTar(archive, ["a"]))).toBeLessThan(1000);
  });
});

describe("anything as an archive", () => {
  const field = (bytes: Buffer, text: string, start: number) => bytes.write(text, start, "latin1");
  const headers = fc
    .record({
      name: fc.oneof(fc.constantFrom("a", "./a", "", "/", "a/../a", "\xff"), fc.string({ maxLength: 99 })),
      size: fc.oneof(
        fc.constantFrom("0", "1", "1000", "77777777777", "-1", "\x80", "8"),
        fc.string({ maxLength: 11 }),
      ),
      type: fc.constantFrom(..."01234567xgLK\0S".split("")),
      magic: fc.constantFrom("ustar", ""),
      body: fc.oneof(
        fc.constantFrom("", "8 path=a\n", "0 ", "99999 path=", "3 \n", "12 path=\xff\xfe\n"),
        fc.string({ maxLength: 600 }),
      ),
      cut: fc.nat(700),
    })
    .map(({ name, size, type, magic, body, cut }) => {
      const bytes = Buffer.alloc(512 + Math.ceil(body.length / 512) * 512);
      field(bytes, name, 0);
      field(bytes, size, 124);
      field(bytes, type, 156);
      field(bytes, magic, 257);
      field(bytes, body, 512);
      return cut < 40 ? bytes.subarray(0, cut) : bytes;
    });

  it("throws nothing, and gives nothing that was not asked for", async () => {
    const read = archiveReader();
    await fc.assert(
      fc.asyncProperty(
        fc.array(headers, { maxLength: 6 }).map((all) => Buffer.concat(all)),
        fc.constantFrom("", "\x1f\x8b", "BZh9"),
        fc.boolean(),
        async (bytes, magic, packed) => {
          const all = Buffer.concat([Buffer.from(magic, "latin1"), packed ? gzipSync(bytes) : bytes]);
          rmSync(at("x"), { force: true });
          const contents = await read(put("x", all), ["a"]);
          for (const name of contents?.files.keys() ?? []) expect(name).toBe("a");
          const direct = filesInTar(bytes, ["a"]).get("a");
          expect(direct?.length ?? 0).toBeLessThanOrEqual(bytes.length);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("throws nothing of bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        expect(filesInTar(bytes, ["a"]).size).toBeLessThanOrEqual(1);
      }),
    );
  });
});
