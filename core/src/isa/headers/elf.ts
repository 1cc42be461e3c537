import { readFields, type FieldRow, type HeaderField } from "./field";

/**
 * ELF headers field by field, as the System V ABI (figures 4-3 and 5-1 of the gABI) and elf(5) give them. The tiny
 * seeds overlap their headers (the last eight bytes of the ELF header are the first of the program header), so a byte
 * can belong to two fields.
 */

/** A stretch of the file that is mapped into memory: offsets and sizes in bytes, addresses virtual; all up to 64 bits. */
export interface Segment {
  readonly index: number;
  readonly type: number;
  readonly offset: bigint;
  readonly address: bigint;
  readonly fileSize: bigint;
  readonly memorySize: bigint;
  readonly executable: boolean;
}

export interface Elf {
  readonly bits: 32 | 64;
  readonly littleEndian: boolean;
  /** e_machine */
  readonly machine: number;
  /** e_entry, a virtual address. */
  readonly entry: bigint;
  readonly fields: readonly HeaderField[];
  /** Every program header, of whatever type. */
  readonly segments: readonly Segment[];
  /** e_phoff + e_phnum × e_phentsize reaches behind the end of the file. */
  readonly headersOutside: boolean;
  /** A field by name; of the ELF header, or of the program header with that index. */
  field(name: string, segment?: number): HeaderField;
}

type Row = readonly [name: string, size: number, purpose: string];

const LOAD = 1;

const identification: readonly Row[] = [
  ["e_ident[EI_MAG]", 4, "the magic number of every ELF file"],
  ["e_ident[EI_CLASS]", 1, "how wide addresses are"],
  ["e_ident[EI_DATA]", 1, "the byte order"],
  ["e_ident[EI_VERSION]", 1, "version of the ELF format"],
  ["e_ident[EI_OSABI]", 1, "which operating system's conventions apply"],
  ["e_ident[EI_ABIVERSION]", 1, "version of those conventions"],
  ["e_ident[EI_PAD]", 7, "unused"],
];

function elfHeaderRows(word: number): readonly Row[] {
  return [
    ...identification,
    ["e_type", 2, "kind of file"],
    ["e_machine", 2, "the processor that it is for"],
    ["e_version", 4, "version of the ELF format"],
    ["e_entry", word, "virtual address of the first instruction"],
    ["e_phoff", word, "file offset of the program headers"],
    ["e_shoff", word, "file offset of the section headers"],
    ["e_flags", 4, "flags of the processor"],
    ["e_ehsize", 2, "size of this header in bytes"],
    ["e_phentsize", 2, "size of one program header in bytes"],
    ["e_phnum", 2, "number of program headers"],
    ["e_shentsize", 2, "size of one section header in bytes"],
    ["e_shnum", 2, "number of section headers"],
    ["e_shstrndx", 2, "index of the section that holds the section names"],
  ];
}

const programRows: Readonly<Record<32 | 64, readonly Row[]>> = {
  32: [
    ["p_type", 4, "what the segment is for"],
    ["p_offset", 4, "file offset of the segment"],
    ["p_vaddr", 4, "virtual address of the segment"],
    ["p_paddr", 4, "physical address; Linux ignores it"],
    ["p_filesz", 4, "bytes of the file that are mapped"],
    ["p_memsz", 4, "bytes of memory that the segment takes"],
    ["p_flags", 4, "what the memory may be used for"],
    ["p_align", 4, "alignment of the segment"],
  ],
  64: [
    ["p_type", 4, "what the segment is for"],
    ["p_flags", 4, "what the memory may be used for"],
    ["p_offset", 8, "file offset of the segment"],
    ["p_vaddr", 8, "virtual address of the segment"],
    ["p_paddr", 8, "physical address; Linux ignores it"],
    ["p_filesz", 8, "bytes of the file that are mapped"],
    ["p_memsz", 8, "bytes of memory that the segment takes"],
    ["p_align", 8, "alignment of the segment"],
  ],
};

/**
 * Sizes in bytes that the specification gives to the two headers, and how much of the first one a program that runs
 * must have at least: up to the low byte of e_phnum.
 */
export const elfSizes = {
  32: { header: 52, programHeader: 32, leastHeader: 45 },
  64: { header: 64, programHeader: 56, leastHeader: 57 },
} as const;

/** e_machine of the architectures that bootstraps are written for (gABI, and elf.h for the later ones). */
const machines: ReadonlyMap<number, string> = new Map([
  [3, "Intel 80386 (x86)"],
  [21, "64-bit PowerPC"],
  [40, "ARM (armv7l)"],
  [62, "AMD x86-64 (amd64)"],
  [183, "AArch64"],
  [243, "RISC-V"],
]);

