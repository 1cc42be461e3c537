import type { Listing, Machine } from "../../audit/listing";
import type { AuditedLine } from "../../audit/verdict";
import type { Decoder, Instruction, Mode } from "../../isa/decoder";
import { entryOf } from "../../isa/disassembly/entry";
import { disassemblyRows, type DisassemblyRow } from "../../isa/disassembly/rows";
import { reachable } from "../../isa/flow";
import { offsetOf as elfOffset, parseElf } from "../../isa/headers/elf";
import type { HeaderField } from "../../isa/headers/field";
import { bytesOfFields } from "../../isa/headers/headers";
import { loadDecoder } from "../../isa/loadDecoder";
import type { Range } from "../../text/range";
import type { Document } from "../language";
import { auditDocument, type AuditedDocument } from "./audited";
import { labelsOf, listingOf, machineFor } from "./listing";
import { bytePieces, rangeOf } from "./lower/pieces";
import { gapsBefore } from "./places";
import { lineOfByte, offsetOf } from "./relocation/places";
import { situationOf, type Situation } from "./situation";
import { kind } from "./tokens";

/** A source's bytes in its program, disassembled. */
export interface SourceDisassembly {
  /** Those of the bytes from the source's first to its last. */
  readonly rows: readonly DisassemblyRow[];
  /** Zero-based line of the source that a row comes from; undefined for bytes that another file has between them. */
  readonly lineOf: (row: DisassemblyRow) => number | undefined;
}

/** A document's bytes in its program, disassembled, and what the processor is. */
export async function disassembleDocument(
  document: Document,
): Promise<SourceDisassembly & { readonly situation: Situation; readonly machine: Machine }> {
  const situation = await situationOf(document);
  const range = rangeOf(bytePieces(situation.program.assembly.map, situation.input));
  return { situation, machine: machineFor(situation), ...(await disassembleSource(situation, range)) };
}

/**
 * Disassembles what a source came to. Where instructions are is known from lines whose comment agrees with the bytes, from
 * what control reaches from there and from the program's entry point, and from macros; all else is data.
 *
 * @param range file offsets of the source's bytes
 */
export async function disassembleSource(situation: Situation, range: Range): Promise<SourceDisassembly> {
  const audited = situation.source.language === "m1" ? undefined : await auditDocument(situation.document);
  const { listing, fields, lines } = audited ?? unaudited(listingOf(situation));
  const known = gapsBefore(situation, situation.input) === 0;
  const names = namesByAddress(situation, listing);
  const rows = disassemblyRows({
    ...{ bytes: listing.bytes, range, headers: fields },
    addressOf: (offset) => (known ? listing.addressOf(offset) : undefined),
    instructions: await instructionsOf(situation, listing, lines, fields),
    labels: labelsByOffset(situation),
    nameOf: (address) => names.get(address),
    breaks: new Set(listing.lines.map(({ bytes }) => bytes.start)),
  });
  return { rows, lineOf: ({ offset }) => lineOfByte(listing, offset)?.line };
}

function unaudited(listing: Listing): Pick<AuditedDocument, "listing" | "fields" | "lines"> {
  return { listing, fields: listing.headers, lines: [] };
}

async function instructionsOf(
  situation: Situation,
  listing: Listing,
  lines: readonly AuditedLine[],
  fields: readonly HeaderField[],
): Promise<ReadonlyMap<number, Instruction>> {
  const { bytes, machine } = listing;
  const decoders = new Map<Mode, Decoder>();
  for (const mode of machine.modes) decoders.set(mode, await loadDecoder(mode));
  const [only] = decoders.values();
  if (only === undefined) return new Map();
  const modes = new Map(lines.map(({ line, mode }) => [line, mode]));
  const decoderAt = (offset: number) => {
    if (decoders.size === 1) return only;
    const line = lineOfByte(listing, offset);
    const mode = line && modes.get(line);
    return mode === undefined ? only : decoders.get(mode);
  };
  const elf = parseElf(bytes);
  const space = {
    addressOf: (offset: number) => listing.addressOf(offset),
    offsetOf: (address: bigint) => (elf && elfOffset(elf, address)) ?? offsetOf(listing, address),
  };
  const agreed = lines.filter(
    ({ verdict, instruction, line: { bytes: its } }) =>
      (verdict === "agrees" || verdict === "uncommented") && instruction?.length === its.end - its.start,
  );
  const said = lines.filter(({ verdict }) => verdict === "disagrees" || verdict === "cannot tell");
  return reachable(bytes, decoderAt, space, entryOf(bytes), {
    known: new Map(agreed.map(({ instruction }) => [instruction!.offset, instruction!])),
    likely: [...said.map(({ line }) => line.bytes.start), ...macroLines(situation, listing)],
    closed: bytesOfFields(fields, bytes.length),
  });
}

/** File offsets of the lines of M1 that begin with a macro: macros stand for instructions, strings and numbers for data. */
function macroLines({ source }: Situation, { lines }: Listing): readonly number[] {
  if (source.language !== "m1") return [];
  const { tokens } = source;
  return lines.flatMap(({ bytes, code }) => {
    const what = tokens.kindOf(tokens.firstBehind(code.start));
    return what === kind.macro || what === kind.quote ? [bytes.start] : [];
  });
}

/** Names of the source's own labels. What has a name of one letter and a longer one (hex1) is called by that. */
function labelsByOffset(situation: Situation): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>();
  for (const [name, places] of labelsOf(situation)) {
    for (const { offset, input } of places) {
      if (input !== situation.input) continue;
      const known = found.get(offset);
      if (known === undefined) found.set(offset, [name]);
      else if (!known.includes(name)) known.push(name);
    }
  }
  for (const [offset, names] of found)
    found.set(
      offset,
      names.filter((name) => isBest(name, names)),
    );
  return found;
}

function isBest(name: string, names: readonly string[]): boolean {
  return name.length > 1 || names.every((other) => other.length === 1);
}

/** The name of each address that has one, in whatever file of the program. */
function namesByAddress(situation: Situation, listing: Listing): ReadonlyMap<bigint, string> {
  const found = new Map<bigint, string>();
  for (const name of labelsOf(situation).keys()) {
    for (const address of listing.addressesOf(name)) {
      const known = found.get(address);
      if (known === undefined || (known.length === 1 && name.length > 1)) found.set(address, name);
    }
  }
  return found;
}
