import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { built } from "../support/build";
import { bootstrappable } from "../support/cli";
import { folderWith } from "../support/folder";

beforeAll(built, 120_000);

const files = {
  "x86/a.hex0": "#:start\n58 ; pop_eax é\nEB FD ; jmp !start\n68 69\n",
  "x86/b.M1": 'DEFINE pop_eax 58\n:_start\n\tpop_eax\n:text "hi"\n',
  "plain.hex0": "58 ; pop_eax\n",
  "x86/broken.M1": "\tpop_eax\n",
};

function disassemble(...args: readonly string[]) {
  const cwd = folderWith(files);
  writeFileSync(path.join(cwd, "raw"), Buffer.from("58c3", "hex"));
  writeFileSync(path.join(cwd, "boot"), Buffer.from(`ebfe${"00".repeat(508)}55aa`, "hex"));
  return { cwd, ...bootstrappable(["disassemble", ...args], { cwd }) };
}

const lines = (text: string) => text.split("\n").map((line) => line.trim().split(/ {2,}/));

describe("text", () => {
  it("of a source has offset, address, bytes, instruction and the source's line", () => {
    const { status, stdout, stderr } = disassemble("x86/a.hex0");
    expect([status, stderr]).toEqual([0, "x86/a.hex0: read as its path tells (x86)\n"]);
    expect(lines(stdout)).toEqual([
      [":start"],
      ["0000", "00000000", "58", "pop eax", "; 2: 58 ; pop_eax é"],
      ["0001", "00000001", "EB FD", "jmp short 0", ":start", "; 3: EB FD ; jmp !start"],
      ["0003", "00000003", "68 69", "|hi|", "; 4: 68 69"],
      [""],
    ]);
  });

  it("of M1 takes macros for code and strings for data", () => {
    expect(lines(disassemble("x86/b.M1").stdout)).toEqual([
      [":_start"],
      ["0000", "08048000", "58", "pop eax", "; 3: pop_eax"],
      [":text"],
      ["0001", "08048001", "68 69 00", "|hi.|", '; 4: :text "hi"'],
      [""],
    ]);
  });

  it.each<[args: readonly string[], first: readonly string[]]>([
    [
      ["raw", "--architecture", "amd64", "-B", "0x600000"],
      ["0000", "00600000", "58", "pop rax"],
    ],
    [["boot"], ["0000", "00007C00", "EB FE", "jmp short 0x7C00"]],
    [
      ["plain.hex0", "-A", "x86"],
      ["0000", "00000000", "58", "pop eax", "; 1: 58 ; pop_eax"],
    ],
  ])("of %j", (args, first) => {
    const { status, stdout } = disassemble(...args);
    expect([status, lines(stdout)[0]]).toEqual([0, first]);
  });
});

it("json has the same, an object a line", () => {
  const { stdout } = disassemble("--format", "json", "x86/a.hex0");
  const rows = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  expect(rows).toEqual([
    {
      ...{ file: "x86/a.hex0", offset: 0, address: "0x0", bytes: "58", kind: "instruction", text: "pop eax" },
      ...{ labels: ["start"], line: 2, source: "58 ; pop_eax é" },
    },
    expect.objectContaining({ offset: 1, bytes: "EBFD", text: "jmp short 0  :start", line: 3 }),
    expect.objectContaining({ offset: 3, bytes: "6869", kind: "data", text: "|hi|", line: 4 }),
  ]);
});

describe("what cannot be", () => {
  it.each<[args: readonly string[], status: number, stderr: RegExp]>([
    [["none"], 1, /none: cannot be read/],
    [["raw"], 2, /raw: nothing tells its processor; say --architecture \(.*x86-16\)/],
    [["plain.hex0"], 2, /plain\.hex0: nothing tells its processor/],
    [["x86/broken.M1"], 1, /x86\/broken\.M1:1:2: error: /],
    [["x86/a.hex0", "--linear"], 2, /are for binaries/],
    [["raw", "--program", "x"], 2, /is for sources/],
    [["raw", "-A", "z80"], 2, /Allowed choices/],
    [[], 2, /missing required argument/],
  ])("%j is said so", (args, status, stderr) => {
    const ended = disassemble(...args);
    expect([ended.status, ended.stdout]).toEqual([status, ""]);
    expect(ended.stderr).toMatch(stderr);
  });

  it("writes over no source", () => {
    const { cwd, status } = disassemble("x86/a.hex0", "-o", "x86/a.hex0");
    expect(status).not.toBe(0);
    expect(readFileSync(path.join(cwd, "x86/a.hex0"), "utf8")).toBe(files["x86/a.hex0"]);
  });
});

it.each(["disassemble", "assemble", "audit", "check"])("%s reads no device and no pipe", (command) => {
  const cwd = folderWith(files);
  execFileSync("mkfifo", [path.join(cwd, "pipe.hex0")]);
  for (const file of ["/dev/zero", "pipe.hex0"]) {
    const more = command === "assemble" ? ["--language", "hex0", "-o", "out"] : [];
    const { status, stderr } = bootstrappable([command, file, ...more], { cwd });
    expect(status).toBe(1);
    expect(stderr).toMatch(/: (cannot be read \(it is no regular file.*\)|neither a file nor a folder)\n$/);
  }
});
