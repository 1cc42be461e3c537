import { SourceText } from "../text/sourceText";
import type { TextEdit } from "./diagnostic";

/** A text with edits made in it, which are in order and do not overlap. */
export function applied(text: SourceText, edits: readonly TextEdit[]): SourceText {
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  let done = 0;
  for (const { range, text: replacement } of edits) {
    pieces.push(text.bytes.subarray(done, range.start), encoder.encode(replacement));
    done = range.end;
  }
  pieces.push(text.bytes.subarray(done));
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return new SourceText(bytes);
}
