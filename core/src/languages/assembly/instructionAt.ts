import type { Listing } from "../../audit/listing";
import type { AuditedLine } from "../../audit/verdict";
import { whyLine } from "../../audit/why";
import type { Decoder, Instruction, Mode } from "../../isa/decoder";
import { parseElf } from "../../isa/headers/elf";
import { reachable } from "../../isa/flow";
import { loadDecoder } from "../../isa/loadDecoder";
import type { Document } from "../language";
import { auditDocument, type AuditedDocument } from "./audited";

/** What a byte is taken for: an instruction, or data. */
export interface FoundCode {
  /** Undefined for data, and for bytes that are no instruction. */
  readonly instruction: Instruction | undefined;
  readonly mode: Mode;
  /** Whether control flow or its comment tells that it is code; otherwise it was only decoded from the start of its line. */
  readonly isSure: boolean;
  /** Why it is taken for that, as a sentence without its full stop: `32-bit code: behind the far jump at …`. */
  readonly why: string;
  /** Whether that goes without saying: the program has one mode, and this is sure to be code. */
  readonly isObvious: boolean;
}

/** A line of more bytes before the asked one is data, whatever it decodes to. */
const MOST_BEFORE = 256;

/**
 * What the byte at a file offset of a document's program is, in the mode that the audit has found for its line. Undefined for bytes that
 * the document does not hold, for those of headers, and for programs of no known processor.
 */
export async function codeAt(document: Document, offset: number): Promise<FoundCode | undefined> {
  const audited = await auditDocument(document);
  const index = lineOf(audited.lines, offset);
  const line = index === undefined ? undefined : audited.lines[index];
  if (index === undefined || line?.mode === undefined || line.verdict === "header") return undefined;
  const { mode } = line;
  const decoder = await loadDecoder(mode);
  const reached = reachedAt(audited, offset, decoder);
  const isSure = reached !== undefined || /^(agrees|disagrees|cannot tell|uncommented)$/.test(line.verdict);
  const why = whyLine(audited, index, reached !== undefined);
  const isData = !isSure && audited.flow !== undefined;
  const instruction =
    reached ?? (isData ? undefined : decodedFromLine(audited.listing, line, decoder, offset));
  const isObvious = isSure && audited.flow === undefined;
  return { instruction, mode, isSure, why, isObvious };
}

/** Index of the line with the byte at an offset: their bytes ascend. */
function lineOf(lines: readonly AuditedLine[], offset: number): number | undefined {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (lines[middle]!.line.bytes.end <= offset) low = middle + 1;
    else high = middle;
  }
  const found = lines[low];
  return found !== undefined && found.line.bytes.start <= offset ? low : undefined;
}

/** The instruction that control reaches and the byte belongs to. */
function reachedAt(audited: AuditedDocument, offset: number, decoder: Decoder): Instruction | undefined {
  const { listing, flow } = audited;
  const found =
    flow === undefined
      ? reachedIn(listing, decoder)
      : { get: (start: number) => flow.reached.get(start)?.instruction };
  // 15 bytes is the longest instruction, so its start is at most 14 back.
  for (let start = offset; start >= Math.max(0, offset - 14); start--) {
    const instruction = found.get(start);
    if (instruction !== undefined && offset < start + instruction.length) return instruction;
  }
  return undefined;
}

const reachedBy = new WeakMap<Listing, ReadonlyMap<number, Instruction>>();

/** What is reached from the entry point of an ELF file, or from the first byte of what has no header. */
function reachedIn(listing: Listing, decoder: Decoder): ReadonlyMap<number, Instruction> {
  let found = reachedBy.get(listing);
  if (found === undefined) {
    const elf = parseElf(listing.bytes);
    const entry = elf === undefined ? undefined : listing.offsetOf(elf.entry);
    found = reachable(listing.bytes, decoder, listing, entry === undefined ? [] : [entry]);
    reachedBy.set(listing, found);
  }
  return found;
}

/**
 * Sources are written an instruction a line, so the first byte of a line begins one. An instruction that would run
 * past its line is taken for data.
 */
function decodedFromLine(
  listing: Listing,
  { line }: AuditedLine,
  decoder: Decoder,
  offset: number,
): Instruction | undefined {
  if (line.unresolved !== undefined || offset - line.bytes.start > MOST_BEFORE) return undefined;
  for (let start = line.bytes.start; start <= offset;) {
    const instruction = decoder.decode(listing.bytes, start, listing.addressOf(start));
    if (instruction === undefined || start + instruction.length > line.bytes.end) return undefined;
    start += instruction.length;
    if (offset < start) return instruction;
  }
  return undefined;
}
