import type { ImagePart } from "@bootstrappable/core/images/part";
import { jsonLine, printable, type Format } from "../report";

/** Prints a line for something in an image. What takes no room of its own in a file system has no offset. */
export function printPart({ ext3, offset, ...part }: ImagePart, format: Format): void {
  const { kind, size, name, target } = part;
  const place = ext3?.placed === false ? null : offset;
  if (format === "json") {
    const { kind, ...others } = part;
    const owned = ext3 && { mode: ext3.mode, owner: ext3.owner, group: ext3.group };
    process.stdout.write(`${jsonLine({ kind, offset: place, ...others, ...owned })}\n`);
    return;
  }
  const columns = [
    String(place ?? "-").padStart(12),
    String(size).padStart(11),
    kind.padEnd(7),
    printable(target === undefined ? name : `${name} -> ${target}`),
  ];
  process.stdout.write(`${columns.join("  ").trimEnd()}\n`);
}
