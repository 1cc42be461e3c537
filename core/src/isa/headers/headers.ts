import { bootSectorFields } from "./bootSector";
import { parseElf } from "./elf";
import type { HeaderField } from "./field";
import { parsePe } from "./pe";

/** The fields of the header that a file begins with (ELF, PE, a boot sector); none where it begins with none of them. */
export function leadingFields(bytes: Uint8Array): readonly HeaderField[] {
  return parseElf(bytes)?.fields ?? parsePe(bytes)?.fields ?? bootSectorFields(bytes);
}

/** The fields that the byte at a file offset belongs to: several where headers overlap. */
export function fieldsAt(fields: readonly HeaderField[], offset: number): readonly HeaderField[] {
  return fields.filter((field) => offset >= field.offset && offset < field.offset + field.size);
}

/** A byte each for the bytes of a file of that length: 1 for those that belong to a field. */
export function bytesOfFields(fields: readonly HeaderField[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (const { offset, size } of fields) bytes.fill(1, offset, offset + size);
  return bytes;
}

/** Fields by the header that they are part of, in the order of the first of each. */
export function byHeader(fields: readonly HeaderField[]): ReadonlyMap<string, readonly HeaderField[]> {
  const found = new Map<string, HeaderField[]>();
  for (const field of fields) {
    const known = found.get(field.header);
    if (known === undefined) found.set(field.header, [field]);
    else known.push(field);
  }
  return found;
}
