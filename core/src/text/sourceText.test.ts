import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixture } from "../testing/fixture";
import type { Encoding, Position } from "./range";
import { touches } from "./range";
import { SourceText } from "./sourceText";

const encodings: readonly Encoding[] = ["utf-8", "utf-16", "utf-32"];

const bytesOf = (...bytes: number[]) => new SourceText(Uint8Array.from(bytes));

/** Bytes that make lines, blanks, characters of every length, and malformed ones. */
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(0x0a, 0x0d, 0x41, 0xc3, 0xa9, 0xe6, 0xbc, 0xa2, 0xf0, 0x9f, 0x98, 0x80, 0xed, 0xf5),
    )
    .map((bytes) => Uint8Array.from(bytes)),
  fc.string({ unit: "binary", maxLength: 30 }).map((text) => new TextEncoder().encode(text)),
);

/** The characters of some bytes as a decoder of the platform sees them: each with the offset behind it. */
function characters(bytes: Uint8Array): { text: string; end: number }[] {
  const found: { text: string; end: number }[] = [];
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const whole = Array.from(decoder.decode(bytes));
  let end = 0;
  whole.forEach((text, index) => {
    const rest = whole.slice(index).join("");
    // Bytes are taken until what is left decodes to what is left.
    do end++;
    while (decoder.decode(bytes.subarray(end)) !== rest.slice(text.length));
    found.push({ text, end });
  });
  return found;
}

function unitsOf(text: string, encoding: Encoding): number {
  return encoding === "utf-16" ? text.length : Array.from(text).length;
}

/** An editor's lines, without the byte that ends them: an LF, or a CR that no LF follows. */
function editorLines(bytes: Uint8Array): { start: number; end: number }[] {
  const lines = [{ start: 0, end: bytes.length }];
  bytes.forEach((byte, at) => {
    if (byte !== 0x0a && (byte !== 0x0d || bytes[at + 1] === 0x0a)) return;
    lines.at(-1)!.end = at;
    lines.push({ start: at + 1, end: bytes.length });
  });
  return lines;
}

/** Positions by decoding the line's bytes, which is slow and plain. */
function modelPosition(bytes: Uint8Array, offset: number, encoding: Encoding): Position {
  const lines = editorLines(bytes);
  const line = lines.findLastIndex(({ start }) => start <= offset);
  const { start, end } = lines[line]!;
  if (encoding === "utf-8") return { line, character: offset - start };
  const ended = characters(bytes.subarray(start, end)).filter((character) => start + character.end <= offset);
  return { line, character: ended.reduce((sum, { text }) => sum + unitsOf(text, encoding), 0) };
}

