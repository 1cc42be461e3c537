import fc from "fast-check";
import { expect, it } from "vitest";
import { byKernel } from "../testing/byKernel";
import type { Architecture } from "./architectures";
import { assembleHex2 } from "./hex2";
import { hex2Kernel } from "./hex2Kernel";

const encoder = new TextEncoder();

interface Options {
  readonly architecture: Architecture;
  readonly baseAddress: number;
  readonly bigEndian: boolean;
}

const amd64: Options = { architecture: "amd64", baseAddress: 0x600000, bigEndian: false };

function byLinker(sources: readonly string[], options: Options) {
  const inputs = sources.map((source, index) => ({ name: String(index), bytes: encoder.encode(source) }));
  return assembleHex2(inputs, { ...options, map: false });
}

/** Whether the kernel took the sources; what it takes must be as the linker has it, and nothing to be said of it. */
function check(sources: readonly string[], options: Options, pieceSize = 65536): boolean {
  const texts = sources.map((source) => encoder.encode(source));
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  const taken = byKernel(hex2Kernel(length, pieceSize, options.architecture, options)!, texts);
  if (taken !== undefined) expect(byLinker(sources, options)).toMatchObject({ bytes: taken, findings: [] });
  return taken !== undefined;
}

/** Where pieces end: in the midst of any token. */
const pieceSizes = fc.constantFrom(1, 2, 3, 5, 8, 13, 32, 65536);

const name = fc.constantFrom(
  "a",
  "b",
  "main",
  "a_name_of_17_bytes",
  "a_name_of_sixteen_bytes_and_more",
  "12345678",
  "é",
);
const sigil = fc.constantFrom(...Array.from("!@$~%&%&%&%&"));
const clean = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom("48C7C0 ", "00\n", "9", "0 ", "\t", " # é %a :b\n", "; c\r", "FF FF"),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(sigil, name, fc.constantFrom(" ", "\n", "\t")).map((all) => all.join("")),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom("%", "!"), name, name).map(([s, a, b]) => `${s}${a}>${b}\n`),
  },
);
const odd = fc.constantFrom(
  ":a\n",
  ":",
  "%\n",
  ">",
  "^~a ",
  "<",
  ".",
  "x",
  "\0",
  ":a\0b\n",
  "%a\r\n",
  "$a>b ",
  ":é",
);
/** Every label once, so that most sources have nothing wrong, but for one place. */
function labelled(place: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const labels = "\n:a\n:b :main\t:a_name_of_17_bytes\n:a_name_of_sixteen_bytes_and_more\n:12345678\n:é\n";
  const some = fc.array(clean, { maxLength: 20 }).map((all) => all.join(""));
  return fc.tuple(some, place, some).map(([before, here, behind]) => before + labels + here + behind);
}

const options = fc.record({
  architecture: fc.constantFrom("x86", "amd64", "knight-posix"),
  baseAddress: fc.constantFrom(0, 0x10, 0x600000, 0x08048000, -0x80000000),
  bigEndian: fc.boolean(),
});

it("gives the bytes that the linker gives of what nothing is to be said of", () => {
  let taken = 0;
  fc.assert(
    fc.property(
      labelled(fc.constant("")),
      fc.array(clean, { maxLength: 3 }),
      options,
      pieceSizes,
      (first, rest, how, pieceSize) => {
        const sources = [first, rest.join("")];
        const isTaken = check(sources, how, pieceSize);
        expect(isTaken).toBe(byLinker(sources, how).findings.length === 0);
        if (isTaken) taken++;
      },
    ),
    { numRuns: 1000 },
  );
  expect(taken).toBeGreaterThan(100);
});

it("leaves to the linker what something is to be said of", () => {
  fc.assert(
    fc.property(
      labelled(odd),
      options,
      pieceSizes,
      (source, how, pieceSize) => void check([source], how, pieceSize),
    ),
    { numRuns: 1000 },
  );
});

it("takes any text", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: "binary" }), { maxLength: 3 }),
      pieceSizes,
      (sources, pieceSize) => void check(sources, amd64, pieceSize),
    ),
  );
});

it("knows where displacements end", () => {
  const far = (bytes: number) => `:a\n${"00".repeat(bytes)}`;
  for (const [sigilOf, size, most] of [
    ["!", 1, 127],
    ["@", 2, 32767],
  ] as const) {
    for (const bytes of [most, most + 1]) {
      expect(check([`${sigilOf}b\n${far(bytes)}\n:b\n`], amd64)).toBe(bytes === most);
      expect(check([`${far(bytes)}\n${sigilOf}a\n`], amd64)).toBe(bytes + size <= most + 1);
    }
  }
  expect(check(["$a\n:a\n"], { ...amd64, baseAddress: 0xfffd })).toBe(true);
  expect(check(["$a\n:a\n"], { ...amd64, baseAddress: 0xfffe })).toBe(false);
});

it("takes as many labels as there are", () => {
  const labels = Array.from({ length: 50_000 }, (_, index) => `:${index.toString(36)}\n`);
  expect(check([`${labels.join("")}%0 %1 &zz \n`], amd64)).toBe(true);
});

it("takes names up to what hex2 has room for", () => {
  expect(check([`:${"n".repeat(4095)}\n%${"n".repeat(4095)}\n`], amd64)).toBe(true);
  expect(check([`:${"n".repeat(4096)}\n`], amd64)).toBe(false);
  expect(check([`:${"n".repeat(5000)}`], amd64, 8)).toBe(false);
  expect(
    check([`%${"n".repeat(4095)}>${"m".repeat(4095)}\n:${"n".repeat(4095)}\n:${"m".repeat(4095)}`], amd64, 7),
  ).toBe(true);
});

it("takes comments of any length, and an empty source", () => {
  expect(check(["", "", `00 #${"n".repeat(100_000)}`, "01\n"], amd64, 100)).toBe(true);
});

it("takes no more than it was told of", () => {
  const kernel = hex2Kernel(2, 8, "amd64", amd64)!;
  expect(byKernel(kernel, [encoder.encode("00"), encoder.encode("01")])).toBeUndefined();
});

it("leaves other processors to the linker", () => {
  for (const architecture of ["armv7l", "aarch64", "ppc64le", "riscv32", "riscv64"] as const)
    expect(hex2Kernel(2, 8, architecture, amd64)).toBeUndefined();
});
