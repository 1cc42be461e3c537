import { elfSizes, isElf, loadSegments, parseElf, type Elf, type Segment } from "../../../isa/headers/elf";
import type { HeaderField } from "../../../isa/headers/field";
import { parsePe } from "../../../isa/headers/pe";
import type { Listing } from "../../../audit/listing";

/** A field of a header, and what it should hold. */
export interface HeaderValue {
  readonly field: HeaderField;
  readonly bigEndian: boolean;
  readonly value: bigint;
}

/** The name of the first instruction in every source of upstream. */
const entryLabel = "_start";

/**
 * Sizes and the entry point in the header of a program that is one segment, or one section, to its end. Of others nobody knows
 * what else they hold. What is in memory only keeps its size.
 */
export function headerValues(listing: Listing): readonly HeaderValue[] {
  const elf = parseElf(listing.bytes);
  if (elf !== undefined) return elfValues(listing, elf);
  return peValues(listing);
}

/** Bytes of a page of memory. A header that claims more than that of a file's end is meant to: it asks for memory so. */
const PAGE = 4096n;

/**
 * Whether a program begins as an ELF file does, and its headers say nothing that can be relied on: bytes within them were
 * put in or left out. Then no address is known.
 */
export function isBroken(bytes: Uint8Array): boolean {
  if (!isElf(bytes)) return false;
  const elf = parseElf(bytes);
  if (elf === undefined || elf.headersOutside || loadSegments(elf).length === 0) return true;
  return elf.field("e_phentsize").value !== BigInt(elfSizes[elf.bits].programHeader);
}

/** How many bytes the program has more than its ELF header says; 0 where it does not, or nothing can be said. */
export function growthByHeader(bytes: Uint8Array): bigint {
  const elf = parseElf(bytes);
  const segment = elf && lone(elf);
  const size = segment && sizeOf(segment, bytes);
  return size === undefined ? 0n : size - segment!.fileSize;
}

/** How many bytes a segment has that goes to the end of the file; undefined where it is another. */
function sizeOf({ offset, fileSize }: Segment, bytes: Uint8Array): bigint | undefined {
  const size = BigInt(bytes.length) - offset;
  return size <= 0n || fileSize - size >= PAGE ? undefined : size;
}

function lone(elf: Elf) {
  const [only, ...others] = loadSegments(elf);
  return others.length === 0 && elf.field("e_shnum").value === 0n ? only : undefined;
}

function elfValues(listing: Listing, elf: Elf): readonly HeaderValue[] {
  const bigEndian = !elf.littleEndian;
  const values: HeaderValue[] = [];
  const segment = lone(elf);
  const size = segment && sizeOf(segment, listing.bytes);
  if (segment !== undefined && size !== undefined && size !== segment.fileSize) {
    const more = segment.memorySize > segment.fileSize ? segment.memorySize - segment.fileSize : 0n;
    values.push({ field: elf.field("p_filesz", segment.index), bigEndian, value: size });
    values.push({ field: elf.field("p_memsz", segment.index), bigEndian, value: size + more });
  }
  const entry = entryOf(listing, elf.entry);
  if (entry !== undefined) values.push({ field: elf.field("e_entry"), bigEndian, value: entry });
  return values;
}

/** Where the entry point should be; undefined where it is as good as any: at some label, or nothing tells. */
function entryOf(listing: Listing, entry: bigint): bigint | undefined {
  const [start, ...others] = listing.addressesOf(entryLabel);
  if (start === undefined || others.length > 0 || start === entry) return undefined;
  return listing.namesAt(entry).length > 0 ? undefined : start;
}

function peValues({ bytes }: Listing): readonly HeaderValue[] {
  const pe = parsePe(bytes);
  const of = (name: string) => pe?.fields.filter((field) => field.name === name) ?? [];
  const [sections] = of("NumberOfSections");
  const [raw] = of("SizeOfRawData");
  const [pointer] = of("PointerToRawData");
  const alignment = of("FileAlignment")[0]?.value ?? 0n;
  if (sections?.value !== 1n || raw === undefined || pointer === undefined) return [];
  const size = BigInt(bytes.length) - pointer.value;
  const rounded = alignment > 1n ? ((size + alignment - 1n) / alignment) * alignment : size;
  if (size <= 0n || raw.value === size || raw.value === rounded) return [];
  const isRounded = alignment > 1n && raw.value % alignment === 0n;
  const value = isRounded ? rounded : size;
  const same = [...of("SizeOfCode"), ...of("VirtualSize")].filter((field) => field.value === raw.value);
  return [raw, ...same].map((field) => ({ field, bigEndian: false, value }));
}
