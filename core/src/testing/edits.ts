import type { TextEdit } from "../diagnostics/diagnostic";
import { SourceText } from "../text/sourceText";

/** A text with edits made in it; none may overlap another. */
export function edited(text: SourceText, edits: readonly TextEdit[]): SourceText {
  const pieces: Uint8Array[] = [];
  let done = 0;
  for (const { range, text: replacement } of [...edits].sort((a, b) => a.range.start - b.range.start)) {
    if (range.start < done) throw new Error("edited: edits overlap");
    pieces.push(text.bytes.subarray(done, range.start), new TextEncoder().encode(replacement));
    done = range.end;
  }
  pieces.push(text.bytes.subarray(done));
  return new SourceText(Uint8Array.from(pieces.flatMap((piece) => Array.from(piece))));
}
