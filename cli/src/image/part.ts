import type { ImagePart } from "@bootstrappable/core/images/inspection";
import { jsonLine, printable, type Format } from "../report";

/** Something on an ext3 disk: what it is, where its first block begins, and how long it is, in bytes. */
export interface Ext3Part {
  readonly kind: "ext3" | "folder" | "file" | "link" | "other";
  /** null where it takes no room of its own. */
  readonly offset: number | null;
  readonly size: number;
  /** Its path; nothing for the file system itself. */
  readonly name: string;
  /** Permission bits and numbers of the owners. */
  readonly mode?: number;
  readonly owner?: number;
  readonly group?: number;
}

/** Prints a line for something in an image. */
export function printPart(part: ImagePart | Ext3Part, format: Format): void {
  const { kind, offset, size, name } = part;
  const columns = [
    String(offset ?? "-").padStart(12),
    String(size).padStart(11),
    kind.padEnd(7),
    printable(name),
  ];
  process.stdout.write(`${format === "json" ? jsonLine(part) : columns.join("  ").trimEnd()}\n`);
}