const valueNames: Readonly<Record<string, ReadonlyMap<number, string>>> = {
  "e_ident[EI_CLASS]": new Map([
    [1, "32-bit"],
    [2, "64-bit"],
  ]),
  "e_ident[EI_DATA]": new Map([
    [1, "little-endian"],
    [2, "big-endian"],
  ]),
  "e_ident[EI_OSABI]": new Map([
    [0, "System V"],
    [3, "Linux"],
    [9, "FreeBSD"],
  ]),
  e_type: new Map([
    [1, "relocatable file"],
    [2, "executable"],
    [3, "shared object or position-independent executable"],
    [4, "core dump"],
  ]),
  e_machine: machines,
  p_type: new Map([
    [0, "unused"],
    [LOAD, "LOAD: mapped into memory"],
    [2, "dynamic linking"],
    [3, "program interpreter"],
    [4, "note"],
    [6, "program headers"],
    [0x6474e551, "GNU stack permissions"],
  ]),
};

const addresses = new Set(["e_entry", "p_vaddr", "p_paddr"]);

/** Whether the bytes begin with ELF's magic number. */
export function isElf(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
}

/**
 * Reads the headers of an ELF file. Undefined when it is none or ends within its first header; program headers behind
 * the end of the file are left out.
 */
export function parseElf(bytes: Uint8Array): Elf | undefined {
  if (!isElf(bytes)) return undefined;
  const bits = bytes[4] === 2 ? 64 : 32;
  if (bytes.length < elfSizes[bits].header) return undefined;
  const littleEndian = bytes[5] !== 2;
  const fields: HeaderField[] = [];
  const byName = new Map<string, HeaderField>();
  const addHeader = (header: string, start: number, rows: readonly Row[]) => {
    const place = { header, start, bigEndian: !littleEndian };
    for (const field of readFields(bytes, place, rows.map(withMeaning))) {
      fields.push(field);
      byName.set(`${header} ${field.name}`, field);
    }
    return (name: string) => byName.get(`${header} ${name}`)!.value;
  };

  const header = addHeader("ELF header", 0, elfHeaderRows(bits / 8));
  const entrySize = elfSizes[bits].programHeader;
  const tableOffset = Number(header("e_phoff"));
  const count = Number(header("e_phnum"));
  const segments: Segment[] = [];
  for (let index = 0; index < count; index++) {
    const start = tableOffset + index * entrySize;
    if (start + entrySize > bytes.length) break;
    const program = addHeader(`program header ${index + 1}`, start, programRows[bits]);
    segments.push({
      index,
      type: Number(program("p_type")),
      offset: program("p_offset"),
      address: program("p_vaddr"),
      fileSize: program("p_filesz"),
      memorySize: program("p_memsz"),
      executable: (program("p_flags") & 1n) !== 0n,
    });
  }
  return {
    bits,
    littleEndian,
    machine: Number(header("e_machine")),
    entry: header("e_entry"),
    fields,
    segments,
    headersOutside: segments.length < count,
    field: (name, segment) =>
      byName.get(`${segment === undefined ? "ELF header" : `program header ${segment + 1}`} ${name}`)!,
  };
}

/** The segments that Linux maps. */
export function loadSegments(elf: Elf): readonly Segment[] {
  return elf.segments.filter((segment) => segment.type === LOAD);
}

/** Virtual address of a file offset, or undefined where no segment maps it. */
export function addressOf(elf: Elf, offset: number): bigint | undefined {
  for (const segment of loadSegments(elf)) {
    const within = BigInt(offset) - segment.offset;
    if (within >= 0n && within < segment.fileSize) return segment.address + within;
  }
  return undefined;
}

/** Virtual address of the file's first byte, as its first segment has it; undefined without segments. */
export function baseOf(elf: Elf): number | undefined {
  const [first] = loadSegments(elf);
  return first && Number(first.address - first.offset);
}

/**
 * File offset of a virtual address, or undefined where no segment maps the file. Behind the end of the file where a
 * segment claims more of it than there is.
 */
export function offsetOf(elf: Elf, address: bigint): number | undefined {
  for (const segment of loadSegments(elf)) {
    const within = address - segment.address;
    if (within >= 0n && within < segment.fileSize) return Number(segment.offset + within);
  }
  return undefined;
}

function withMeaning([name, size, purpose]: Row): FieldRow {
  return { name, size, purpose, meaning: (value) => meaningOf(name, value) };
}

function meaningOf(name: string, value: bigint): string | undefined {
  if (name === "e_ident[EI_MAG]") return `7F "ELF"`;
  if (addresses.has(name)) return `0x${value.toString(16).toUpperCase()}`;
  if (name === "p_flags") return flagsMeaning(Number(value));
  if (name.startsWith("e_ident[EI_PAD")) return undefined;
  return valueNames[name]?.get(Number(value));
}

function flagsMeaning(flags: number): string {
  const rights = [
    [4, "read"],
    [2, "write"],
    [1, "execute"],
  ] as const;
  const granted = rights.filter(([bit]) => (flags & bit) !== 0).map(([, right]) => right);
  return granted.length > 0 ? granted.join(", ") : "no access";
}
