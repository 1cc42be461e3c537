import type { Document, OutlineItem } from "../language";
import type { Range } from "../../text/range";
import { headerItems, headersOf } from "../assembly/headers";
import { addressOrEnd, hexModel, type HexModel } from "./model";

/** The headers, and every label comment with the bytes up to the next one. */
export async function hex0Outline(document: Document): Promise<readonly OutlineItem[]> {
  const model = hexModel(document.text);
  const headers = headerItems(await headersOf(document));
  return [...headers, ...labelItems(model)].sort((a, b) => a.range.start - b.range.start);
}

function labelItems(model: HexModel): readonly OutlineItem[] {
  const { labels, bytes, text } = model;
  return labels.map((label, index) => {
    const next = labels[index + 1];
    const size = (next?.offset ?? bytes.length) - label.offset;
    const address = addressOrEnd(model, label.offset);
    const at = address === undefined ? `offset ${label.offset}` : `0x${address.toString(16).toUpperCase()}`;
    const end = next ? text.line(text.lineAt(next.range.start)).start : text.length;
    const range: Range = { start: text.line(text.lineAt(label.range.start)).start, end };
    return {
      name: label.name,
      detail: `${at}, ${size} byte${size === 1 ? "" : "s"}`,
      kind: "label",
      range,
      selection: label.range,
    };
  });
}
