import { entry } from "./layout";
import { viewOf } from "./volume";

/** An entry of a folder. */
export interface NamedInode {
  readonly name: string;
  readonly number: number;
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Adds the entries of a folder's block, but for itself and the one above; false where it is damaged. */
export function namesOf(block: Uint8Array, found: NamedInode[]): boolean {
  const view = viewOf(block);
  for (let at = 0; at < block.length;) {
    if (at + entry.name > block.length) return false;
    const [number, length] = [view.getUint32(at, true), view.getUint16(at + entry.length, true)];
    const nameLength = view.getUint8(at + entry.nameLength);
    if (length < entry.name + nameLength || at + length > block.length) return false;
    const name = utf8.decode(block.subarray(at + entry.name, at + entry.name + nameLength));
    if (number !== 0 && name !== "." && name !== "..") {
      // A name with a slash would lead elsewhere.
      if (name === "" || name.includes("/") || name.includes("\0")) return false;
      found.push({ name, number });
    }
    at += length;
  }
  return true;
}
