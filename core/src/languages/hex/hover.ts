import type { Range } from "../../text/range";
import type { Document, Hover } from "../language";
import { explainBytes, explainData } from "../assembly/code/explainByte";
import { situationOf } from "../assembly/situation";
import { hexImage } from "./image";
import { addressOrEnd, hexModel, type HexModel } from "./model";

/** What the byte, or the label comment, under the cursor is. */
export async function hex0Hover(document: Document, offset: number): Promise<Hover | undefined> {
  const model = hexModel(document.text);
  const label = model.labels.find(({ range }) => range.start <= offset && offset <= range.end);
  if (label) return { range: label.range, markdown: labelText(model, label.name, label.offset) };
  const byte = byteUnder(model, offset);
  if (byte === undefined) return undefined;
  const situation = await situationOf(document);
  const code = { document, situation, image: hexImage(situation) };
  const line = model.text.lineAt(model.map.rangeOf(byte)!.start);
  const found = await explainBytes(code, { start: byte, end: byte + 1 }, line);
  const { blocks, why } = found ?? (await explainData(code, byte, line));
  const { start, end } = found?.whole ?? { start: byte, end: byte + 1 };
  const last = why === undefined ? place(model, byte) : `${place(model, byte)}  \n*${why}*`;
  return { range: rangeOf(model, start, end - start), markdown: [...blocks, last].join("\n\n") };
}

/** File offset of the byte that has a digit at a source offset; behind the last digit of a group counts, too. */
function byteUnder(model: HexModel, offset: number): number | undefined {
  const byte = model.map.byteAt(offset);
  if (byte === undefined) return undefined;
  const range = model.map.rangeOf(byte)!;
  // Of a byte whose digits stand apart, only the digits are the byte, not the comment between them.
  return offset - range.start <= 1 || range.end - offset <= 1 ? byte : undefined;
}

function labelText(model: HexModel, name: string, offset: number): string {
  const next = model.labels.find((other) => other.offset > offset);
  const size = (next?.offset ?? model.bytes.length) - offset;
  const behind =
    offset >= model.bytes.length ? "the end of the file" : `${size} byte${size === 1 ? "" : "s"}`;
  return `**${name}** — ${behind}\n\n${place(model, offset)}`;
}

/** Where a byte is in the file and in memory. */
function place(model: HexModel, offset: number): string {
  const address = addressOrEnd(model, offset);
  const inFile = `offset ${offset} (${hex(BigInt(offset))})`;
  return address === undefined ? inFile : `${inFile} · address ${hex(address)}`;
}

function rangeOf(model: HexModel, offset: number, count: number): Range {
  return model.map.rangeOfBytes(offset, count)!;
}

function hex(value: bigint): string {
  return `0x${value.toString(16).toUpperCase()}`;
}
