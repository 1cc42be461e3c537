import type { TextEdit } from "../../../diagnostics/diagnostic";
import type { Range } from "../../../text/range";
import type { Situation } from "../situation";

/**
 * The two digits of a byte of the program where the document has them; undefined where it has not: in another file, filled in
 * by a linker, of a macro.
 */
export function digitsOf({ program, input, source }: Situation, byte: number): readonly Range[] | undefined {
  const origin = program.assembly.map.originOf(byte);
  if (origin?.input !== input || origin.define !== undefined) return undefined;
  const { start, end } = origin.range;
  const { latin1 } = source.text;
  const digits: number[] = [];
  for (let at = start; at < end; at++) {
    if (/[0-9A-Fa-f]/.test(latin1[at]!)) digits.push(at);
    // What stands between two digits may be a comment, which has digits of its own.
    else if (!/[ \t]/.test(latin1[at]!)) return undefined;
  }
  const { output } = origin;
  if (digits.length !== 2 * (output.end - output.start)) return undefined;
  const [high, low] = digits.slice(2 * (byte - output.start));
  return [
    { start: high!, end: high! + 1 },
    { start: low!, end: low! + 1 },
  ];
}

/** Edits that make bytes of the program others, digit by digit; undefined where the document does not have one of them. */
export function bytesAsEdits(
  situation: Situation,
  at: number,
  bytes: Uint8Array,
): readonly TextEdit[] | undefined {
  const { latin1 } = situation.source.text;
  const edits: TextEdit[] = [];
  for (const [index, byte] of bytes.entries()) {
    const digits = digitsOf(situation, at + index);
    if (digits === undefined) return undefined;
    const text = byte.toString(16).padStart(2, "0");
    const written = isLower(digits[0]!, situation) ? text : text.toUpperCase();
    if (byte === situation.program.assembly.bytes[at + index]) continue;
    const [high, low] = digits as readonly [Range, Range];
    if (high.end === low.start) edits.push({ range: { start: high.start, end: low.end }, text: written });
    else {
      digits.forEach((range, digit) => {
        if (latin1[range.start] !== written[digit]) edits.push({ range, text: written[digit]! });
      });
    }
  }
  return edits;
}

/** Whether the digits of a line, up to its comment, are in lower case. */
function isLower({ start }: Range, { source: { text } }: Situation): boolean {
  const line = text.line(text.lineAt(start));
  const [code] = text.latin1.slice(line.start, line.end).split(/[#;]/, 1);
  return isLowerCase(code!);
}

/** Whether hexadecimal digits are written in lower case; those that have none are not. */
export function isLowerCase(digits: string): boolean {
  return /[a-f]/.test(digits) && !/[A-F]/.test(digits);
}