describe("positions", () => {
  it("are those of a naive decoder, for all bytes", () => {
    fc.assert(
      fc.property(anyBytes, fc.constantFrom(...encodings), (bytes, encoding) => {
        const text = new SourceText(bytes);
        for (let offset = 0; offset <= bytes.length; offset++) {
          expect(text.positionAt(offset, encoding)).toEqual(modelPosition(bytes, offset, encoding));
        }
      }),
      { numRuns: 200 },
    );
  });

  it("do not depend on what was asked for before", () => {
    const asked = fc.array(fc.tuple(fc.nat(60), fc.constantFrom(...encodings)));
    fc.assert(
      fc.property(anyBytes, asked, (bytes, offsets) => {
        const text = new SourceText(bytes);
        for (const [offset, encoding] of offsets) {
          const alone = new SourceText(bytes).positionAt(offset, encoding);
          expect(text.positionAt(offset, encoding)).toEqual(alone);
        }
      }),
    );
  });

  it("lead back to the start of the character that they came from", () => {
    fc.assert(
      fc.property(anyBytes, fc.constantFrom(...encodings), (bytes, encoding) => {
        const text = new SourceText(bytes);
        for (const { start, end } of editorLines(bytes)) {
          const content = bytes.subarray(start, end);
          // Behind the CR of a CRLF is no column: the line ends before it.
          const crlf = bytes[end] === 0x0a && content.at(-1) === 0x0d;
          const ends = [0, ...characters(content).map((character) => character.end)];
          for (const within of crlf ? ends.slice(0, -1) : ends) {
            const offset = start + within;
            expect(text.offsetAt(text.positionAt(offset, encoding), encoding)).toBe(offset);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it.each<[marked: string, ...columns: number[]]>([
    ["‸", 0, 0, 0],
    ["; é‸", 4, 3, 3],
    ["; 漢‸", 5, 3, 3],
    ["; 😀‸", 6, 4, 3],
    ["é\n漢😀é‸ x", 9, 4, 3],
    ["\u{FEFF}4‸1", 4, 2, 2],
  ])("of %j", (marked, ...columns) => {
    const { text, cursors } = fixture(marked);
    encodings.forEach((encoding, index) => {
      const position = text.positionAt(cursors[0]!, encoding);
      expect(position.character).toBe(columns[index]);
      expect(text.offsetAt(position, encoding)).toBe(cursors[0]);
    });
  });

  it.each<[what: string, position: Position, offset: number]>([
    ["before the first line", { line: -1, character: 7 }, 0],
    ["behind the last line", { line: 9, character: 0 }, 10],
    ["behind the end of a line", { line: 1, character: 99 }, 6],
    ["behind the end of a line that ends with CRLF", { line: 0, character: 99 }, 2],
    ["behind the end of a line that ends with a lone CR", { line: 3, character: 99 }, 9],
    ["left of a line", { line: 1, character: -3 }, 4],
  ])("%s are clamped", (_, position, offset) => {
    const text = SourceText.fromString("ab\r\ncd\n\nx\r");
    for (const encoding of encodings) expect(text.offsetAt(position, encoding)).toBe(offset);
  });

  it("within a surrogate pair are behind the character", () => {
    expect(SourceText.fromString("😀x").offsetAt({ line: 0, character: 1 }, "utf-16")).toBe(4);
  });

  it.each([-5, 0, 3, 99])("of offset %i are in the source", (offset) => {
    const text = SourceText.fromString("a\nb");
    const { line, character } = text.positionAt(offset, "utf-16");
    expect([line, character]).toEqual(offset <= 0 ? [0, 0] : [1, 1]);
  });
});

describe("lines", () => {
  it.each<[source: string, lines: string[]]>([
    ["", [""]],
    ["a", ["a"]],
    ["a\n", ["a", ""]],
    ["\n\n", ["", "", ""]],
    ["a\r\nb\rc\n", ["a\r", "b\rc", ""]],
  ])("of %j", (source, lines) => {
    const text = SourceText.fromString(source);
    expect(Array.from({ length: text.lineCount }, (_, line) => text.slice(text.line(line)))).toEqual(lines);
    expect(text.line(lines.length)).toEqual({ start: text.length, end: text.length });
  });
});

describe("an edited text", () => {
  it("is what the text of its bytes is", () => {
    const edit = fc.tuple(fc.nat(60), fc.nat(60), anyBytes, fc.boolean());
    fc.assert(
      fc.property(anyBytes, fc.array(edit, { maxLength: 5 }), (first, edits) => {
        let text = new SourceText(first);
        for (const [from, to, bytes, asked] of edits) {
          if (asked) text.positionAt(0, "utf-16");
          const start = Math.min(from, to, text.length);
          const end = Math.min(Math.max(from, to), text.length);
          const before = text;
          text = before.edited({ start, end }, new SourceText(bytes));
          expect(text.edit).toEqual({ before, range: { start, end }, inserted: bytes.length });
          expect(before.edit).toBeUndefined();
          const expected = Uint8Array.of(
            ...before.bytes.subarray(0, start),
            ...bytes,
            ...before.bytes.subarray(end),
          );
          expect(text.bytes).toEqual(expected);
          const fresh = new SourceText(expected);
          expect(text.lineCount).toBe(fresh.lineCount);
          for (let offset = 0; offset <= expected.length; offset++)
            expect(text.positionAt(offset, "utf-16")).toEqual(fresh.positionAt(offset, "utf-16"));
        }
      }),
    );
  });
});

describe("content", () => {
  it("is one character per byte in latin1, longer than one call's arguments", () => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 256);
    const { latin1 } = new SourceText(bytes);
    expect(Buffer.from(latin1, "latin1").equals(bytes)).toBe(true);
  });

  it("shows malformed bytes as U+FFFD and keeps a byte order mark", () => {
    expect(bytesOf(0xef, 0xbb, 0xbf, 0x41, 0xff, 0xe9).slice({ start: 0, end: 6 })).toBe(
      "\u{FEFF}A\u{FFFD}\u{FFFD}",
    );
  });

  it("of a lone surrogate is U+FFFD, as wide as it", () => {
    expect(SourceText.fromString("\ud83dx").positionAt(3, "utf-16")).toEqual({ line: 0, character: 1 });
  });

  it.each([
    [1, false],
    [2, true],
    [4, true],
    [5, false],
  ])("a range touches its both ends: %i", (offset, expected) => {
    expect(touches({ start: 2, end: 4 }, offset)).toBe(expected);
  });
});
