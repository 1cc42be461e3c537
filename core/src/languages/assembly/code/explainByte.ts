import { explainInstruction, type Subject } from "../../../isa/explain/explain";
import { hexBytes, shownNumber } from "../../../isa/explain/piece";
import { syntaxes, written, type Syntax } from "../../../isa/explain/syntax";
import { fieldsAt } from "../../../isa/headers/headers";
import { hex, type HeaderField } from "../../../isa/headers/field";
import type { Range } from "../../../text/range";
import { headersOf } from "../headers";
import { codeAt as bootCodeAt } from "../instructionAt";
import { calledText } from "./calls";
import { codeAt, type Code, type FoundCode } from "./codeAt";
import type { Image } from "./image";

/** What bytes are, in blocks of Markdown, and the bytes of the instruction or field that they are a part of. */
export interface ExplainedBytes {
  readonly blocks: readonly string[];
  readonly whole: Range;
  /** Why they count as code or as data: a few words for the end. */
  readonly why: string | undefined;
}

/** What is asked about, beside the bytes themselves. */
export interface Question {
  /** Bits of the instruction's word that the asked place fills, where it gives no bytes of its own. */
  readonly bits?: number;
  /** Whether the hover tells of the target anyhow. */
  readonly told?: boolean;
}

/**
 * What bytes (file offsets) are that a line (zero-based) gives: fields of a header, parts of an instruction; undefined for data.
 */
export async function explainBytes(
  code: Code,
  asked: Range,
  line: number,
  question: Question = {},
): Promise<ExplainedBytes | undefined> {
  const { image, document } = code;
  const headers = (await headersOf(document)).map(({ field }) => field);
  const fields = fieldsAt(headers, asked.start);
  if (fields.length > 0) return explainFields(image.bytes, fields);
  const found = await codeAt(code, asked.start, line);
  if (found === undefined || isData(found, image)) return undefined;
  const { offset, length } = found.instruction;
  const target = question.told === true ? [] : targetText(image, found);
  const called = await calledText(code, found, line);
  const blocks = explainInstruction({
    ...subjectOf(code, found),
    asked: question.bits === undefined ? asked : { bits: question.bits },
    about: [...target, ...called],
  });
  return { blocks, whole: { start: offset, end: offset + length }, why: found.why ?? reasons[found.by] };
}

const reasons: Readonly<Record<FoundCode["by"], string | undefined>> = {
  comment: "Code: its comment says the same.",
  reached: "Code: reached from the entry point.",
  line: undefined,
  unreached: "Not reached by direct jumps from the entry point: it may be data.",
};

function subjectOf(
  { image, document }: Code,
  { instruction, mode, decoder }: FoundCode,
): Omit<Subject, "asked" | "about"> {
  const wanted = document.workspace?.settings.hover?.syntax;
  const syntax: Syntax = syntaxes.find((each) => each === wanted) ?? "intel";
  const nameOf = (address: bigint) => {
    const offset = image.offsetOf(address);
    return offset === undefined ? undefined : image.labelAt(offset)?.name;
  };
  return { bytes: image.bytes, instruction, mode, decoder, syntax, nameOf };
}

function targetText(image: Image, { instruction }: FoundCode): readonly string[] {
  const target = instruction.target ?? instruction.data;
  if (target === undefined) return [];
  const offset = image.offsetOf(target);
  const address = `\`${hex(target)}\``;
  // What is read there is where it goes; the place itself holds no code.
  const through = instruction.flow.startsWith("indirect") ? " through the pointer at" : "";
  if (offset === undefined) return [`→${through} ${address}, outside the file`];
  const label = image.labelAt(offset);
  return [
    label === undefined
      ? `→${through} ${address} (${image.whereIs(offset)})`
      : `→${through} **${label.name}** (${address}, ${label.where})`,
  ];
}

/** Nothing speaks for code, and all looks like something else: zeros, or text. */
function isData({ by, instruction }: FoundCode, { bytes }: Image): boolean {
  if (by === "comment" || by === "reached") return false;
  const { offset, length } = instruction;
  const own = bytes.subarray(offset, offset + length);
  if (own.every((byte) => byte === 0)) return true;
  return by === "unreached" && textAround(bytes, offset) !== undefined;
}

