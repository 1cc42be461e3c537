import { diagnose, type Diagnostic, type Fix } from "../../diagnostics/diagnostic";
import type { Document } from "../language";
import { dialectOfPath } from "./dialect";
import { parseKaem } from "./parser";
import type { KaemCommand, KaemScript, LexicalProblem } from "./syntax";

/** What a kaem script's shell would drop, lose or stop at. */
export function diagnostics({ path, text }: Document): readonly Diagnostic[] {
  const script = parseKaem(text, dialectOfPath(path ?? ""));
  const found = [...carriageReturns(script)];
  for (const command of script.commands) found.push(...checkFate(script, command));
  for (const problem of script.problems) found.push(...checkProblem(script, problem));
  return found.sort((a, b) => a.range.start - b.range.start);
}

/** One word for the whole file. */
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

function checkFate({ text, problems }: KaemScript, command: KaemCommand): Diagnostic[] {
  if (command.fate === "unterminated" && !problems.some(({ kind }) => kind.startsWith("unterminated"))) {
    const message = "This command is not executed: the line does not end with a newline.";
    return [
      diagnose("kaem/no-final-newline", command.range, message, { fixes: [finalNewline(text.length)] }),
    ];
  }
  if (command.fate !== "skipped") return [];
  const start = command.range.end;
  const blanks = /^[ \t]+/.exec(text.latin1.slice(start, text.line(text.lineAt(start)).end))?.[0].length ?? 0;
  const extra = { start: start + 1, end: start + blanks };
  const fixes: Fix[] =
    blanks < 2 ? [] : [{ title: "Leave one blank", edits: [{ range: extra, text: "" }], preferred: true }];
  const message =
    blanks < 2
      ? "kaem prints this command but does not execute it: what it read last before its end is empty."
      : "kaem prints this command but does not execute it: there are two blanks behind its last word.";
  return [diagnose("kaem/skipped-command", command.range, message, { fixes })];
}

function checkProblem({ text }: KaemScript, { kind, range }: LexicalProblem): Diagnostic[] {
  switch (kind) {
    case "unterminated-string":
      return [
        diagnose(
          "kaem/unterminated-string",
          { start: range.start, end: range.start + 1 },
          "This string never ends.",
        ),
      ];
    case "unterminated-comment": {
      const fixes = [finalNewline(text.length)];
      return [
        diagnose("kaem/unterminated-comment", range, "kaem fails at a comment without a newline.", { fixes }),
      ];
    }
    case "lost-text": {
      const end = text.latin1.indexOf("\\\n", range.start) + 2;
      const fixes = [
        { title: "Indent the continued line", edits: [{ range: { start: end, end }, text: "  " }] },
      ];
      return [
        diagnose("kaem/lost-text", range, "What stands in the first column behind `\\` is lost.", { fixes }),
      ];
    }
    case "empty-command":
      return [diagnose("kaem/empty-command", range, "kaem crashes at a continued line with nothing on it.")];
  }
}

function finalNewline(end: number): Fix {
  return {
    title: "End the file with a newline",
    edits: [{ range: { start: end, end }, text: "\n" }],
    preferred: true,
  };
}
