import type { Range } from "../../text/range";
import type { Document, Hover } from "../language";
import type { HeaderField } from "../../isa/headers/field";
import { fieldsAt } from "../../isa/headers/headers";
import { headersOf } from "../assembly/headers";
import { codeAt, type FoundCode } from "../assembly/instructionAt";
import type { Instruction } from "../../isa/decoder";
import { addressOrEnd, hexModel, labelAt, type HexModel } from "./model";

/** What the byte, or the label comment, under the cursor is. */
export async function hex0Hover(document: Document, offset: number): Promise<Hover | undefined> {
  const model = hexModel(document.text);
  const label = model.labels.find(({ range }) => range.start <= offset && offset <= range.end);
  if (label) return { range: label.range, markdown: labelText(model, label.name, label.offset) };
  const byte = byteUnder(model, offset);
  if (byte === undefined) return undefined;
  const fields = fieldsAt(
    (await headersOf(document)).map(({ field }) => field),
    byte,
  );
  if (fields.length > 0) return fieldHover(model, byte, fields);
  const found = await codeAt(document, byte);
  return found?.instruction === undefined
    ? plainHover(model, byte, found)
    : instructionHover(model, byte, found.instruction, found);
}

/** File offset of the byte that has a digit at a source offset; behind the last digit of a group counts, too. */
function byteUnder(model: HexModel, offset: number): number | undefined {
  const byte = model.map.byteAt(offset);
  if (byte === undefined) return undefined;
  const range = model.map.rangeOf(byte)!;
  // Of a byte whose digits stand apart, only the digits are the byte, not the comment between them.
  return offset - range.start <= 1 || range.end - offset <= 1 ? byte : undefined;
}

function fieldHover(model: HexModel, byte: number, fields: readonly HeaderField[]): Hover {
  const shown = fields.map((field) => {
    const what = `**${field.name}** — ${field.purpose}`;
    const bytes = `\`${bytesText(model, field.offset, field.size)}\` = ${fieldValue(field)}`;
    return [what, bytes, `*${field.header}*`].join("  \n");
  });
  const shared = fields.length > 1 ? ["The headers overlap: this byte belongs to both fields."] : [];
  return {
    range: rangeOf(model, fields[0]!.offset, fields[0]!.size),
    markdown: [...shown, ...shared, place(model, byte)].join("\n\n"),
  };
}

function fieldValue({ name, size, value, meaning }: HeaderField): string {
  if (name === "e_ident[EI_MAG]") return meaning!;
  const number = size === 1 ? `${value}` : `${value} (${hex(value)})`;
  if (meaning === undefined) return number;
  return meaning.startsWith("0x") ? meaning : `${number}: ${meaning}`;
}

function instructionHover(
  model: HexModel,
  byte: number,
  instruction: Instruction,
  { mode, isSure, why, isObvious }: FoundCode,
): Hover {
  const { offset, length, parts } = instruction;
  const target = instruction.target ?? instruction.data;
  const fence = mode.startsWith("x86") ? "x86asm" : "asm";
  const lines = [`\`\`\`${fence}`, instruction.text, "```"];
  const part = parts.find(({ start, size }) => byte - offset >= start && byte - offset < start + size);
  const what =
    length === 1
      ? "the whole instruction"
      : `byte ${byte - offset + 1} of ${length}, ${part?.kind ?? "opcode"}`;
  lines.push(`\`${bytesText(model, offset, length)}\` — ${what}`);
  if (target !== undefined) lines.push("", targetText(model, target));
  lines.push("", place(model, byte));
  if (!isSure) lines.push("", "*Not reached by direct jumps from the entry point: it may be data.*");
  else if (!isObvious) lines.push("", `*${why}*`);
  return { range: rangeOf(model, offset, length), markdown: lines.join("\n") };
}

function targetText(model: HexModel, target: bigint): string {
  const offset = model.space.offsetOf(target);
  const label = offset === undefined ? undefined : labelAt(model, offset);
  const address = `\`${hex(target)}\``;
  if (label) {
    const line = model.text.lineAt(label.range.start) + 1;
    return `→ **${label.name}** (${address}, line ${line})`;
  }
  if (offset === undefined) return `→ ${address}, outside the file`;
  return `→ ${address} (line ${model.text.lineAt(model.map.rangeOf(offset)!.start) + 1})`;
}

function plainHover(model: HexModel, byte: number, found: FoundCode | undefined): Hover {
  const value = model.bytes[byte]!;
  const character = value > 0x20 && value < 0x7f ? `, ${inlineCode(String.fromCharCode(value))}` : "";
  const markdown = `\`${bytesText(model, byte, 1)}\` = ${value}${character}\n\n${place(model, byte)}${found === undefined ? "" : `\n\n*${found.why}*`}`;
  return { range: rangeOf(model, byte, 1), markdown };
}

/** A character as Markdown's inline code; the backquote needs longer fences. */
function inlineCode(character: string): string {
  return character === "`" ? "`` ` ``" : `\`${character}\``;
}

function labelText(model: HexModel, name: string, offset: number): string {
  const next = model.labels.find((other) => other.offset > offset);
  const size = (next?.offset ?? model.bytes.length) - offset;
  const behind =
    offset >= model.bytes.length ? "the end of the file" : `${size} byte${size === 1 ? "" : "s"}`;
  return `**${name}** — ${behind}\n\n${place(model, offset)}`;
}

/** Where a byte is in the file and in memory. */
function place(model: HexModel, offset: number): string {
  const address = addressOrEnd(model, offset);
  const inFile = `offset ${offset} (${hex(BigInt(offset))})`;
  return address === undefined ? inFile : `${inFile} · address ${hex(address)}`;
}

function bytesText(model: HexModel, offset: number, count: number): string {
  return [...model.bytes.subarray(offset, offset + count)]
    .map((byte) => byte.toString(16).toUpperCase().padStart(2, "0"))
    .join(" ");
}

function rangeOf(model: HexModel, offset: number, count: number): Range {
  return model.map.rangeOfBytes(offset, count)!;
}

function hex(value: bigint): string {
  return `0x${value.toString(16).toUpperCase()}`;
}
