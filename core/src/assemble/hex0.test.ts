import { describe, expect, it } from "vitest";
import { SourceText } from "../text/sourceText";
import { fixture, marked } from "../testing/fixture";
import { assembleHex0, hex0OfArchitecture, plainHex0, type Hex0Dialect } from "./hex0";

const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const ofArchitecture = (name: string): Hex0Dialect => hex0OfArchitecture[name]!;

function check(
  source: string | Uint8Array,
  expected: string,
  suspicious: boolean,
  dialect = plainHex0,
): void {
  const bytes = typeof source === "string" ? SourceText.fromString(source).bytes : source;
  const result = assembleHex0(bytes, { dialect });
  expect([toHex(result.bytes), result.suspicious]).toEqual([expected, suspicious]);
}

describe("sane input", () => {
  it.each<[source: string, bytes: string]>([
    ["", ""],
    ["\n\n", ""],
    ["# nothing\n; at all", ""],
    ["7F454C46\n", "7f454c46"],
    ["7f 45\t4C\r\n46", "7f454c46"],
    ["41 # a ; b 42\n43 ; c # d 44\n", "4143"],
    ["41 # 4", "41"],
    ["4 # x\n1\n", "41"],
    ["4\n\n; y\n\t1 4 2", "4142"],
    ["#41\n#42\n43", "43"],
    ["41 # \u00e9 漢 😀 42\n43", "4143"],
    ["41 # a\rb 42\n43", "4143"],
  ])("%j", (source, bytes) => check(source, bytes, false));
});

describe("input to look at", () => {
  it.each<[source: string, bytes: string]>([
    ["4", ""],
    ["41 4", "41"],
    ["41 4 # 2", "41"],
    ["41 add 42", "41add4"],
    ["foo bar", "fb"],
    ["4x1", "41"],
    [":a%b", "ab"],
    ["\u{FEFF}41", "41"],
    ["41\u000b42", "4142"],
    ["41\u000042", "4142"],
    ["4G", ""],
  ])("%j", (source, bytes) => check(source, bytes, true));

  it("drops bytes that are no text", () => check(Uint8Array.of(0x34, 0xff, 0x80, 0x31, 0xe9), "41", true));
});

describe("dialects", () => {
  const x86 = ofArchitecture("x86");
  const riscv = ofArchitecture("riscv64");

  it.each<[source: string, bytes: string, suspicious: boolean, dialect: Hex0Dialect]>([
    // As the x86 and AMD64 seeds themselves do.
    ["4G", "50", true, x86],
    ["4g", "50", true, x86],
    ["G4", "04", true, x86],
    ["GG", "10", true, x86],
    ["FG", "00", true, x86],
    ["4H1", "41", true, x86],
    ["41 # a\r42\n43", "4143", false, x86],
    ["41 # a\r42\n43", "414243", false, riscv],
    ["41 # a\r42 # b\n43", "414243", false, riscv],
    ["41 # a\r\n42\r\n", "4142", false, riscv],
    ["41 # a\r", "41", false, riscv],
    ["4G", "", true, riscv],
  ])("%j gives %s", (source, bytes, suspicious, dialect) => check(source, bytes, suspicious, dialect));

  it("belong to architectures", () => {
    expect(
      Object.entries(hex0OfArchitecture)
        .filter(([, { gIsSixteen }]) => gIsSixteen)
        .map(([name]) => name),
    ).toEqual(["x86", "amd64"]);
    expect(ofArchitecture("aarch64")).toEqual(plainHex0);
  });
});

describe("source map", () => {
  it.each([
    "⟦7F⟧⟦45⟧ ⟦4C⟧\n\t⟦46⟧ # 47\n",
    "⟦4 # a\n; b\n1⟧⟦42⟧",
    "# é漢😀\n⟦4x1⟧ ⟦42⟧ 4",
    "⟦4 1⟧ ⟦4 2⟧",
    "# only a comment",
    "",
  ])("%j", (source) => {
    const { text, ranges } = fixture(source);
    const { map, bytes } = assembleHex0(text.bytes, { map: true });
    expect(map!.length).toBe(bytes.length);
    const found = Array.from(bytes, (_, offset) => map!.rangeOf(offset)!);
    expect(found).toEqual(ranges);
    expect(marked(text, found)).toBe(source);
  });

  it("is made only when asked for", () => {
    expect(assembleHex0(Uint8Array.of(0x34, 0x31)).map).toBeUndefined();
  });
});

describe("size", () => {
  it("is no matter: a megabyte on one line", () => {
    const source = new TextEncoder().encode("4142".repeat(262_144));
    const { bytes, map, suspicious } = assembleHex0(source, { map: true });
    expect([bytes.length, map!.length, suspicious]).toEqual([524_288, 524_288, false]);
    expect(map!.rangeOf(524_287)).toEqual({ start: 1_048_574, end: 1_048_576 });
  });
});
