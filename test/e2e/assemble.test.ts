import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, lstatSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { built, programs } from "../support/build";
import { bootstrappable } from "../support/cli";
import { folderWith } from "../support/folder";

beforeAll(built, 120_000);

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const HI = "48 69 0A # Hi\n";
const HI_SHA256 = sha256("Hi\n");

/** Runs `assemble` in a folder with those files; what it printed, and what is in the folder then. */
function assemble(files: Readonly<Record<string, string | Uint8Array>>, args: string, input = "") {
  const cwd = folderWith(files);
  const ended = bootstrappable(["assemble", ...args.split(" ")], { cwd, input });
  const names = readdirSync(cwd).filter((name) => !(name in files));
  const written = names.map((name) => `${name}: ${readFileSync(path.join(cwd, name), "latin1")}`);
  return { ...ended, cwd, written };
}

describe("assembling", () => {
  it.each<[what: string, files: Readonly<Record<string, string>>, args: string, written: readonly string[]]>([
    ["one file", { "a.hex0": HI }, "a.hex0 -o out", ["out: Hi\n"]],
    ["several, in their order", { "a.hex0": "41", "b.hex0": "42" }, "b.hex0 a.hex0 -o out", ["out: BA"]],
    [
      "as mescc-tools spell it",
      { "a.hex0": "41", "b.hex0": "42" },
      "-f a.hex0 -f b.hex0 --output out",
      ["out: AB"],
    ],
    ["another ending", { "a.txt": "41" }, "--language hex0 a.txt -o out", ["out: A"]],
    ["nothing", { "a.hex0": "# nothing\n" }, "a.hex0 -o out", ["out: "]],
    ["as a seed does", { "a.hex0": "41 # x\r42\n" }, "-A riscv64 a.hex0 -o out", ["out: AB"]],
    ["with the right sum", { "a.hex0": HI }, `a.hex0 -o out --check ${HI_SHA256}`, ["out: Hi\n"]],
    [
      "with the right sum in capitals",
      { "a.hex0": HI },
      `a.hex0 -o out --check ${HI_SHA256.toUpperCase()}`,
      ["out: Hi\n"],
    ],
  ])("%s", (_, files, args, written) => {
    const ended = assemble(files, args);
    expect([ended.status, ended.stderr, ended.written]).toEqual([0, "", written]);
  });

  it("says what it made", () => {
    expect(assemble({ "a.hex0": HI }, "a.hex0 -o out").stdout).toBe(`out: 3 bytes, SHA-256 ${HI_SHA256}\n`);
    const { stdout } = assemble({ "a.hex0": HI }, "a.hex0 -o out --format json");
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([{ output: "out", bytes: 3, sha256: HI_SHA256 }]);
  });

  it("reads standard input and writes standard output, bytes and nothing else", () => {
    const cwd = folderWith();
    const { status, output, stderr } = bootstrappable(["assemble", "-", "-o", "-"], {
      cwd,
      input: "00FF 0A80",
    });
    expect([status, stderr, [...output]]).toEqual([0, "", [0x00, 0xff, 0x0a, 0x80]]);
  });

  it("writes a megabyte to a pipe", () => {
    const cwd = folderWith({ "a.hex0": "41".repeat(1 << 20) });
    const { status, output } = bootstrappable(["assemble", "a.hex0", "-o", "-"], { cwd });
    expect([status, output.length]).toEqual([0, 1 << 20]);
  });

  it.runIf(process.platform !== "win32")("makes a program, unless told otherwise", () => {
    const executable = (args: string) => (statSync(path.join(assembled(args), "out")).mode & 0o111) !== 0;
    const assembled = (args: string) => assemble({ "a.hex0": HI }, args).cwd;
    expect([executable("a.hex0 -o out"), executable("a.hex0 -o out --non-executable")]).toEqual([
      true,
      false,
    ]);
  });

  it("replaces an output that is there, and a link by a file", () => {
    const cwd = folderWith({ "a.hex0": HI, out: "something longer", other: "untouched" });
    symlinkSync("other", path.join(cwd, "link"));
    for (const name of ["out", "link"]) {
      expect(bootstrappable(["assemble", "a.hex0", "-o", name], { cwd }).status).toBe(0);
      expect(readFileSync(path.join(cwd, name), "latin1")).toBe("Hi\n");
    }
    expect(lstatSync(path.join(cwd, "link")).isSymbolicLink()).toBe(false);
    expect(readFileSync(path.join(cwd, "other"), "latin1")).toBe("untouched");
  });
});

describe("what hex0 would not say", () => {
  it("is said, with its place and code, and does not stop the assembling", () => {
    const ended = assemble({ "a.hex0": "41 # é\nload 4\n" }, "a.hex0 -o out");
    expect([ended.status, ended.written]).toEqual([0, ["out: A\u00ad"]]);
    expect(ended.stderr).toBe(
      "a.hex0:2:1: warning: `load` is outside a comment; hex0 takes A and D of it as digits and drops the rest. [hex0/stray-text]\n" +
        "a.hex0:2:6: warning: The number of digits is odd: hex0 drops this last `4`. [hex0/odd-nibble]\n",
    );
  });

  it("is an object a line in JSON", () => {
    const { stdout, stderr } = assemble({ "a.hex0": "41 漢😀 4" }, "a.hex0 -o out --format json");
    const [stray, odd] = stdout.split("\n").map((line) => line && (JSON.parse(line) as unknown));
    expect(stderr).toBe("");
    expect(stray).toEqual({
      file: "a.hex0",
      line: 1,
      column: 4,
      endLine: 1,
      endColumn: 7,
      severity: "warning",
      code: "hex0/stray-character",
      message: "`漢😀` is outside a comment; hex0 drops it.",
    });
    expect(odd).toMatchObject({ column: 8, endColumn: 9, code: "hex0/odd-nibble" });
  });

  it("does not mix with bytes on standard output", () => {
    const { output, stderr } = assemble({ "a.hex0": "41 4" }, "a.hex0 -o - --format json");
    expect(output.toString()).toBe("A");
    expect(stderr).toMatch(/^a\.hex0:1:4: warning: .* \[hex0\/odd-nibble\]\n$/);
  });

  it("names what a seed takes otherwise", () => {
    const ended = assemble({ "a.hex0": "4G" }, "-A x86 a.hex0 -o out");
    expect([ended.status, ended.written]).toEqual([0, ["out: P"]]);
    expect(ended.stderr).toContain("[hex0/digit-g]");
  });

  it("cannot move the terminal's cursor", () => {
    const { stderr } = assemble({ "a.hex0": "41 \u001b[2J\u009b\u202e\n" }, "a.hex0 -o out");
    expect(stderr).toContain("`\\u001b[2J\\u009b\\u202e`");
  });
});

