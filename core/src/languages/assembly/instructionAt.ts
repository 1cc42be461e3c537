import type { Listing } from "../../audit/listing";
import { whyLine } from "../../audit/why";
import type { Decoder, Instruction, Mode } from "../../isa/decoder";
import { parseElf } from "../../isa/headers/elf";
import { reachable } from "../../isa/flow";
import { decodedInLine, holding } from "../../isa/holding";
import { loadDecoder } from "../../isa/loadDecoder";
import type { Document } from "../language";
import { auditDocument, type AuditedDocument } from "./audited";
import { indexOfByte } from "./relocation/places";

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

/**
 * What the byte at a file offset of a document's program is, in the mode that the audit has found for its line. Undefined for bytes that
 * the document does not hold, for those of headers, and for programs of no known processor.
 */
export async function codeAt(document: Document, offset: number): Promise<FoundCode | undefined> {
  const audited = await auditDocument(document);
  const index = indexOfByte(audited.lines, ({ line }) => line.bytes, offset);
  const line = index === undefined ? undefined : audited.lines[index];
  if (index === undefined || line?.mode === undefined || line.verdict === "header") return undefined;
  const { mode } = line;
  const { listing } = audited;
  const decoder = await loadDecoder(mode);
  const reached = reachedAt(audited, offset, decoder);
  const isSure = reached !== undefined || /^(agrees|disagrees|cannot tell|uncommented)$/.test(line.verdict);
  const why = whyLine(audited, index, reached !== undefined);
  const isData = !isSure && audited.flow !== undefined;
  const instruction =
    reached ??
    (isData || line.line.unresolved !== undefined
      ? undefined
      : decodedInLine(decoder, listing.bytes, line.line.bytes, offset, (at) => listing.addressOf(at)));
  const isObvious = isSure && audited.flow === undefined;
  return { instruction, mode, isSure, why, isObvious };
}

/** The instruction that control reaches and the byte belongs to. */
function reachedAt(audited: AuditedDocument, offset: number, decoder: Decoder): Instruction | undefined {
  const { listing, flow } = audited;
  if (flow === undefined) return holding(reachedIn(listing, decoder), offset);
  return holding({ get: (start) => flow.reached.get(start)?.instruction }, offset);
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
