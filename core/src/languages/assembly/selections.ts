import { touches, type Range } from "../../text/range";
import type { Document } from "../language";
import { labelBefore } from "./labels";
import { sourceOfDocument, type Source } from "./source";
import { kind } from "./tokens";

/** Byte or name, word, instruction, line, function, file. */
export function selections(document: Document, offset: number): readonly Range[] {
  const source = sourceOfDocument(document);
  const { tokens, text } = source;
  const found: Range[] = [];
  const token = tokens.at(offset);
  if (token !== undefined) {
    const range = tokens.rangeOf(token);
    if (tokens.kindOf(token) === kind.digits) found.push(byteIn(range, offset));
    else if (touches(tokens.nameOf(token), offset)) found.push(tokens.nameOf(token));
    found.push(range);
  }
  const line = text.line(text.lineAt(offset));
  const instruction = instructionOf(source, line);
  if (instruction !== undefined) found.push(instruction);
  found.push(line);
  const label = labelBefore(source, offset);
  if (label !== undefined) found.push(label.range);
  found.push({ start: 0, end: text.length });
  return growing(found, offset);
}

/** The two digits that an offset is in or behind. */
function byteIn({ start, end }: Range, offset: number): Range {
  const from = start + 2 * Math.floor((Math.min(offset, end - 1) - start) / 2);
  return { start: from, end: Math.min(from + 2, end) };
}

/** What of a line is no comment. */
function instructionOf({ tokens }: Source, line: Range): Range | undefined {
  let found: Range | undefined;
  for (let token = tokens.firstBehind(line.start); token < tokens.count; token++) {
    const range = tokens.rangeOf(token);
    if (range.start >= line.end) break;
    if (tokens.kindOf(token) === kind.comment) continue;
    found = { start: Math.max(line.start, found?.start ?? range.start), end: Math.min(line.end, range.end) };
  }
  return found;
}

/** Those that hold the offset and each other, every one once. */
function growing(ranges: readonly Range[], offset: number): readonly Range[] {
  const found: Range[] = [];
  for (const range of ranges) {
    const last = found.at(-1);
    if (!touches(range, offset)) continue;
    if (last !== undefined && (range.start > last.start || range.end < last.end)) continue;
    if (last !== undefined && range.start === last.start && range.end === last.end) continue;
    found.push(range);
  }
  return found;
}
