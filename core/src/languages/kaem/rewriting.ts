import type { TextEdit } from "../../diagnostics/diagnostic";
import { SourceText } from "../../text/sourceText";
import { parseKaem } from "./parser";
import type { KaemScript } from "./syntax";

/** Whether a script is the same to its shell with some edits made, which are in order and do not overlap. */
export function staysTheSame(script: KaemScript, edits: readonly TextEdit[]): boolean {
  return same(script, parseKaem(applied(script.text, edits), script.dialect));
}

/** Whether two scripts are the same to the shell: commands, their words, and whether they are executed. */
function same(a: KaemScript, b: KaemScript): boolean {
  return (
    a.commands.length === b.commands.length &&
    a.problems.length === b.problems.length &&
    a.commands.every((command, index) => {
      const other = b.commands[index]!;
      return (
        command.fate === other.fate &&
        command.words.length === other.words.length &&
        command.words.every(({ text }, at) => text === other.words[at]!.text)
      );
    })
  );
}

function applied(text: SourceText, edits: readonly TextEdit[]): SourceText {
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
