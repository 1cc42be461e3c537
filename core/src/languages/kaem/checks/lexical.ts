import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic";
import { byteOrderMark } from "../../../text/byteOrderMark";
import { unseenMark } from "../../foreignBytes";
import type { KaemCommand, KaemScript, LexicalProblem } from "../syntax";
import { finalNewline, replacement } from "./fixes";

/** What the shell's reader drops, loses or stops at. */
export function lexicalChecks(script: KaemScript): Diagnostic[] {
  return [
    ...unseenMark("kaem/byte-order-mark", byteOrderMark(script.text), "it becomes part of the first word."),
    ...carriageReturns(script),
    ...endBytes(script),
    ...script.commands.flatMap((command) => checkFate(script, command)),
    ...script.problems.flatMap((problem) => checkProblem(script, problem)),
  ];
}

/** One finding for the whole file. */
function carriageReturns({ text }: KaemScript): Diagnostic[] {
  const ends = [...text.latin1.matchAll(/\r+(?=\n)/g)];
  const first = ends[0];
  if (first === undefined) return [];
  const edits = ends.map(({ index, 0: found }) => ({
    range: { start: index, end: index + found.length },
    text: "",
  }));
  const fixes = [{ title: "Use LF line ends in the whole file", edits, preferred: true }];
  const range = { start: first.index, end: first.index + first[0].length };
  return [diagnose("kaem/carriage-return", range, "The CR becomes part of the line's last word.", { fixes })];
}

/** The byte 0xFC, ü of Latin-1. In UTF-8 no character holds it. */
function endBytes({ text, dialect }: KaemScript): Diagnostic[] {
  const at = text.bytes.indexOf(0xfc);
  if (at < 0) return [];
  const message =
    dialect === "minimal"
      ? "The script ends here: the hand-written kaem takes the byte 0xFC for the end of the file."
      : "The byte 0xFC is no UTF-8; to the first tools of the bootstrap it is the end of the file.";
  const found = diagnose("kaem/end-byte", { start: at, end: at + 1 }, message);
  return [dialect === "minimal" ? found : { ...found, severity: "warning" }];
}

function checkFate(script: KaemScript, command: KaemCommand): Diagnostic[] {
  const { text, problems } = script;
  if (command.fate === "unterminated") {
    if (text.bytes.includes(0xfc) || problems.some(({ kind }) => kind.startsWith("unterminated"))) return [];
    const message = "This command is not executed: the line does not end with a newline.";
    return [
      diagnose("kaem/no-final-newline", command.range, message, { fixes: [finalNewline(text.length)] }),
    ];
  }
  if (command.fate !== "skipped") return [];
  const start = command.range.end;
  const blanks = /^[ \t]+/.exec(text.latin1.slice(start, text.line(text.lineAt(start)).end))?.[0].length ?? 0;
  // A string ends its token, so that one blank behind it is one too many.
  const room = text.latin1[start - 1] === '"' ? 0 : 1;
  const extra = { start: start + room, end: start + blanks };
  const title = room === 0 ? "Remove the blank" : "Leave one blank";
  const fixes = blanks <= room ? [] : [replacement(title, extra, "", true)];
  const message =
    blanks <= room
      ? "kaem prints this command but does not execute it: what it read last before its end is empty."
      : `kaem prints this command but does not execute it: there ${room === 0 ? "is a blank behind the string that ends it" : "are two blanks behind its last word"}.`;
  return [diagnose("kaem/skipped-command", command.range, message, { fixes })];
}

function checkProblem({ text }: KaemScript, { kind, range }: LexicalProblem): Diagnostic[] {
  switch (kind) {
    case "unterminated-string": {
      const quote = { start: range.start, end: range.start + 1 };
      return [diagnose("kaem/unterminated-string", quote, "This string never ends.")];
    }
    case "unterminated-comment": {
      const fixes = [finalNewline(text.length)];
      return [
        diagnose("kaem/unterminated-comment", range, "kaem fails at a comment without a newline.", { fixes }),
      ];
    }
    case "lost-text": {
      const end = text.latin1.indexOf("\\\n", range.start) + 2;
      const fixes = [replacement("Indent the continued line", { start: end, end }, "  ")];
      return [
        diagnose("kaem/lost-text", range, "What stands in the first column behind `\\` is lost.", { fixes }),
      ];
    }
    case "empty-command":
      return [diagnose("kaem/empty-command", range, "kaem crashes at a continued line with nothing on it.")];
  }
}
