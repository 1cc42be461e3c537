import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic";
import { blocksOf } from "../blocks";
import { programWord } from "../script";
import type { KaemCommand, KaemScript } from "../syntax";
import { ownLine } from "./fixes";

/** Blocks that kaem reads otherwise than a Bourne shell does. */
export function blockChecks(script: KaemScript): Diagnostic[] {
  if (script.dialect === "minimal") return [];
  const { commands } = script;
  const { blocks, strays } = blocksOf(script);
  const found: Diagnostic[] = [];
  for (const block of blocks) {
    const { range } = commands[block.if]!.words[0]!;
    if (block.depth > 0) {
      const message =
        "kaem cannot nest `if`: the inner `fi` ends the outer block, too, and its rest runs in any case.";
      found.push(diagnose("kaem/nested-if", range, message));
    }
    if (block.fi === undefined && block.depth === 0) {
      found.push(diagnose("kaem/unterminated-if", range, "This `if` has no `fi`."));
    }
    if (programWord(script, commands[block.if]!) === undefined) {
      found.push(diagnose("kaem/no-program", range, "There is no program behind this word: kaem crashes."));
    }
  }
  for (const index of strays) {
    const { range, text } = commands[index]!.words[0]!;
    found.push(
      diagnose("kaem/stray-keyword", range, `There is no \`if\` for this \`${text}\`: kaem ignores it.`),
    );
  }
  return [...found, ...commands.flatMap((command) => checkKeyword(script, command))];
}

function checkKeyword(script: KaemScript, { words }: KaemCommand): Diagnostic[] {
  const [first, second] = words;
  const { text, range } = first!;
  if (text === "elif") {
    const message = "kaem knows no `elif`: in a branch that is skipped it is skipped, else it is no program.";
    return [diagnose("kaem/elif", range, message)];
  }
  if (text === "exec" && words.length === 1) {
    return [diagnose("kaem/no-program", range, "There is no program behind this word: kaem crashes.")];
  }
  if ((text !== "then" && text !== "else" && text !== "fi") || second === undefined) return [];
  const ignored = { start: second.range.start, end: words.at(-1)!.range.end };
  const fixes = [ownLine(script, "Put it on a line of its own", range.end, second.range.start)];
  const message = `What stands behind \`${text}\` on the same command is not executed.`;
  return [diagnose("kaem/text-after-keyword", ignored, message, { fixes })];
}