/** Characters that stand together and end in a zero; undefined where a byte is in no such text. */
function textAround(bytes: Uint8Array, offset: number): string | undefined {
  const isText = (at: number) => {
    const byte = bytes[at] ?? 0;
    return (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13;
  };
  if (!isText(offset)) return undefined;
  let start = offset;
  let end = offset + 1;
  while (start > 0 && offset - start < mostText && isText(start - 1)) start--;
  while (end < bytes.length && end - offset < mostText && isText(end)) end++;
  const closed = bytes[end] === 0 || end === bytes.length;
  return end - start >= leastText && closed ? String.fromCharCode(...bytes.subarray(start, end)) : undefined;
}

const leastText = 5;
const mostText = 60;

/** A header's fields, the first one's bytes being the range. */
function explainFields(bytes: Uint8Array, fields: readonly HeaderField[]): ExplainedBytes {
  const shown = fields.map((field) => {
    const { offset, size, purpose, name, header, bits = [] } = field;
    const digits = hexBytes(bytes.subarray(offset, offset + Math.min(size, mostShown)));
    const more = size > mostShown ? " …" : "";
    return [
      `**${name}** — ${purpose}`,
      `\`${digits}${more}\` = ${fieldValue(field)}`,
      ...bits.map(
        ({ high, low, value, meaning }) =>
          `· bit${high === low ? ` ${low}` : `s ${high}–${low}`} \`${value.toString(2).padStart(high - low + 1, "0")}\` — ${meaning}`,
      ),
      `*${header}*`,
    ].join("  \n");
  });
  const [first] = fields;
  const shared = fields.length > 1 ? ["The headers overlap: this byte belongs to both fields."] : [];
  return {
    blocks: [...shown, ...shared],
    whole: { start: first!.offset, end: first!.offset + first!.size },
    why: first!.why,
  };
}

const mostShown = 16;

function fieldValue({ name, size, value, meaning }: HeaderField): string {
  if (name === "e_ident[EI_MAG]") return meaning!;
  const number = size === 1 ? `${value}` : `${value} (${hex(value)})`;
  if (meaning === undefined) return number;
  return meaning.startsWith("0x") ? meaning : `${number}: ${meaning}`;
}

/** What a byte of data is by itself, and within what stands around it. */
export async function explainData(
  code: Code,
  offset: number,
  line: number,
): Promise<{ readonly blocks: readonly string[]; readonly why: string | undefined }> {
  const { image } = code;
  const { bytes } = image;
  const value = bytes[offset]!;
  const character = value > 0x20 && value < 0x7f ? `, ${inlineCode(String.fromCharCode(value))}` : "";
  const own = `\`${hexBytes([value])}\` = ${value}${character}`;
  const found = await codeAt(code, offset, line);
  const text = textAround(bytes, offset);
  const around =
    text !== undefined ? [`in the text ${inlineCode(visible(text))}`] : numberAround(image, offset, line);
  if (found === undefined) return { blocks: [own, ...around], why: await whyData(code, offset) };
  const { instruction, mode, decoder } = found;
  const { syntax, nameOf } = subjectOf(code, found);
  const its = bytes.slice(instruction.offset, instruction.offset + instruction.length);
  const shown = written(instruction, its, mode, decoder, syntax, nameOf);
  const what = text === undefined ? "zeros that nothing reaches" : "text that nothing reaches";
  return { blocks: [own, ...around], why: `Data: ${what}. As code it would be ${inlineCode(shown)}.` };
}

async function whyData({ document, image }: Code, offset: number): Promise<string | undefined> {
  const { modes } = image.machine;
  if (modes.length > 1) {
    const boot = await bootCodeAt(document, offset);
    return boot && `${boot.why}.`;
  }
  return modes.length === 0
    ? undefined
    : "Data: its line is no instruction, and nothing is seen to come here.";
}

/** A line of 2, 4 or 8 bytes is a number, or where something is. */
function numberAround(image: Image, offset: number, line: number): readonly string[] {
  const { start, end } = image.bytesOfLine(line);
  const size = end - start;
  if ((size !== 2 && size !== 4 && size !== 8) || offset < start || offset >= end) return [];
  const own = image.bytes.slice(start, end);
  if (image.machine.modes[0] !== "knight") own.reverse();
  const value = [...own].reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const place = size >= 4 ? image.offsetOf(value) : undefined;
  const label = place === undefined ? undefined : image.labelAt(place);
  const where = label === undefined ? "" : `: the address of **${label.name}** (${label.where})`;
  return [`the line’s ${size} bytes = ${shownNumber(value)}${where}`];
}

function visible(text: string): string {
  return text.replaceAll("\n", "␊").replaceAll("\t", "␉").replaceAll("\r", "␍").trim();
}

/** A text as Markdown's inline code; backquotes in it need longer fences. */
function inlineCode(text: string): string {
  return text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``;
}
