import { applied } from "../../diagnostics/applied";
import type { TextEdit } from "../../diagnostics/diagnostic";
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
