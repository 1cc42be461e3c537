import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SourceText } from "../../text/sourceText";
import { lexHex, type HexDialect } from "./hexLexer";
import { lexM1 } from "./m1Lexer";
import { kind, type Tokens } from "./tokens";

const names = Object.fromEntries(Object.entries(kind).map(([name, value]) => [value, name]));

function shown(tokens: Tokens, source: string): string[] {
  const { latin1 } = SourceText.fromString(source);
  return Array.from({ length: tokens.count }, (_, index) => {
    const { start, end } = tokens.rangeOf(index);
    return `${names[tokens.kindOf(index)]} ${latin1.slice(start, end)}`;
  });
}

describe("the pieces of hex", () => {
  it.each<[dialect: HexDialect, source: string, expected: string[]]>([
    ["hex0", "41 4G # :a\n;b", ["digits 41", "digits 4", "stray G", "comment # :a", "comment ;b"]],
    ["hex0", ":a %b", ["stray :", "digits a", "stray %", "digits b"]],
    ["hex1", ":ab %c\n:", ["label :a", "digits b", "reference %c", "label :"]],
    ["hex1", "^~a\r\n41 #x\r\n", ["caret ^", "reference ~a", "digits 41", "comment #x"]],
    [
      "hex2",
      ":a:b %c>d <^.00112233 .0 ?x",
      [
        "label :a:b",
        "reference %c",
        "base >d",
        "pad <",
        "caret ^",
        "word .00112233",
        "stray .",
        "digits 0",
        "stray ?x",
      ],
    ],
    ["hex2", "90;x\n!a#b", ["digits 90", "comment ;x", "reference !a#b"]],
    ["hex2", ":a\r\n", ["label :a"]],
  ])("%s: %j", (dialect, source, expected) =>
    expect(shown(lexHex(SourceText.fromString(source).bytes, dialect), source)).toEqual(expected),
  );
});

describe("the pieces of M1", () => {
  it.each<[source: string, expected: string[]]>([
    ["DEFINE a:b 41 # x", ["define DEFINE", "defineName a:b", "defineValue 41", "comment # x"]],
    [
      "DEFINE\n; why\nname\n'90 91' x",
      ["define DEFINE", "comment ; why", "defineName name", "defineValue '90 91'", "macro x"],
    ],
    [
      ":a%b add_eax, %x>y !-5 %0x1F @label",
      [
        "label :a%b",
        "macro add_eax,",
        "reference %x",
        "base >y",
        "number !-5",
        "number %0x1F",
        "reference @label",
      ],
    ],
    ["^~a < <4 12", ["caret ^", "reference ~a", "pad <", "number <4", "number 12"]],
    [
      `"a # ; b" '90 %x' c`,
      ['string "a # ; b"', "quote '", "digits 90", "reference %x", "quote '", "macro c"],
    ],
    [`"open\n90`, ['string "open\n90']],
    ["a#b;c", ["macro a#b;c"]],
    [".00112233 .x", ["word .00112233", "macro .x"]],
    ["x\r\n", ["macro x"]],
  ])("%j", (source, expected) =>
    expect(shown(lexM1(SourceText.fromString(source).bytes), source)).toEqual(expected),
  );
});

it("any bytes give pieces in order, and nothing but blanks between them", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .array(fc.constantFrom(...Array.from("0F4ag:%!@$&~^<>.#;\"' \n\r\té😀"), "DEFINE ", "0x"), {
        maxLength: 100,
      })
      .map((parts) => SourceText.fromString(parts.join("")).bytes),
  );
  const property = fc.property(bytes, (source) => {
    for (const tokens of [
      lexHex(source, "hex0"),
      lexHex(source, "hex1"),
      lexHex(source, "hex2"),
      lexM1(source),
    ]) {
      let end = 0;
      for (let index = 0; index < tokens.count; index++) {
        const range = tokens.rangeOf(index);
        expect(range.start).toBeGreaterThanOrEqual(end);
        expect(range.end).toBeGreaterThan(range.start);
        expect(
          [...source.subarray(end, range.start)].every((byte) => [0x20, 0x09, 0x0a, 0x0d].includes(byte)),
        ).toBe(true);
        expect(tokens.at(range.start)).toBe(index);
        end = range.end;
      }
      expect(end).toBeLessThanOrEqual(source.length);
      expect([...source.subarray(end)].every((byte) => [0x20, 0x09, 0x0a, 0x0d].includes(byte))).toBe(true);
    }
  });
  fc.assert(property, { numRuns: 500 });
});
