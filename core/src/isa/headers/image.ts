import { addressOf, loadSegments, offsetOf, parseElf } from "./elf";
import { parsePe, type Pe } from "./pe";

/** Where the bytes of a program lie in memory, as its header says. */
export interface LoadedImage {
  /** Virtual address of a file offset; undefined where the byte is not loaded. */
  addressOf(offset: number): bigint | undefined;
  /** File offset of a virtual address; undefined where no byte of the file is. */
  offsetOf(address: bigint): number | undefined;
}

/** Undefined: the bytes begin with no header of ELF or PE that says where anything is loaded. */
export function loadedImage(bytes: Uint8Array): LoadedImage | undefined {
  const elf = parseElf(bytes);
  const [only, ...more] = elf === undefined ? [] : loadSegments(elf);
  if (elf !== undefined && only !== undefined) {
    // The tiny seeds load all of the file at once, and count on what their one segment leaves out, too.
    const base = only.address - only.offset;
    const inFile = (offset: number | undefined) =>
      offset !== undefined && offset >= 0 && offset < bytes.length ? offset : undefined;
    return {
      addressOf: (offset) => (more.length === 0 ? base + BigInt(offset) : addressOf(elf, offset)),
      offsetOf: (address) => inFile(more.length === 0 ? Number(address - base) : offsetOf(elf, address)),
    };
  }
  const pe = parsePe(bytes);
  return pe && portableImage(pe);
}

/** Sections where their headers put them, and all headers at the image's base (Microsoft, “PE Format”, section headers). */
function portableImage({ fields, imageBase, sections }: Pe): LoadedImage | undefined {
  if (imageBase === undefined) return undefined;
  const headers = fields.reduce((end, { offset, size }) => Math.max(end, offset + size), 0);
  const loaded = [...sections, { address: imageBase, offset: 0, size: headers }];
  return {
    addressOf: (at) => {
      const found = loaded.find(({ offset, size }) => at >= offset && at < offset + size);
      return found && found.address + BigInt(at - found.offset);
    },
    offsetOf: (place) => {
      const found = loaded.find(({ address, size }) => place >= address && place < address + BigInt(size));
      return found && found.offset + Number(place - found.address);
    },
  };
}
