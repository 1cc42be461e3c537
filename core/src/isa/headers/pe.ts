import { endOf, readFields, type FieldBits, type FieldRow, type HeaderField } from "./field";

/**
 * PE headers field by field, as Microsoft's “PE Format” gives them: what UEFI loads. The old DOS header is read as far as PE needs it.
 */

/** What of the file is loaded as a section. */
export interface PeSection {
  /** Virtual address of its first byte, in an image at its base. */
  readonly address: bigint;
  /** File offset of its first byte. */
  readonly offset: number;
  /** Bytes of the file. */
  readonly size: number;
}

export interface Pe {
  /** Machine */
  readonly machine: number;
  /** Whether addresses are of 64 bits (PE32+). */
  readonly wide: boolean;
  /** The virtual address that the file is made for; undefined where the file ends before it. */
  readonly imageBase: bigint | undefined;
  readonly sections: readonly PeSection[];
  readonly fields: readonly HeaderField[];
}

type Row = readonly [name: string, size: number, purpose: string];

const coffRows: readonly Row[] = [
  ["Signature", 4, "the magic number of every PE file"],
  ["Machine", 2, "the processor that it is for"],
  ["NumberOfSections", 2, "number of section headers"],
  ["TimeDateStamp", 4, "seconds since 1970 when it was made"],
  ["PointerToSymbolTable", 4, "file offset of the COFF symbols; 0 for none"],
  ["NumberOfSymbols", 4, "number of COFF symbols"],
  ["SizeOfOptionalHeader", 2, "size in bytes of the optional header, behind which the section headers are"],
  ["Characteristics", 2, "what kind of file it is"],
];

/** `word`: 4 in PE32, 8 in PE32+. */
function optionalRows(word: 4 | 8): readonly Row[] {
  return [
    ["Magic", 2, "how wide addresses are"],
    ["MajorLinkerVersion", 1, "version of the linker"],
    ["MinorLinkerVersion", 1, "version of the linker, behind the point"],
    ["SizeOfCode", 4, "bytes of all code sections"],
    ["SizeOfInitializedData", 4, "bytes of all sections with data"],
    ["SizeOfUninitializedData", 4, "bytes of all sections of zeros"],
    ["AddressOfEntryPoint", 4, "address of the first instruction, from ImageBase on"],
    ["BaseOfCode", 4, "address of the code, from ImageBase on"],
    ...(word === 4 ? [["BaseOfData", 4, "address of the data, from ImageBase on"] as const] : []),
    ["ImageBase", word, "virtual address that the file is made for"],
    ["SectionAlignment", 4, "alignment of sections in memory, in bytes"],
    ["FileAlignment", 4, "alignment of sections in the file, in bytes"],
    ["MajorOperatingSystemVersion", 2, "operating system that it needs"],
    ["MinorOperatingSystemVersion", 2, "operating system that it needs, behind the point"],
    ["MajorImageVersion", 2, "version of the program"],
    ["MinorImageVersion", 2, "version of the program, behind the point"],
    ["MajorSubsystemVersion", 2, "subsystem that it needs"],
    ["MinorSubsystemVersion", 2, "subsystem that it needs, behind the point"],
    ["Win32VersionValue", 4, "reserved, 0"],
    ["SizeOfImage", 4, "bytes of memory that it takes, headers included"],
    ["SizeOfHeaders", 4, "bytes of all headers in the file"],
    ["CheckSum", 4, "checksum of the file; 0 for none"],
    ["Subsystem", 2, "what starts it"],
    ["DllCharacteristics", 2, "how it may be loaded"],
    ["SizeOfStackReserve", word, "bytes that are set aside for the stack"],
    ["SizeOfStackCommit", word, "bytes of the stack that are there at first"],
    ["SizeOfHeapReserve", word, "bytes that are set aside for the heap"],
    ["SizeOfHeapCommit", word, "bytes of the heap that are there at first"],
    ["LoaderFlags", 4, "reserved, 0"],
    ["NumberOfRvaAndSizes", 4, "number of data directories behind this field"],
  ];
}

const directories =
  "Export Import Resource Exception Certificate BaseRelocation Debug Architecture GlobalPtr TLS LoadConfig BoundImport IAT DelayImport CLRRuntime Reserved".split(
    " ",
  );

const sectionRows: readonly Row[] = [
  ["Name", 8, "name of the section"],
  ["VirtualSize", 4, "bytes of memory that the section takes"],
  ["VirtualAddress", 4, "address of the section, from ImageBase on"],
  ["SizeOfRawData", 4, "bytes of the file that are loaded"],
  ["PointerToRawData", 4, "file offset of the section"],
  ["PointerToRelocations", 4, "file offset of its relocations; 0 for none"],
  ["PointerToLinenumbers", 4, "file offset of its line numbers; 0 for none"],
  ["NumberOfRelocations", 2, "number of relocations"],
  ["NumberOfLinenumbers", 2, "number of line numbers"],
  ["Characteristics", 4, "what the section holds and what its memory may be used for"],
];

const meanings: Readonly<Record<string, ReadonlyMap<bigint, string>>> = {
  Machine: new Map([
    [0x14cn, "Intel 80386 (x86)"],
    [0x1c0n, "ARM"],
    [0x5032n, "RISC-V of 32 bits"],
    [0x5064n, "RISC-V of 64 bits"],
    [0x8664n, "AMD x86-64 (amd64)"],
    [0xaa64n, "AArch64"],
  ]),
  Magic: new Map([
    [0x10bn, "PE32"],
    [0x20bn, "PE32+: addresses of 64 bits"],
  ]),
  Subsystem: new Map([
    [1n, "native"],
    [2n, "Windows with windows"],
    [3n, "Windows in a terminal"],
    [10n, "UEFI application"],
    [11n, "UEFI boot service driver"],
    [12n, "UEFI runtime driver"],
  ]),
};

