import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { built } from "../support/build";
import { bootstrappable } from "../support/cli";

let folder = "";
beforeAll(built, 180_000);
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "assemble-"))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs `bootstrappable assemble` with files in its folder. */
function assemble(files: Record<string, string>, args: string) {
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return bootstrappable(["assemble", ...args.split(" ")], { cwd: folder });
}

const written = (name = "out") => readFileSync(path.join(folder, name));

const m1 = "DEFINE call E8\n:f\n\tcall %f\n\t!0x7F\n";

describe("assemble, by the ending of its inputs", () => {
  it.each<[string, Record<string, string>, string, string]>([
    ["hex1", { "a.hex1": ":a E8 %a\n" }, "a.hex1 -A x86", "e8fbffffff"],
    ["hex2", { "a.hex2": ":a\n", "b.hex2": "&a\n" }, "-f a.hex2 -f b.hex2 -A amd64 -B 0x60_0000", "00006000"],
    ["hex2, octal base", { "a.hex2": ":a &a\n" }, "a.hex2 -A amd64 -B 0100", "40000000"],
    [
      "hex2, big-endian",
      { "a.hex2": ":a &a\n" },
      "a.hex2 -A amd64 --base-address 1 --big-endian",
      "00000001",
    ],
    ["hex2, binary digits", { "a.hex2": "00000001\n" }, "a.hex2 -A x86 --binary", "01"],
    ["M1", { "a.M1": m1 }, "a.M1 --architecture amd64 --little-endian", "e8fbffffff7f"],
    ["M0", { "a.M0": m1 }, "a.M0 -A amd64", "e8fbffffff7f"],
    ["M1 by the stage tools", { "a.M1": "&5 ':a'\n" }, "a.M1 -A x86 --stage", "05"],
    ["another ending", { "a.txt": ":a &a\n" }, "a.txt --language hex2 -A knight-posix", "00000000"],
  ])("%s", (_, files, args, bytes) => {
    const { status, stderr } = assemble(files, `${args} -o out`);
    expect([status, stderr.replace(/.*warning.*\n/g, ""), written().toString("hex")]).toEqual([0, "", bytes]);
  });

  it("--to hex2 writes what M1 writes", () => {
    expect(assemble({ "a.M1": m1 }, "a.M1 -A amd64 --to hex2 -o out").status).toBe(0);
    expect(written().toString()).toBe("\n:f\nE8 %f\n7F\n");
  });

  it("--source-map says where each byte came from", () => {
    assemble({ "a.M1": m1 }, "a.M1 -A amd64 -o out --source-map map");
    const lines = written("map").toString().trim().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        offset: 0,
        length: 1,
        file: "a.M1",
        line: 3,
        column: 2,
        endLine: 3,
        endColumn: 6,
        define: { file: "a.M1", line: 1, column: 13, endLine: 1, endColumn: 15 },
      },
      { offset: 1, length: 4, file: "a.M1", line: 3, column: 7, endLine: 3, endColumn: 9 },
      { offset: 5, length: 1, file: "a.M1", line: 4, column: 2, endLine: 4, endColumn: 7 },
    ]);
  });

  it.each([
    [
      "a.M1 -A amd64 -o out --source-map out",
      2,
      "bootstrappable: error: --output and --source-map are the same\n",
    ],
    [
      "a.M1 -A amd64 -o out --source-map ./x/../out",
      2,
      "bootstrappable: error: --output and --source-map are the same\n",
    ],
    [
      "a.M1 -A amd64 -o - --source-map -",
      2,
      "bootstrappable: error: --output and --source-map are the same\n",
    ],
    [
      "a.M1 -A amd64 -o out --source-map a.M1",
      1,
      "bootstrappable: error: a.M1: is an input, too; nothing was written\n",
    ],
  ])("a map in the way of something else is refused: %s", (args, wanted, message) => {
    const { status, stderr, stdout } = assemble({ "a.M1": m1 }, args);
    expect([status, stderr, stdout]).toEqual([wanted, message, ""]);
    expect(() => written()).toThrow();
    expect(written("a.M1").toString()).toBe(m1);
  });

  it.each(["08", "0x", "1e3", "4294967296"])("the base address %s is 0, as to hex2", (base) => {
    const { status, stderr } = assemble({ "a.hex2": ":a &a\n" }, `a.hex2 -A amd64 -B ${base} -o out`);
    expect([status, stderr]).toEqual([
      0,
      `bootstrappable: warning: ${base} is no number, or none of 32 bits: it is read as 0, as hex2 does\n`,
    ]);
    expect(written().toString("hex")).toBe("00000000");
  });

  it("what the tool would refuse is an error at its place, and nothing is written", () => {
    const { status, stderr } = assemble({ "a.hex2": "00\n  %b\n" }, "a.hex2 -A x86 -o out");
    expect([status, stderr]).toEqual([1, 'a.hex2:2:3: error: No label "b". [hex2/undefined-label]\n']);
    expect(() => written()).toThrow();
  });

  it.each<[string, RegExp]>([
    ["a.hex2 b.hex2", /hex2 needs --architecture: knight-native, .*riscv64/],
    ["a.hex2", /a\.hex2: nothing tells its architecture; say --architecture \(knight-native, .*riscv64\)/],
    ["a.hex2 -B 0x1000", /--base-address needs --architecture: knight-native/],
    ["a.M1 --octal", /--octal needs --architecture/],
    ["a.M1 --to hex2", /--to hex2 needs --architecture/],
    ["a.hex2 --program /a", /a\.hex2: \/a is none of its programs; no script of a tree assembles it/],
    ["a.hex2 -A x86 --program /a", /--program is for a single file of hex1, hex2, M1 or M0, without/],
    ["a.hex1 -A armv7l", /there is no hex1 for armv7l/],
    ["a.M1 -A ppc64le --stage", /stage0-posix has no tools for ppc64le/],
    ["a.hex2 a.M1 -A x86", /a\.M1: is M1, but the inputs before it are hex2/],
    ["a.hex2 -A x86 --to hex2", /--to hex2 is for M1 and M0, not for hex2/],
    ["a.hex2 -A x86 --big-endian --little-endian", /cannot be used with/],
  ])("wrong usage: %s", (args, message) => {
    const files = { "a.hex1": "00\n", "a.hex2": "00\n", "b.hex2": "00\n", "a.M1": "'00'\n" };
    const { status, stderr } = assemble(files, `${args} -o out`);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});