describe("failures write nothing and exit with 1", () => {
  it.each<[what: string, files: Readonly<Record<string, string>>, args: string, message: RegExp]>([
    [
      "a wrong sum",
      { "a.hex0": HI },
      `a.hex0 -o out --check ${sha256("")}`,
      /SHA-256 [0-9a-f]{64}, not [0-9a-f]{64}; nothing was written/,
    ],
    [
      "an input that is not there",
      {},
      "a.hex0 -o out",
      /a\.hex0: cannot be read \(no such file or directory\)/,
    ],
    [
      "the second input is not there",
      { "a.hex0": HI },
      "a.hex0 b.hex0 -o out",
      /b\.hex0: cannot be read \(no such file or directory\)/,
    ],
    ["a folder as input", { "d.hex0/x": "" }, "d.hex0 -o out", /d\.hex0: cannot be read \(it is a folder\)/],
    [
      "an unknown ending",
      { "a.txt": HI },
      "a.txt -o out",
      /a\.txt: its language is not known; say --language/,
    ],
    [
      "an output in a folder that is not there",
      { "a.hex0": HI },
      "a.hex0 -o no/out",
      /no\/out: cannot be written \(no such file or directory\)/,
    ],
    [
      "an output below a file",
      { "a.hex0": HI, f: "" },
      "a.hex0 -o f/out",
      /f\/out: cannot be written \(not a directory\)/,
    ],
    [
      "a folder as output",
      { "a.hex0": HI, "d/x": "" },
      "a.hex0 -o d",
      /d: cannot be written \(illegal operation on a directory\)/,
    ],
    [
      "the input as output",
      { "a.hex0": HI },
      "a.hex0 -o ./a.hex0",
      /a\.hex0: is an input, too; nothing was written/,
    ],
  ])("%s", (_, files, args, message) => {
    const cwd = folderWith(files);
    const before = readdirSync(cwd, { recursive: true });
    const { status, stdout, stderr } = bootstrappable(["assemble", ...args.split(" ")], { cwd });
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^bootstrappable: error: .*\n$/);
    expect(readdirSync(cwd, { recursive: true })).toEqual(before);
    if ("a.hex0" in files) expect(readFileSync(path.join(cwd, "a.hex0"), "utf8")).toBe(HI);
  });

  it.runIf(process.platform !== "win32")("a folder that may not be written", () => {
    const cwd = folderWith({ "a.hex0": HI });
    const closed = path.join(cwd, "closed");
    mkdirSync(closed, { mode: 0o555 });
    // Root may write everywhere, so there another user tries.
    const options = process.getuid?.() === 0 ? { cwd, uid: 65534 } : { cwd };
    const { status, stderr } = bootstrappable(["assemble", "a.hex0", "-o", "closed/out"], options);
    expect([status, stderr]).toEqual([
      1,
      "bootstrappable: error: closed/out: cannot be written (permission denied)\n",
    ]);
    expect(readdirSync(closed)).toEqual([]);
  });

  it.runIf(existsSync("/dev/full"))("a full disk", () => {
    const cwd = folderWith({ "a.hex0": HI });
    const { status, stderr } = bootstrappable(["assemble", "a.hex0", "-o", "/dev/full"], { cwd });
    expect([status, stderr]).toEqual([
      1,
      "bootstrappable: error: /dev/full: cannot be written (no space left on device)\n",
    ]);
  });

  it.runIf(existsSync("/dev/full"))("a full disk behind standard output", () => {
    const command = `"${process.execPath}" "${programs.cli}" assemble a.hex0 -o - >/dev/full`;
    const { status, stderr } = spawnSync("sh", ["-c", command], {
      cwd: folderWith({ "a.hex0": HI }),
      encoding: "utf8",
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^bootstrappable: error: .*ENOSPC.*\n$/);
  });
});

describe("wrong usage exits with 2", () => {
  it.each([
    ["", /required option/],
    ["a.hex0", /required option '-o, --output <file>'/],
    ["-o out", /no input file/],
    ["a.hex0 -o out --colour", /unknown option '--colour'/],
    ["a.hex0 -o out --language m2", /Allowed choices are/],
    ["a.hex0 -o out --architecture vax", /Allowed choices are/],
    ["a.hex0 -o out --format xml", /Allowed choices are text, json/],
    ["a.hex0 -o out --check 1234", /64 hex digits/],
  ])("%j", (args, message) => {
    const ended = assemble({ "a.hex0": HI }, args);
    expect([ended.status, ended.written]).toEqual([2, []]);
    expect(ended.stderr).toMatch(message);
  });

  it("--help is no wrong usage", () => {
    const { status, stdout, stderr } = assemble({}, "--help");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^Usage: bootstrappable assemble /);
  });
});
