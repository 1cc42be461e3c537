import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { built } from "../support/build";
import { bootstrappable } from "../support/cli";
import { folderWith } from "../support/folder";

beforeAll(built, 120_000);

function run(files: Readonly<Record<string, string>>, args: string, input = "") {
  const cwd = folderWith(files);
  return { cwd, ...bootstrappable(args.split(" "), { cwd, input }) };
}

const HEX2 = ":main\nE8 %main ; call %main\n";
const M1 = "DEFINE call E8\n:main\n\tcall %main\n";

describe("lower", () => {
  it.each<[what: string, files: Readonly<Record<string, string>>, args: string, printed: string]>([
    ["hex2 to hex0", { "a.hex2": HEX2 }, "a.hex2 -A x86", "#:main ; (0x0)\nE8 FBFFFFFF ; call %main\n"],
    [
      "with a base address",
      { "a.hex2": ":a\n&a\n" },
      "a.hex2 -A x86 -B 0x1000",
      "#:a ; (0x1000)\n00100000                    # &a\n",
    ],
    [
      "several inputs as one program",
      { "a.hex2": ":a\n90\n", "b.hex2": "E8 %a # %a\n" },
      "a.hex2 b.hex2 -A x86 --to hex0",
      "#:a ; (0x0)\n90\nE8 FAFFFFFF # %a\n",
    ],
    [
      "M1 to hex2",
      { "a.M1": M1 },
      "a.M1 -A x86 --to hex2",
      "# DEFINE call E8\n:main\n\tE8 %main                    ; call %main\n",
    ],
    [
      "M0 likewise",
      { "a.M0": M1 },
      "a.M0 -A x86 --to hex2",
      "# DEFINE call E8\n:main\n\tE8 %main                    ; call %main\n",
    ],
    [
      "hex0 to a dump",
      { "a.hex0": "48 69\n" },
      "a.hex0 --to dump",
      `${"00000000".padEnd(20)}48 69${" ".repeat(45)}|Hi${" ".repeat(14)}|\n`,
    ],
    [
      "a file alone, as its path tells",
      { "a_x86.hex2": HEX2 },
      "a_x86.hex2",
      "#:main ; (0x8048000)\nE8 FBFFFFFF ; call %main\n",
    ],
  ])("%s", (_, files, args, printed) => {
    const { status, stdout } = run(files, `lower ${args}`);
    expect([status, stdout]).toEqual([0, printed]);
  });

  it("reads standard input, and writes a file that is no program, whole or not at all", () => {
    const { cwd, status, stdout } = run({}, "lower - --language hex2 -A x86 -o out.hex0", HEX2);
    expect([status, stdout]).toEqual([0, ""]);
    expect(readFileSync(path.join(cwd, "out.hex0"), "utf8")).toContain("#:main");
    const same = bootstrappable(["lower", "out.hex0", "--to", "dump", "-o", "out.hex0"], { cwd });
    expect([same.status, same.stderr]).toEqual([
      1,
      "bootstrappable: error: out.hex0: is an input, too; nothing was written\n",
    ]);
  });

  it("a file of a tree is part of the program that its scripts build", () => {
    const cwd = folderWith({});
    const seed = path.join(cwd, "seed/stage0-posix");
    mkdirSync(path.join(cwd, "steps"), { recursive: true });
    mkdirSync(path.join(seed, "x86"), { recursive: true });
    writeFileSync(path.join(cwd, "steps/manifest"), "");
    writeFileSync(
      path.join(seed, "kaem.x86"),
      "./x86/kaem-0 ./x86/mini.kaem\n./x86/catm out x86/ELF.hex2 x86/main.hex2\n./x86/hex2-0 out x86/main\n",
    );
    writeFileSync(path.join(seed, "x86/ELF.hex2"), ":base\n7F 45 4C 46\n");
    writeFileSync(path.join(seed, "x86/main.hex2"), ":main\nB8 &base # &base\n");
    const { status, stdout, stderr } = bootstrappable(["lower", path.join(seed, "x86/main.hex2")], { cwd });
    expect(stdout).toBe("#:main ; (0x8048004)\nB8 00800408 # &base\n");
    expect(status).toBe(0);
    expect(stderr).toContain("main.hex2: read as part of");
    const taken = bootstrappable(["lower", path.join(seed, "x86/main.hex2"), "--program", "x86 /x86/main"], {
      cwd,
    });
    expect([taken.status, taken.stdout]).toEqual([0, stdout]);
    const none = bootstrappable(["lower", path.join(seed, "x86/main.hex2"), "--program", "/none"], { cwd });
    expect(none.status).toBe(2);
    expect(none.stderr).toContain("/none is none of its programs; they are: x86 /x86/main\n");
  });

  it.each<[args: string, status: number, stderr: string]>([
    ["a.hex2", 2, "nothing tells its architecture; say --architecture"],
    ["a.hex2 b.hex2", 2, "hex2 needs --architecture"],
    ["a.hex2 b.hex2 -A x86 --program /a", 2, "--program is for a single file"],
    ["a.hex2 -B 0x1000", 2, "--base-address needs --architecture"],
    ["a.hex2 -A x86 --to hex2", 2, "hex2 can be lowered to hex0 or dump, not to hex2"],
    ["c.hex2 -A x86 -o out", 1, 'c.hex2:1:1: error: No label "gone". [hex2/undefined-label]'],
    ["d.hex2 -A x86", 1, "d.hex2: cannot be read"],
  ])("%s is refused, and nothing is written", (args, status, stderr) => {
    const ended = run({ "a.hex2": HEX2, "b.hex2": "90\n", "c.hex2": "%gone\n" }, `lower ${args}`);
    expect(ended.status).toBe(status);
    expect(ended.stderr).toContain(stderr);
    expect(ended.stdout).toBe("");
    expect(existsSync(path.join(ended.cwd, "out"))).toBe(false);
  });
});

