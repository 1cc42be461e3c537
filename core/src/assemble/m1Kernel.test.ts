import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byKernel } from "../testing/byKernel";
import type { Architecture } from "./architectures";
import { assembleM1 } from "./m1";
import { m1Kernel } from "./m1Kernel";

const encoder = new TextEncoder();

interface Options {
  readonly architecture: Architecture;
  readonly baseAddress: number;
  readonly bigEndian: boolean;
}

const amd64: Options = { architecture: "amd64", baseAddress: 0x600000, bigEndian: false };

function byAssembler(sources: readonly string[], options: Options) {
  const inputs = sources.map((source, index) => ({ name: String(index), bytes: encoder.encode(source) }));
  return assembleM1(inputs, { ...options, map: false });
}

/** Whether the kernel took the sources; what it takes must be as the assembler has it, and nothing to be said of it. */
function check(sources: readonly string[], options = amd64, pieceSize = 65536): boolean {
  const texts = sources.map((source) => encoder.encode(source));
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  const taken = byKernel(m1Kernel(length, pieceSize, options.architecture, options)!, texts);
  if (taken !== undefined)
    expect(byAssembler(sources, options)).toMatchObject({ bytes: taken, findings: [] });
  return taken !== undefined;
}

/** Where pieces end: in the midst of any token. */
const pieceSizes = fc.constantFrom(1, 2, 3, 5, 8, 13, 32, 65536);

const macros = [
  "DEFINE ret C3\nDEFINE mov_rax, 48C7C0 # a value\nDEFINE lea_rax,[rbp+DWORD] 488D85 ; another\n",
  "DEFINE ret C3\n\nDEFINE\tmov_rax,\t48C7C0\nDEFINE lea_rax,[rbp+DWORD] 488D85\n",
].map(
  (text) => `${text}DEFINE a_macro_of_more_than_sixteen_bytes ${"9".repeat(40)}\nDEFINE 00 90\nDEFINE a 01\n`,
);
const labels = ":a\n:FUNCTION_a_name_of_more_than_sixteen_bytes :1x\t:é\n:a_name_of_16_byte\n";
const name = fc.constantFrom(
  "a",
  "FUNCTION_a_name_of_more_than_sixteen_bytes",
  "1x",
  "é",
  "a_name_of_16_byte",
);
const number = fc.oneof(
  fc.integer({ min: -200, max: 300 }).map(String),
  fc.integer({ min: -70_000, max: 70_000 }).map(String),
  fc.integer({ min: 0, max: 0xffffffff }).map((value) => `0x${value.toString(16)}`),
  fc.constantFrom(
    "0",
    "00",
    "017",
    "0b101",
    "0x",
    "0x-80",
    "1_000",
    "_7",
    "0x0",
    "-2147483648",
    "4294967297",
    "0_0",
  ),
);
const clean = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      "ret",
      "mov_rax,",
      "lea_rax,[rbp+DWORD]",
      "a_macro_of_more_than_sixteen_bytes",
      "00",
      "a",
      "# a comment of é \"more\" 'than' 16 bytes\r",
      "; c\n",
      '"a string"',
      '"of two\nlines; #and more than sixteen bytes"',
      '""',
      "'48 89\nC3'",
      "''",
      "<3",
      "<0x11",
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom(...Array.from("!@$~%&%&%&")), name).map((all) => all.join("")),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom("%", "!"), name, name).map(([s, a, b]) => `${s}${a}>${b}`),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom("%", "%", "&", "@", "!", "$", "~"), number)
      .map((all) => all.join("")),
  },
);
const odd = fc.constantFrom(
  ":a",
  ":",
  "%",
  ">",
  "^",
  "<",
  "<0",
  "<-1",
  "<300000000",
  "<x",
  "DEFINE",
  "DEFINE b",
  "DEFINE b\n90",
  "DEFINE a 02",
  "DEFINE b 9",
  "DEFINE b zz",
  "DEFINE b %a",
  'DEFINE b "90"',
  "DEFINE b #90\n",
  "DEFINE %a 90",
  "DEFINE :b 90",
  "DEFINE DEFINE 90",
  "DEFINE b 90 b",
  "b DEFINE b 90 ",
  "DEFINE b> 90 b>",
  "DEFINE b\r 90",
  "ret\r",
  "\r",
  "ret\0x",
  "%a\r",
  "$a>ret",
  "%a>",
  "%a>b>c",
  ":b>c",
  '"not closed',
  '"é"',
  '"\0"',
  '"a"ret',
  'ret"a"',
  "'4'",
  "'4 8'",
  "'48 8'",
  "'x'",
  "'48 # c\n'",
  "'48\r'",
  "%08",
  "%0x100000000",
  "@32769",
  "!256",
  "~0x800001",
);
const blank = fc.constantFrom(" ", "\n", "\t", "  \n\n ");
const some = (place: fc.Arbitrary<string>, maxLength: number) =>
  fc.array(fc.tuple(place, blank), { maxLength }).map((all) => all.map((parts) => parts.join("")).join(""));
