import { architectures } from "@bootstrappable/core/assemble/architectures";
import type { ByteMode } from "@bootstrappable/core/assemble/hex2Scanner";
import fc from "fast-check";

/** A random program and how it is to be assembled. */
export interface Program {
  readonly architecture: (typeof architectures)[number];
  readonly bigEndian: boolean;
  readonly baseAddress: number;
  readonly mode: ByteMode;
  readonly files: readonly string[];
}

const sigils = Array.from("!@$~%&");
const labels = ["a", "b", "foo", "bar_baz", "x#y", "q%"];
const label = fc.constantFrom(...labels);
const sigil = fc.constantFrom(...sigils);
const text = (...parts: (fc.Arbitrary<string> | string)[]) =>
  fc
    .tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part)))
    .map((all) => all.join(""));
const weighed = (...choices: [number, fc.Arbitrary<string>][]) =>
  fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));
const one = (...choices: string[]) => fc.constantFrom(...choices);

/** A piece of hex2, sane or not. `.` words are whole: without its digits the C tool would wait for ever. */
const hex2Piece = weighed(
  [5, one("00", "12", "aB", "ff", "0", "DEADBEEF", "1 2", "9g", "13000000")],
  [4, text(":", label)],
  [6, text(sigil, label)],
  [2, text(sigil, label, ">", label)],
  [2, text("^", one("!", "@", "~", "%"), label)],
  [2, fc.constant("<")],
  [2, one("# comment 12\n", "; z\r", "#\n", "; a b :c\n")],
  [2, one(".12345678", ".00080000", ".12 34\n5 678", ".1 # x\n2345678")],
  [1, one("hello", "?", "^", "\r", ">", "é", "\x7f", "%a>", "&>a", ": ", "%", "!a>b>c")],
);

/** Numbers that Debian's 1.4.0 and 1.7.0 read alike and find in range for every sigil that they stand behind. */
const number = one(
  "0",
  "1",
  "-1",
  "127",
  "-128",
  "0x10",
  "0x7f",
  "010",
  "0b101",
  "0x-80",
  "-0x80",
  "0XFF",
  "08",
  "-",
  "0x",
  "0b2",
);

/** A piece of M1. What is left out is tested as a known difference of 1.4.0. */
const m1Piece = weighed(
  [3, one("a", "b", "foo", "add_eax", "R0")],
  [3, text(":", label)],
  [4, text(sigil, label)],
  [4, text(one("!", "@", "~", "%"), number)],
  [1, one("%65536", "%-2147483648", "%0xffffffff", "%4294967296", "@300", "@-300", "~70000")],
  [1, text("<", one("", "0", "1", "4", "7", "x", "-1", "0x10"))],
  [
    3,
    text(
      "DEFINE ",
      one("a", "b", "foo", "add_eax", "R0"),
      " ",
      one("12", "AB", "9", "0", "!5", "&a", ".00080000", "12;34", "zz", "b", ":q", "E2B1", "%a>b"),
      one("\n", " "),
    ),
  ],
  [2, one('"hello"', '"a\nb"', '""', '"abc"', '"#;"', '"abcd"', '"é"', '"日x"', '"a🙁b"', '"Ľz"')],
  [
    2,
    one(
      "'90'",
      "'12 34'",
      "''",
      "'1'",
      "'12 # c\n34'",
      "'12 ; c\r34'",
      "'  '",
      "':x'",
      "'%a '",
      "'.12345678'",
    ),
  ],
  [1, one("# c\n", "; c\r", "#x 12\n", "^~a", "^%b", "^")],
  [1, one("12", "0x10", "-5", "40000", "zz", "add", "DEFINE", "%a>b", "&a>b", ":a>12", "\r", "%a>", ":")],
  [3, one("\n", "")],
);

const gap = one(" ", "\n", "\t", " ");

function file(piece: fc.Arbitrary<string>, longest: number): fc.Arbitrary<string> {
  return text(
    fc.array(text(piece, gap), { maxLength: longest }).map((pieces) => pieces.join("")),
    one("", "\n"),
  );
}

/** Bases below 65536 or far above: 1.4.0 has its own idea of where a 2-byte address ends. */
const baseAddress = fc.constantFrom(0, 0x1000, 0x8048000, 0x600000);

function program(first: fc.Arbitrary<string>, rest: fc.Arbitrary<string>): fc.Arbitrary<Program> {
  return fc.record({
    architecture: fc.constantFrom(...architectures),
    bigEndian: fc.boolean(),
    baseAddress,
    mode: fc.constantFrom<ByteMode[]>("hex", "hex", "hex", "hex", "octal", "binary"),
    files: fc.tuple(first, fc.array(rest, { maxLength: 1 })).map(([one, more]) => [one, ...more]),
  });
}

const everyLabel = labels.map((name) => `:${name} 00\n`).join("");
const everyMacro = "DEFINE add_eax 05\nDEFINE R0 00\nDEFINE b 11\nDEFINE a 22\nDEFINE foo 33\n";

/** Octal and binary words take more digits than ours have, and the C tool waits for ever for them. */
function withWholeWords(program: Program): Program {
  return program.architecture.startsWith("riscv") ? { ...program, mode: "hex" } : program;
}

/** 1.4.0 reads no numbers behind sigils for Knight, and no DEFINE of a string; see knownDifferences.test.ts. */
function isKnownDifference({ architecture, files }: Program): boolean {
  return files.some(
    (content) =>
      definesString(content) || (architecture.startsWith("knight") && /[!@~%][-0-9]/.test(content)),
  );
}

/** Whether one of the two tokens behind a DEFINE is a string, comments left out of account. */
function definesString(content: string): boolean {
  const words = content.replace(/[#;][^\n\r]*/g, "").split(/\s+/);
  return words.some(
    (word, index) =>
      word === "DEFINE" && words.slice(index + 1, index + 3).some((next) => /^["']/.test(next)),
  );
}

/** hex2 of which about half is accepted. */
export const hex2Program = program(
  fc.oneof(file(hex2Piece, 24), text(fc.constant(everyLabel), file(hex2Piece, 12))),
  file(hex2Piece, 12),
).map(withWholeWords);

/** M1 of which about half is accepted. */
export const m1Program = program(
  fc.oneof(
    file(m1Piece, 8),
    text(fc.constant(everyLabel.replaceAll(" 00", "") + everyMacro), file(m1Piece, 12)),
  ),
  file(m1Piece, 6),
)
  .map(withWholeWords)
  .filter((program) => !isKnownDifference(program));

/** M1 with labels of all kinds, for blood-elf. */
export const labelledProgram = program(
  file(weighed([4, text(":", one("a", "_b", "_start", "FUNCTION_x", "a>b", ":c", "é"))], [2, m1Piece]), 20),
  file(m1Piece, 5),
);

/** The options that hex2 and M1 have in common. */
export function commonOptions({ architecture, bigEndian, mode, files }: Program): string[] {
  return [
    "-A",
    architecture,
    bigEndian ? "--big-endian" : "--little-endian",
    ...(mode === "hex" ? [] : [`--${mode}`]),
    ...files.flatMap((_, index) => ["-f", `{${index}}`]),
  ];
}

const encoder = new TextEncoder();

export function inputsOf(files: readonly string[]): { name: string; bytes: Uint8Array }[] {
  return files.map((content, index) => ({ name: `${index}`, bytes: encoder.encode(content) }));
}
