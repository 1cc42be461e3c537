import { traitsOf } from "../../../assemble/architectures";
import { touches, type Range } from "../../../text/range";
import { definitionsOf, valueOf } from "../names";
import type { ProgramFile, Situation } from "../situation";
import { kind } from "../tokens";

/** The bytes that a place of a source gives, or is merged into. */
export interface Asked {
  /** File offsets. */
  readonly bytes: Range;
  /** Bits of the word that begins there, where the place gives no whole bytes of its own. */
  readonly bits?: number;
}

/** Bits of a word of RISC-V that a reference or number of a sigil fills, of each format (hex2_word.c). */
const filled: Readonly<Record<string, number>> = {
  "!": 0xfff00000,
  "@": 0xfe000f80,
  "~": 0xfffff000,
  $: 0xfffff000,
};

/** What a token, or of digits the ones at an offset, give; undefined where they give nothing. */
export function askedOf(
  situation: Situation,
  file: ProgramFile,
  token: number,
  offset: number,
): Asked | undefined {
  const { program, scope } = situation;
  const { tokens, text } = file.source;
  const range = tokens.rangeOf(token);
  const what = tokens.kindOf(token);
  const { map } = program.assembly;
  const { architecture } = scope.reading;
  const { words } = traitsOf(architecture);
  const digits = digitsOf(situation, file, token);
  if (architecture === "armv7l" && (what === kind.macro || what === kind.number || what === kind.digits))
    return nibbles(situation, file, token);
  if (words && what !== kind.digits) {
    const start = map.firstAfter(file.input, range.start);
    const own = map.segmentAt(file.input, range.start);
    const from = own !== undefined && touches(own.range, range.start) ? own.output.start : start;
    const bits =
      what === kind.word || what === kind.macro
        ? digits !== undefined && wordOf(digits)
        : (what === kind.reference || what === kind.number) && filled[text.latin1[range.start]!];
    if (typeof bits === "number") return { bytes: { start: from, end: from + 4 }, bits };
  }
  const origin = map.segmentAt(file.input, what === kind.digits ? offset : range.start);
  if (origin === undefined || !touches(origin.range, what === kind.digits ? offset : range.start))
    return undefined;
  const { output } = origin;
  if (what !== kind.digits || output.end - output.start === 1) return { bytes: output };
  const digit = offset - origin.range.start;
  const solid = 2 * (output.end - output.start) === origin.range.end - origin.range.start;
  if (!solid) return { bytes: output };
  const start = Math.min(output.start + (digit >> 1), output.end - 1);
  return { bytes: { start, end: start + 1 } };
}

/** The digits that a token stands for: its own, or those of the macro's value. */
function digitsOf(situation: Situation, file: ProgramFile, token: number): string | undefined {
  const { tokens, text } = file.source;
  const range = tokens.rangeOf(token);
  const own = text.latin1.slice(range.start, range.end);
  switch (tokens.kindOf(token)) {
    case kind.digits:
      return own;
    case kind.word:
      return own.slice(1);
    case kind.macro: {
      const definition = definitionsOf(situation, "macros", own).at(-1);
      const value = definition && valueOf(definition.file, definition);
      const found = value && definition.file.source.text.latin1.slice(value.start, value.end);
      return found?.replace(/^['"]|['"]$/g, "").replace(/^\./, "");
    }
    default:
      return undefined;
  }
}

/** Eight digits as a word, its lowest byte first; undefined for others. */
function wordOf(digits: string): number | undefined {
  if (!/^[0-9a-f]{8}$/i.test(digits)) return undefined;
  return Number.parseInt(digits.match(/../g)!.reverse().join(""), 16);
}

const widths: Readonly<Record<string, number>> = { "!": 2, "@": 4, $: 4, "~": 6, "%": 8, "&": 8 };

/** Macros of ARMv7 are often single digits, so a byte may be of two of them: counted from the start of the line. */
function nibbles(situation: Situation, file: ProgramFile, wanted: number): Asked | undefined {
  const { tokens, text } = file.source;
  const { start } = text.line(text.lineAt(tokens.startOf(wanted)));
  let count = 0;
  const widthOf = (token: number): number | undefined => {
    const what = tokens.kindOf(token);
    if (what === kind.comment || what === kind.label || what === kind.quote || what === kind.caret) return 0;
    if (what === kind.reference || what === kind.number) return widths[text.latin1[tokens.startOf(token)]!];
    return digitsOf(situation, file, token)?.length;
  };
  for (let token = tokens.firstBehind(start); token < wanted; token++) {
    const width = widthOf(token);
    if (width === undefined) return undefined;
    count += width;
  }
  const width = widthOf(wanted);
  if (width === undefined || width === 0 || count % 8 >= 8) return undefined;
  const first = situation.program.assembly.map.firstAfter(file.input, start);
  const word = first + (count >> 3) * 4;
  let bits = 0;
  for (let at = count % 8; at < Math.min(8, (count % 8) + width); at++)
    bits += 15 * 2 ** (8 * (at >> 1) + (at % 2 === 0 ? 4 : 0));
  return {
    bytes: { start: first + (count >> 1), end: Math.min(word + 4, first + ((count + width + 1) >> 1)) },
    bits,
  };
}