const fileCharacteristics: ReadonlyMap<number, string> = new Map([
  [13, "a library"],
  [8, "for a machine of 32 bits"],
  [5, "addresses above 2 GiB are fine"],
  [3, "no COFF symbols"],
  [2, "no COFF line numbers"],
  [1, "it can be run"],
  [0, "no relocations: only at ImageBase"],
]);

const loadCharacteristics: ReadonlyMap<number, string> = new Map([
  [8, "data is never run"],
  [6, "it may be loaded anywhere"],
  [5, "anywhere in 64 bits"],
]);

const sectionCharacteristics: ReadonlyMap<number, string> = new Map([
  [31, "may be written"],
  [30, "may be read"],
  [29, "may be run"],
  [25, "may be thrown away"],
  [7, "holds zeros"],
  [6, "holds data"],
  [5, "holds code"],
]);

/** Where the DOS header says where the PE signature is, and the signature: `PE` and two zeros. */
const LFANEW = 0x3c;
const SIGNATURE = 0x4550;

/** Reads the headers of a PE file; undefined when it is none. Fields behind the end of the file are left out. */
export function parsePe(bytes: Uint8Array): Pe | undefined {
  if (bytes[0] !== 0x4d || bytes[1] !== 0x5a || bytes.length < LFANEW + 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = view.getUint32(LFANEW, true);
  if (start + 24 > bytes.length || view.getUint32(start, true) !== SIGNATURE) return undefined;
  const dos = [
    ...fieldsOf("DOS header", 0, [["e_magic", 2, "the magic number of DOS programs"]]),
    ...fieldsOf("DOS header", LFANEW, [["e_lfanew", 4, "file offset of the PE signature"]]),
  ];
  const coff = fieldsOf("COFF header", start, coffRows);
  const optional = start + 24;
  const wide = optional + 2 <= bytes.length && view.getUint16(optional, true) === 0x20b;
  const sections = optional + view.getUint16(start + 20, true);
  // A small loader may end its optional header early: what lies behind is the section headers.
  const fixed = fieldsOf("optional header", optional, optionalRows(wide ? 8 : 4), sections);
  const behind = endOf(fixed, optional);
  const count = Math.min(16, Math.floor(Math.max(0, sections - behind) / 8));
  const tables = directories.slice(0, count).flatMap((name): Row[] => [
    [`${name}Table.VirtualAddress`, 4, "address of the table, from ImageBase on; 0 for none"],
    [`${name}Table.Size`, 4, "size of the table in bytes"],
  ]);
  const fields = [...dos, ...coff, ...fixed, ...fieldsOf("optional header", behind, tables, sections)];
  const imageBase = fixed.find(({ name }) => name === "ImageBase")?.value;
  const loaded: PeSection[] = [];
  const size = sectionRows.reduce((sum, [, each]) => sum + each, 0);
  for (let index = 0; index < view.getUint16(start + 6, true); index++) {
    const at = sections + index * size;
    if (at >= bytes.length) break;
    const section = fieldsOf(`section header ${index + 1}`, at, sectionRows);
    fields.push(...section);
    loaded.push(...sectionOf(section, imageBase));
  }
  return { machine: view.getUint16(start + 4, true), wide, imageBase, sections: loaded, fields };

  function fieldsOf(header: string, at: number, rows: readonly Row[], end?: number): HeaderField[] {
    return readFields(
      bytes,
      { header, start: at, ...(end !== undefined && { end }) },
      rows.map((row) => withMeaning(header, row)),
    );
  }
}

/** None of a header that the end of the file cuts off. */
function sectionOf(fields: readonly HeaderField[], imageBase: bigint | undefined): readonly PeSection[] {
  const value = (wanted: string) => fields.find(({ name }) => name === wanted)?.value;
  const [address, offset, size] = [
    value("VirtualAddress"),
    value("PointerToRawData"),
    value("SizeOfRawData"),
  ];
  if (imageBase === undefined || address === undefined || offset === undefined || size === undefined)
    return [];
  return [{ address: imageBase + address, offset: Number(offset), size: Number(size) }];
}

function withMeaning(header: string, [name, size, purpose]: Row): FieldRow {
  return {
    name,
    size,
    purpose,
    meaning: (value, bytes) => meaningOf(name, value, bytes),
    ...(name === "Characteristics" && {
      bits: (value: number) =>
        setBits(value, header.startsWith("section") ? sectionCharacteristics : fileCharacteristics),
    }),
    ...(name === "DllCharacteristics" && { bits: (value: number) => setBits(value, loadCharacteristics) }),
  };
}

/** Bits that are set, of those whose meaning is known. */
function setBits(value: number, known: ReadonlyMap<number, string>): readonly FieldBits[] {
  return [...known]
    .filter(([bit]) => (value & (1 << bit)) !== 0)
    .map(([bit, meaning]) => ({ high: bit, low: bit, value: 1, meaning }));
}

function meaningOf(name: string, value: bigint, bytes: Uint8Array): string | undefined {
  if (name === "e_magic") return "“MZ”";
  if (name === "Signature") return "“PE”";
  if (name === "Name")
    return bytes.every((code) => code === 0 || (code > 0x20 && code < 0x7f))
      ? String.fromCharCode(...bytes.filter((code) => code !== 0))
      : undefined;
  return meanings[name]?.get(value);
}
