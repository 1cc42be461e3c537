import type { Document, OutlineItem } from "../language";
import type { Range } from "../../text/range";
import type { HeaderField } from "../../isa/headers/elf";
import { addressOrEnd, hexModel, type HexModel } from "./model";

/** The headers, and every label comment with the bytes up to the next one. */
export function hex0Outline(document: Document): readonly OutlineItem[] {
  const model = hexModel(document.text);
  return [...headerItems(model), ...labelItems(model)].sort((a, b) => a.range.start - b.range.start);
}

function headerItems(model: HexModel): readonly OutlineItem[] {
  const byHeader = new Map<string, HeaderField[]>();
  for (const field of model.elf?.fields ?? []) {
    const fields = byHeader.get(field.header);
    if (fields) fields.push(field);
    else byHeader.set(field.header, [field]);
  }
  return [...byHeader].map(([header, fields]) => {
    const size = fields.reduce((sum, field) => sum + field.size, 0);
    const range = model.map.rangeOfBytes(fields[0]!.offset, size)!;
    return {
      name: header.startsWith("ELF") ? header : `P${header.slice(1)}`,
      detail: `${size} bytes`,
      kind: "header",
      range,
      selection: model.map.rangeOf(fields[0]!.offset)!,
      children: fields.map((field) => fieldItem(model, field)),
    };
  });
}

function fieldItem(model: HexModel, field: HeaderField): OutlineItem {
  const range = model.map.rangeOfBytes(field.offset, field.size)!;
  return {
    name: field.name,
    detail: field.meaning ?? `${field.value}`,
    kind: "header",
    range,
    selection: range,
  };
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
