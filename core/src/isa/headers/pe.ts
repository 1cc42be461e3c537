/**
 * PE headers field by field, as Microsoft's “PE Format” gives them: what UEFI loads. The old DOS header is read as far as PE needs it.
 */

/** A field of a header: its file offset and size in bytes, the number that it holds, and what that means. */
export interface PeField {
  readonly name: string;
  readonly header: "DOS header" | "COFF header" | "optional header" | `section header ${number}`;
  readonly offset: number;
  readonly size: number;
  readonly value: bigint;
  /** What its value means, when there is more to say than the number. */
  readonly meaning: string | undefined;
}

export interface Pe {
  /** Machine */
  readonly machine: number;
  /** Whether addresses are of 64 bits (PE32+). */
  readonly wide: boolean;
  readonly fields: readonly PeField[];
}

type Row = readonly [name: string, size: number];

const coffRows: readonly Row[] = [
  ["Signature", 4],
  ["Machine", 2],
  ["NumberOfSections", 2],
  ["TimeDateStamp", 4],
  ["PointerToSymbolTable", 4],
  ["NumberOfSymbols", 4],
  ["SizeOfOptionalHeader", 2],
  ["Characteristics", 2],
];

/** `word`: 4 in PE32, 8 in PE32+. */
function optionalRows(word: 4 | 8): readonly Row[] {
  return [
    ["Magic", 2],
    ["MajorLinkerVersion", 1],
    ["MinorLinkerVersion", 1],
    ["SizeOfCode", 4],
    ["SizeOfInitializedData", 4],
    ["SizeOfUninitializedData", 4],
    ["AddressOfEntryPoint", 4],
    ["BaseOfCode", 4],
    ...(word === 4 ? [["BaseOfData", 4] as const] : []),
    ["ImageBase", word],
    ["SectionAlignment", 4],
    ["FileAlignment", 4],
    ["MajorOperatingSystemVersion", 2],
    ["MinorOperatingSystemVersion", 2],
    ["MajorImageVersion", 2],
    ["MinorImageVersion", 2],
    ["MajorSubsystemVersion", 2],
    ["MinorSubsystemVersion", 2],
    ["Win32VersionValue", 4],
    ["SizeOfImage", 4],
    ["SizeOfHeaders", 4],
    ["CheckSum", 4],
    ["Subsystem", 2],
    ["DllCharacteristics", 2],
    ["SizeOfStackReserve", word],
    ["SizeOfStackCommit", word],
    ["SizeOfHeapReserve", word],
    ["SizeOfHeapCommit", word],
    ["LoaderFlags", 4],
    ["NumberOfRvaAndSizes", 4],
  ];
}

const directories =
  "Export Import Resource Exception Certificate BaseRelocation Debug Architecture GlobalPtr TLS LoadConfig BoundImport IAT DelayImport CLRRuntime Reserved".split(
    " ",
  );

const sectionRows: readonly Row[] = [
  ["Name", 8],
  ["VirtualSize", 4],
  ["VirtualAddress", 4],
  ["SizeOfRawData", 4],
  ["PointerToRawData", 4],
  ["PointerToRelocations", 4],
  ["PointerToLinenumbers", 4],
  ["NumberOfRelocations", 2],
  ["NumberOfLinenumbers", 2],
  ["Characteristics", 4],
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

/** Where the DOS header says where the PE signature is, and the signature: `PE` and two zeros. */
const LFANEW = 0x3c;
const SIGNATURE = 0x4550;

/** Reads the headers of a PE file; undefined when it is none. Fields behind the end of the file are left out. */
export function parsePe(bytes: Uint8Array): Pe | undefined {
  if (bytes[0] !== 0x4d || bytes[1] !== 0x5a || bytes.length < LFANEW + 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = view.getUint32(LFANEW, true);
  if (start + 24 > bytes.length || view.getUint32(start, true) !== SIGNATURE) return undefined;
  const reader = new FieldReader(view);
  reader.rows("DOS header", 0, [["e_magic", 2]]);
  reader.rows("DOS header", LFANEW, [["e_lfanew", 4]]);
  const optional = reader.rows("COFF header", start, coffRows);
  const wide = optional + 2 <= bytes.length && view.getUint16(optional, true) === 0x20b;
  const sections = optional + view.getUint16(start + 20, true);
  // A small loader may end its optional header early: what lies behind is the section headers.
  const rows = optionalRows(wide ? 8 : 4);
  const behind = reader.rows("optional header", optional, rows, sections);
  const count = Math.min(16, Math.floor(Math.max(0, sections - behind) / 8));
  const tables = directories.slice(0, count).flatMap((name): Row[] => [
    [`${name}Table.VirtualAddress`, 4],
    [`${name}Table.Size`, 4],
  ]);
  reader.rows("optional header", behind, tables, sections);
  let at = sections;
  for (let index = 1; index <= view.getUint16(start + 6, true) && at < bytes.length; index++)
    at = reader.rows(`section header ${index}`, at, sectionRows);
  return { machine: view.getUint16(start + 4, true), wide, fields: reader.fields };
}

class FieldReader {
  readonly fields: PeField[] = [];

  constructor(readonly view: DataView) {}

  /** Adds the fields that end at or before `end`; where the next one would be. */
  rows(header: PeField["header"], start: number, rows: readonly Row[], end = Infinity): number {
    let offset = start;
    for (const [name, size] of rows) {
      if (offset + size > Math.min(end, this.view.byteLength)) return offset;
      const value = this.#number(offset, size);
      this.fields.push({ name, header, offset, size, value, meaning: this.#meaning(name, offset, value) });
      offset += size;
    }
    return offset;
  }

  #number(offset: number, size: number): bigint {
    let value = 0n;
    for (let index = size - 1; index >= 0; index--)
      value = (value << 8n) | BigInt(this.view.getUint8(offset + index));
    return value;
  }

  #meaning(name: string, offset: number, value: bigint): string | undefined {
    if (name === "e_magic") return "“MZ”";
    if (name === "Signature") return "“PE”";
    if (name === "Name") {
      const characters = Array.from({ length: 8 }, (_, index) => this.view.getUint8(offset + index));
      return characters.every((code) => code === 0 || (code > 0x20 && code < 0x7f))
        ? String.fromCharCode(...characters.filter((code) => code !== 0))
        : undefined;
    }
    return meanings[name]?.get(value);
  }
}