const options = fc.record({
  architecture: fc.constantFrom("x86", "amd64"),
  baseAddress: fc.constantFrom(0, 0x10, 0x600000, 0x08048000, -0x80000000),
  bigEndian: fc.boolean(),
});

it("gives the bytes that the assembler gives of what nothing is to be said of", () => {
  let taken = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...macros),
      some(clean, 12),
      some(clean, 3),
      options,
      pieceSizes,
      (defines, first, rest, how, pieceSize) => {
        const sources = [defines + labels + first, rest];
        const isTaken = check(sources, how, pieceSize);
        const { bytes, findings } = byAssembler(sources, how);
        // Where there are no bytes, there may be no token, of which something is to be said.
        expect(isTaken).toBe(findings.length === 0 && bytes.length > 0);
        if (isTaken) taken++;
      },
    ),
    { numRuns: 1000 },
  );
  expect(taken).toBeGreaterThan(100);
});

it("leaves to the assembler what something is to be said of", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...macros),
      some(clean, 4),
      odd,
      some(clean, 4),
      options,
      pieceSizes,
      (defines, before, place, behind, how, pieceSize) =>
        void check([`${defines}${labels}${before}${place} ${behind}`, "ret"], how, pieceSize),
    ),
    { numRuns: 2000 },
  );
});

it("takes any text", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), some(odd, 5));
  fc.assert(
    fc.property(
      fc.array(text, { maxLength: 3 }),
      pieceSizes,
      (sources, pieceSize) => void check(sources, amd64, pieceSize),
    ),
  );
});

describe("takes", () => {
  it.each([
    [
      "a macro of many bytes, at the end of the file",
      [`DEFINE a ${"12".repeat(2047)}\n${" ".repeat(9000)}a`],
    ],
    ["macros that another file defines", ["DEFINE ret C3", "ret"]],
    ["a string as long as M1 has room for", [`"${"n".repeat(4094)}"`]],
    ["a name as long as M1 has room for", [`:${"n".repeat(4094)} %${"n".repeat(4094)}`]],
    ["zeros over what macros have left", ["DEFINE a 1122334455667788\n:b\na <3 a %b <1 %1"]],
    ["labels named as macros", ["DEFINE a 11\n:a %a a"]],
    ["comments, and pieces of nothing", [`# ${"n".repeat(100_000)}\n`, "", "%1"]],
  ])("%s", (_, sources) => {
    for (const pieceSize of [7, 4096, 65536]) expect(check(sources, amd64, pieceSize)).toBe(true);
  });

  it("as many names as there are", () => {
    const names = Array.from({ length: 20_000 }, (_, index) => index.toString(36));
    const text = names.map((each) => `DEFINE m_${each} 90\n:l_${each}\nm_${each}\n%l_${each}\n`).join("");
    expect(check([text], amd64, 1000)).toBe(true);
  });
});

describe("leaves", () => {
  it.each([
    ["a string that is too long", [`"${"n".repeat(4095)}"`]],
    ["a token that is too long", [`:${"n".repeat(4095)}`]],
    ["more output than there is room for", [`DEFINE a ${"12".repeat(2047)}\n${"a ".repeat(100)}`]],
    ["more zeros than there is room for", ["<1000000"]],
    ["nothing", [" \n# c\n"]],
  ])("%s", (_, sources) => {
    for (const pieceSize of [7, 4096, 65536]) expect(check(sources, amd64, pieceSize)).toBe(false);
  });

  it("other processors", () => {
    for (const architecture of [
      "knight-posix",
      "armv7l",
      "aarch64",
      "ppc64le",
      "riscv32",
      "riscv64",
    ] as const)
      expect(m1Kernel(2, 8, architecture, amd64)).toBeUndefined();
  });
});
