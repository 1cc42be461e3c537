import type { Range } from "../../text/range";
import type { Instruction } from "../decoder";
import { hex, type HeaderField } from "../headers/field";

/** Bytes of a program and what they are: an instruction, a field of a header, or data. */
export interface DisassemblyRow {
  /** File offset of the first byte. */
  readonly offset: number;
  /** In bytes; never 0. */
  readonly length: number;
  /** Virtual address; undefined where it is not known. */
  readonly address: bigint | undefined;
  readonly kind: "instruction" | "header" | "data";
  /** The instruction, with the label that it goes to; the field and its value; the data as characters. */
  readonly text: string;
  /** Names of what begins here. */
  readonly labels: readonly string[];
}

/** What is known of a program's bytes. Offsets are those of its file. */
export interface Disassembled {
  readonly bytes: Uint8Array;
  /** The bytes that are shown. */
  readonly range: Range;
  /** Virtual address by file offset, as it is shown; undefined where it is not known. */
  readonly addressOf: (offset: number) => bigint | undefined;
  readonly instructions: ReadonlyMap<number, Instruction>;
  readonly headers: readonly HeaderField[];
  /** Names by file offset, a character a byte. */
  readonly labels: ReadonlyMap<number, readonly string[]>;
  /** Name of a virtual address, if it has one. */
  readonly nameOf: (address: bigint) => string | undefined;
  /** Where rows begin all the same: the lines of a source. */
  readonly breaks: ReadonlySet<number>;
}

/** So many bytes of data make a row. */
const dataRow = 8;

/** The rows of a stretch of a program, which have every byte of it once, in order. */
export function disassemblyRows(program: Disassembled): readonly DisassemblyRow[] {
  const { range, instructions, labels } = program;
  const fields = fieldsByOffset(program.headers);
  const rows: DisassemblyRow[] = [];
  for (let at = range.start; at < range.end;) {
    const offset = at;
    const inside = instructions.get(offset);
    const instruction = inside && offset + inside.length <= range.end ? inside : undefined;
    const field = fields.get(offset);
    const [kind, length, text] =
      instruction !== undefined
        ? (["instruction", instruction.length, instructionText(instruction, program)] as const)
        : field !== undefined
          ? ([
              "header",
              endOfField(field, fields, range.end) - offset,
              field.map(fieldText).join(", "),
            ] as const)
          : dataAt(program, fields, offset);
    rows.push({
      ...{ offset, length, address: program.addressOf(offset), kind, text },
      labels: labels.get(offset) ?? [],
    });
    at += length;
  }
  return rows;
}

function fieldsByOffset(headers: readonly HeaderField[]): ReadonlyMap<number, readonly HeaderField[]> {
  const found = new Map<number, HeaderField[]>();
  for (const field of headers) {
    const known = found.get(field.offset);
    if (known === undefined) found.set(field.offset, [field]);
    else known.push(field);
  }
  return found;
}

/** Where the longest of some fields ends, or the next one begins within it. */
function endOfField(
  own: readonly HeaderField[],
  fields: ReadonlyMap<number, readonly HeaderField[]>,
  end: number,
): number {
  const [{ offset } = { offset: 0 }] = own;
  const last = Math.min(end, Math.max(...own.map((field) => field.offset + field.size)));
  for (let at = offset + 1; at < last; at++) if (fields.has(at)) return at;
  return last;
}

/** `e_machine = 0x3, Intel 80386 (x86)` */
function fieldText({ name, size, value, meaning }: HeaderField): string {
  const number = hex(value);
  if (meaning === undefined) return size > 8 ? name : `${name} = ${number}`;
  // A magic number is no number.
  return meaning === number || size > 8 || meaning.includes('"')
    ? `${name} = ${meaning}`
    : `${name} = ${number}, ${meaning}`;
}

function instructionText({ text, target, data }: Instruction, { nameOf }: Disassembled): string {
  const to = target ?? data;
  const name = to === undefined ? undefined : nameOf(to);
  return name === undefined ? text : `${text}  :${name}`;
}

function dataAt(
  { bytes, range, instructions, labels, breaks }: Disassembled,
  fields: ReadonlyMap<number, unknown>,
  offset: number,
): readonly ["data", number, string] {
  let end = offset + 1;
  const most = Math.min(range.end, offset + dataRow);
  const begins = (at: number) => instructions.has(at) || fields.has(at) || labels.has(at) || breaks.has(at);
  while (end < most && !begins(end)) end++;
  const characters = Array.from(bytes.subarray(offset, end), (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".",
  );
  return ["data", end - offset, `|${characters.join("")}|`];
}
