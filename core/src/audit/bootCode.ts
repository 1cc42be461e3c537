import type { Decoder, Mode } from "../isa/decoder";
import { followBoot, type BootFlow } from "../isa/boot/bootFlow";
import { tableFields } from "../isa/headers/descriptors";
import { diskPacketFields } from "../isa/headers/diskPacket";
import type { HeaderField } from "../isa/headers/field";
import { bytesOfFields } from "../isa/headers/headers";
import { claimOf } from "./claimOf";
import type { ListedLine, Listing } from "./listing";

/** Where control goes in a listing of boot code; undefined where the machine has one mode alone. */
export function followListing(listing: Listing, decoders: ReadonlyMap<Mode, Decoder>): BootFlow | undefined {
  const [real, wide] = [decoders.get("x86-16"), decoders.get("x86-32")];
  if (real === undefined || wide === undefined) return undefined;
  const lines = linesOfBytes(listing);
  const headers = bytesOfFields(listing.headers, listing.bytes.length);
  return followBoot({
    bytes: listing.bytes,
    space: listing,
    decoders: { 16: real, 32: wide },
    fits: ({ offset, length }) => {
      const line = lines[offset];
      if (line === undefined || line.unresolved !== undefined || headers[offset] === 1) return false;
      const { start, end } = line.bytes;
      // Where the comment speaks of one instruction, the line is one: otherwise it was come to in a wrong mode, or it is wrong.
      return namesInstruction(listing, line)
        ? offset === start && offset + length === end
        : offset + length <= end;
    },
    mayBegin: (offset) => {
      const line = lines[offset];
      return line?.bytes.start === offset && listing.labels.has(offset) && namesInstruction(listing, line);
    },
  });
}

function namesInstruction(listing: Listing, line: ListedLine): boolean {
  const claim = claimOf(listing, line, "x86-16");
  return claim !== undefined && !("unclear" in claim);
}

/** The line of each byte, by its offset; lines of other files have none. */
function linesOfBytes({ lines, bytes }: Listing): readonly (ListedLine | undefined)[] {
  const found = Array.from<ListedLine | undefined>({ length: bytes.length });
  for (const line of lines) found.fill(line, line.bytes.start, line.bytes.end);
  return found;
}

/** The headers that boot code loads: descriptor tables, disk address packets. */
export function loadedFields(
  { bytes, ...space }: Listing,
  flow: BootFlow | undefined,
): readonly HeaderField[] {
  if (flow === undefined) return [];
  const taken = new Uint8Array(bytes.length);
  for (const { instruction } of flow.reached.values())
    taken.fill(1, instruction.offset, instruction.offset + instruction.length);
  const fields = [
    ...flow.tables.flatMap((table) => tableFields(bytes, table, (address) => space.offsetOf(address))),
    ...flow.packets.flatMap(({ offset, why }) => diskPacketFields(bytes, offset, why)),
  ];
  // Two loads may name one table. What is run is no table, whatever loads it.
  const seen = new Set<number>();
  return fields.filter(({ offset, size }) => {
    if (seen.has(offset) || taken.subarray(offset, offset + size).includes(1)) return false;
    seen.add(offset);
    return true;
  });
}

/** The mode in which control reaches a line: index among the machine's modes, why, and whether that is a guess. */
export interface KnownMode {
  readonly mode: number;
  readonly why: string;
  readonly isGuess: boolean;
}

/** For each line of a listing the mode in which control reaches it; undefined where it does not, or in both. */
export function knownModes(
  { lines, machine }: Listing,
  flow: BootFlow | undefined,
): readonly (KnownMode | undefined)[] {
  return lines.map(({ bytes: { start } }) => {
    const reached = flow?.reached.get(start);
    if (reached === undefined) return undefined;
    const { bits, why, isGuess } = reached;
    return { mode: machine.modes.indexOf(`x86-${bits}`), why, isGuess };
  });
}