describe("raise", () => {
  it("writes hex2, and tells how it is assembled to the same bytes", () => {
    const hex0 = "#:main ; (0x1000)\nE8 FBFFFFFF ; call %main\nB8 00100000 ; &main &other\n";
    const { cwd, status, stdout } = run({ "a.hex0": hex0 }, "raise a.hex0 -A amd64 -B 0x1000 -o a.hex2");
    expect([status, stdout]).toEqual([
      0,
      "a.hex2: 1 label, 2 of 2 named references; hex2 makes the same bytes with --architecture amd64 --base-address 0x1000 --little-endian\n",
    ]);
    expect(readFileSync(path.join(cwd, "a.hex2"), "utf8")).toBe(
      ":main\nE8 %main    ; call %main\nB8 &main    ; &main &other\n",
    );
    const told = stdout.trimEnd().split(" with ")[1]!.split(" ");
    bootstrappable(["assemble", "a.hex2", ...told, "-o", "after"], { cwd });
    bootstrappable(["assemble", "a.hex0", "-o", "before"], { cwd });
    expect(readFileSync(path.join(cwd, "after"))).toEqual(readFileSync(path.join(cwd, "before")));
  });

  it("from standard input to standard output, nothing else", () => {
    const { status, stdout, stderr } = run({}, "raise -", "#:a\n90\n");
    expect([status, stdout, stderr]).toEqual([0, ":a\n90\n", ""]);
  });

  it("knows a path's architecture, and says it in JSON", () => {
    const { stdout } = run(
      { "knight.hex0": "#:a\n3C00FFFC # JUMP @a\n" },
      "raise knight.hex0 -o a.hex2 --format json",
    );
    expect(JSON.parse(stdout)).toEqual({
      ...{ output: "a.hex2", labels: 1, references: 1, named: 1, architecture: "knight-posix" },
      ...{ baseAddress: "0x0", bigEndian: true },
    });
  });

  it("tells what cannot be read", () => {
    const { status, stderr } = run({}, "raise gone.hex0");
    expect([status, stderr]).toEqual([
      1,
      "bootstrappable: error: gone.hex0: cannot be read (no such file or directory)\n",
    ]);
  });
});
