import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic";
import { blocksOf } from "../blocks";
import { programWord, rawWord } from "../script";
import type { KaemCommand, KaemScript, KaemWord } from "../syntax";
import { readArguments } from "../tools/arguments";
import { toolNamed } from "../tools/index";
import { replacement } from "./fixes";

/** Failures that nobody hears of, and calls of kaem that do nothing but fail. */
export function statusChecks(script: KaemScript): Diagnostic[] {
  return [...script.commands.flatMap((command) => calls(script, command)), ...conditions(script)];
}

const quietOptions: Readonly<Record<string, string>> = {
  "--non-strict":
    "A command of this script that fails stops nothing, and this kaem exits with 0 in any case.",
  "--fuzz": "With `--fuzz` kaem runs no program, and exits with 0.",
};

function calls(script: KaemScript, command: KaemCommand): Diagnostic[] {
  const at = programWord(script, command);
  const program = at === undefined ? undefined : command.words[at];
  if (program === undefined || !/(?:^|\/)kaem$/.test(program.text)) return [];
  const words = command.words.slice(at! + 1);
  const end = words.findIndex(({ text }) => text === "--");
  const read = end < 0 ? words : words.slice(0, end);
  const texts = read.map(({ text }) => text);
  return readArguments(toolNamed("kaem")!, texts).flatMap(({ kind, index, text }) => {
    const word = read[index]!;
    if (kind === "option" && quietOptions[text] !== undefined)
      return [diagnose("kaem/ignored-status", word.range, quietOptions[text])];
    // What a variable comes to may be nothing at all.
    if (kind === "option" || kind === "value" || rawWord(script, word).includes("$")) return [];
    return [unknownArgument(word, texts)];
  });
}

function unknownArgument({ range, text }: KaemWord, words: readonly string[]): Diagnostic {
  const { start } = range;
  const named = words.includes("--file") || words.includes("-f") || text.startsWith("-");
  const fixes = named ? [] : [replacement("Put `--file` before it", { start, end: start }, "--file ", true)];
  const message = `kaem stops at \`${text}\`: it says \`UNKNOWN ARGUMENT\`.`;
  return diagnose("kaem/unknown-argument", range, message, { fixes });
}

/** What stands between `if` and `then`, and a verification whose failure leads to nothing. */
function conditions(script: KaemScript): Diagnostic[] {
  const { commands } = script;
  return blocksOf(script).blocks.flatMap((block) => {
    const found: Diagnostic[] = [];
    const words = commands[block.if]!.words;
    const verifies =
      /(?:^|\/)sha256sum$/.test(words[1]?.text ?? "") &&
      words.some(({ text }) => /^(-c|--check)$/.test(text));
    if (verifies && block.else === undefined && block.fi !== undefined) {
      const message = "Where a checksum differs nothing happens: a condition that fails stops no script.";
      found.push({ ...diagnose("kaem/ignored-status", words[1]!.range, message), severity: "warning" });
    }
    if (block.then !== undefined && block.then > block.if + 1) {
      const range = {
        start: commands[block.if + 1]!.range.start,
        end: commands[block.then - 1]!.range.end,
      };
      const message =
        "The condition is one command: what stands here is part of the branch, and stops the script when it fails.";
      found.push(diagnose("kaem/condition", range, message));
    }
    return found;
  });
}
