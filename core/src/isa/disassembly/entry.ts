import { bootSectorFields } from "../headers/bootSector";
import { offsetOf, parseElf } from "../headers/elf";
import { byHeader } from "../headers/headers";
import { parsePe } from "../headers/pe";

/** File offset of a program's first instruction by its header (ELF, PE), or of a boot sector's; none where nothing tells. */
export function entryOf(bytes: Uint8Array): readonly number[] {
  const elf = parseElf(bytes);
  if (elf !== undefined) return listed(offsetOf(elf, elf.entry));
  const pe = parsePe(bytes);
  if (pe !== undefined) return listed(entryOfPe(pe.fields));
  return bootSectorFields(bytes).length > 0 ? [0] : [];
}

type Fields = NonNullable<ReturnType<typeof parsePe>>["fields"];

/** AddressOfEntryPoint is where the section that holds it will be in memory. */
function entryOfPe(fields: Fields): number | undefined {
  const entry = valueOf(fields, "AddressOfEntryPoint");
  if (entry === undefined) return undefined;
  for (const section of byHeader(fields).values()) {
    const address = valueOf(section, "VirtualAddress");
    const size = valueOf(section, "SizeOfRawData");
    const pointer = valueOf(section, "PointerToRawData");
    if (address === undefined || size === undefined || pointer === undefined) continue;
    if (entry >= address && entry < address + size) return entry - address + pointer;
  }
  return undefined;
}

function valueOf(fields: Fields, name: string): number | undefined {
  const field = fields.find((each) => each.name === name);
  return field && Number(field.value);
}

function listed(offset: number | undefined): readonly number[] {
  return offset === undefined ? [] : [offset];
}
