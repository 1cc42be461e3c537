import type { Range } from "../../text/range";
import type { Document } from "../language";
import type { InlayHint } from "../services";
import { fieldHints, headersOf } from "../assembly/headers";
import { hexModel } from "./model";

/**
 * The address, or without a header the file offset, of the first byte of each line, and what the fields of headers are, as the
 * settings ask for it.
 */
export async function hex0InlayHints(document: Document, range: Range): Promise<readonly InlayHint[]> {
  const { addresses, fields } = document.workspace?.settings.inlayHints ?? {};
  return [
    ...(addresses === true ? addressHints(document, range) : []),
    ...(fields === true ? fieldHints(await headersOf(document), range) : []),
  ];
}

function addressHints({ text }: Document, range: Range): readonly InlayHint[] {
  const { map, space } = hexModel(text);
  const found: InlayHint[] = [];
  for (let line = text.lineAt(range.start); line <= text.lineAt(range.end); line++) {
    const { start, end } = text.line(line);
    const bytes = map.bytesIn({ start, end });
    if (bytes.start === bytes.end) continue;
    const address = space.addressOf(bytes.start);
    const shown = (address ?? BigInt(bytes.start)).toString(16).toUpperCase();
    found.push({
      offset: start,
      label: shown.padStart(address === undefined ? 4 : 7, "0"),
      tooltip: `offset ${bytes.start} (0x${bytes.start.toString(16).toUpperCase()})`,
      padding: "right",
    });
  }
  return found;
}
