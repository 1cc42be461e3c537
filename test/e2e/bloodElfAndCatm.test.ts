import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { callAll, unavailable } from "../differential/tools";
import { built } from "../support/build";
import { bootstrappable } from "../support/cli";
import { folderWith } from "../support/folder";

beforeAll(built, 120_000);

function run(files: Readonly<Record<string, string | Uint8Array>>, args: string, input: string = "") {
  const cwd = folderWith(files);
  return { cwd, ...bootstrappable(args.split(" "), { cwd, input }) };
}

/** Labels in every place, a name of the C string kind, and enough of them that their number has three bytes in octal. */
const first = Buffer.from(
  `:_start # :comment\n"a :string" ':_b'\n:FUNCTION_x>y ::c\n:é\tret\n:${"l".repeat(4095)}\n:n\0ul \n`,
);
const second = Buffer.from(Array.from({ length: 600 }, (_, index) => `:l${index}\n`).join(""));

describe.skipIf(unavailable !== undefined)(`blood-elf, as mescc-tools ${unavailable ?? ""}`, () => {
  const given = ["", " --64"].flatMap((bits) => [
    ...["", " -b", " -O", " -X"].map((digits) => `--little-endian${digits}${bits}`),
    ...["", " --binary", " --octal", " --hex"].map((digits) => `--big-endian${digits}${bits}`),
    ...[" --entry _start", " --entry _b --entry main"].map((entries) => `--little-endian${bits}${entries}`),
  ]);

  it("every option gives the tool's bytes", { timeout: 120_000 }, () => {
    const answers = callAll(
      given.map((options) => ({
        tool: "blood-elf",
        args: [...options.split(" "), "-f", "{0}", "--file", "{1}"],
        files: [first, second],
      })),
    );
    const cwd = folderWith({ "a.M1": first, "b.M1": second });
    given.forEach((options, index) => {
      const args = ["blood-elf", ...options.split(" "), "-f", "a.M1", "--file", "b.M1", "-o", "out"];
      const { status, stdout, stderr } = bootstrappable(args, { cwd });
      expect([options, status, stdout, stderr]).toEqual([options, 0, "", ""]);
      expect(Buffer.compare(readFileSync(path.join(cwd, "out")), answers[index]!), options).toBe(0);
    });
  });

  it.each([
    [
      "a label at the end of the file",
      ":a\n:",
      "a.M1:2:1: error: The file ends behind the colon. [m1/label-at-end]",
    ],
    [
      "a label too long",
      `:${"l".repeat(4096)}\n`,
      "a.M1:1:1: error: A label of 4096 bytes; 4095 are the most.",
    ],
  ])("%s: refused, as by the tool", (_, text, message) => {
    const args = ["--little-endian", "-f", "{0}"];
    expect(callAll([{ tool: "blood-elf", args, files: [Buffer.from(text)] }])).toEqual([undefined]);
    const { cwd, status, stdout, stderr } = run({ "a.M1": text }, "blood-elf --little-endian a.M1 -o out");
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(message);
    expect(existsSync(path.join(cwd, "out"))).toBe(false);
  });

  it.each([
    ["none", []],
    ["several, as they are", ["a", "", "b\0\xff\n"]],
    ["as long as the tool's buffer", ["a".repeat(8192), "b"]],
  ])("catm of inputs: %s", (_, texts) => {
    const files = texts.map((text) => Buffer.from(text, "latin1"));
    const names = files.map((__, index) => `${index}`);
    const args = ["/dev/stdout", ...names.map((name) => `{${name}}`)];
    const [answer] = callAll([{ tool: "catm", args, files }]);
    const cwd = folderWith(Object.fromEntries(files.map((file, index) => [names[index]!, file])));
    const { status, stdout, stderr } = bootstrappable(["catm", "out", ...names], { cwd });
    expect([status, stdout, stderr]).toEqual([0, "", ""]);
    expect(readFileSync(path.join(cwd, "out"))).toEqual(answer);
  });
});

describe("blood-elf", () => {
  it("from standard input to standard output, nothing else; the files of -f come first", () => {
    const given = { "a.M1": ":a\n", "b.M1": ":b\n" };
    const { status, stdout, stderr } = run(given, "blood-elf --64 --big-endian - b.M1 -f a.M1", ":c\n");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout.match(/:ELF_str_\S+/g)).toEqual([":ELF_str_a", ":ELF_str_c", ":ELF_str_b"]);
  });

  it("tells findings as JSON", () => {
    const { status, stdout } = run({ "a.M1": ":" }, "blood-elf --little-endian a.M1 -o out --format json");
    expect([status, JSON.parse(stdout)]).toMatchObject([
      1,
      { file: "a.M1", line: 1, code: "m1/label-at-end" },
    ]);
  });

  it.each<[args: string, status: number, stderr: string]>([
    ["--little-endian", 2, "no input file"],
    ["a.M1", 2, "blood-elf needs --little-endian or --big-endian"],
    ["a.M1 --little-endian --big-endian", 2, "cannot be used with"],
    ["a.M1 --little-endian -b -O", 2, "cannot be used with"],
    ["a.M1 --little-endian --hex -O", 2, "cannot be used with"],
    ["a.M1 --little-endian --32", 2, "unknown option '--32'"],
    ["gone.M1 --little-endian", 1, "gone.M1: cannot be read"],
    ["a.M1 --little-endian -o ./a.M1", 1, "./a.M1: is an input, too; nothing was written"],
  ])("%s is refused, and nothing is written", (args, status, stderr) => {
    const ended = run({ "a.M1": ":a\n" }, `blood-elf ${args}`);
    expect([ended.status, ended.stdout]).toEqual([status, ""]);
    expect(ended.stderr).toContain(stderr);
    expect(readFileSync(path.join(ended.cwd, "a.M1"), "utf8")).toBe(":a\n");
  });
});

describe("catm", () => {
  it("joins standard input, and writes to standard output", () => {
    const { status, stdout, stderr } = run({ a: "a\n", b: "b" }, "catm - b - a", "in");
    expect([status, stdout, stderr]).toEqual([0, "bina\n", ""]);
  });

  it.each<[args: string, status: number, stderr: string]>([
    ["", 2, "missing required argument 'output'"],
    [" a a", 1, "a: is an input, too; nothing was written"],
    [" out a gone", 1, "gone: cannot be read (no such file or directory)"],
    [" out .", 1, ".: cannot be read (it is a folder)"],
  ])("catm%s is refused, and nothing is written", (args, status, stderr) => {
    const ended = run({ a: "a\n" }, `catm${args}`);
    expect([ended.status, ended.stdout]).toEqual([status, ""]);
    expect(ended.stderr).toContain(stderr);
    expect(readFileSync(path.join(ended.cwd, "a"), "utf8")).toBe("a\n");
    expect(existsSync(path.join(ended.cwd, "out"))).toBe(false);
  });
});
