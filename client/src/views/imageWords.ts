import type { Command } from "vscode";
import { imageUri, type ImageAddress } from "../images/address";

/** What opens something of an image. */
export function opening(address: ImageAddress): Command {
  const options = address.of === "bytes" ? { selection: rowOf(address.offset) } : {};
  return { title: "Open", command: "vscode.open", arguments: [imageUri(address), options] };
}

/** Where a dump shows an offset: the server writes at most 32 rows of 16 bytes before its row. */
function rowOf(offset: number) {
  const place = { line: Math.min(32, Math.floor(offset / 16)), character: 0 };
  return { start: place, end: place };
}

export function placeWords(offset: number, size: number): string {
  return `${size.toLocaleString("en")} bytes from byte ${offset.toLocaleString("en")} (0x${offset.toString(16).toUpperCase()}) on`;
}

export function described(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" · ");
}

export function counted(count: number, what: string): string {
  return `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;
}

export function percentage(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}
