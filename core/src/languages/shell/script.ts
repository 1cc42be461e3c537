import type { SourceText } from "../../text/sourceText";
import { parseShell } from "./parser";
import type { ShellCommand, ShellScript, ShellVariable, ShellWord } from "./syntax";

const parsed = new WeakMap<SourceText, ShellScript>();

/** A text as a script, parsed once however many services ask. */
export function shellOfText(text: SourceText): ShellScript {
  let script = parsed.get(text);
  if (script === undefined) parsed.set(text, (script = parseShell(text)));
  return script;
}

/** The variable that a byte offset touches; of those within one another the innermost. */
export function variableAt({ variables }: ShellScript, offset: number): ShellVariable | undefined {
  return variables.findLast(({ range, whole, kind }) => {
    const touched = kind === "use" ? whole : range;
    return touched.start <= offset && offset <= touched.end && touchesName(range, offset, kind);
  });
}

/** Of `${NAME:-text}` only the name and the dollar stand for the variable. */
function touchesName(range: ShellVariable["range"], offset: number, kind: ShellVariable["kind"]): boolean {
  return offset <= range.end + (kind === "use" ? 1 : 0);
}

/** A word of a command. */
export interface WordPlace {
  readonly command: ShellCommand;
  readonly word: ShellWord;
  /** Which of the command's words it is. */
  readonly index: number;
}

/** The word that a byte offset touches; of words within words the innermost. */
export function wordAt({ commands }: ShellScript, offset: number): WordPlace | undefined {
  let found: WordPlace | undefined;
  for (const command of commands) {
    if (command.range.start > offset || command.range.end < offset) continue;
    const index = command.words.findIndex(({ range }) => range.start <= offset && offset <= range.end);
    const word = command.words[index];
    if (word === undefined) continue;
    const size = word.range.end - word.range.start;
    if (found === undefined || size < found.word.range.end - found.word.range.start) {
      found = { command, word, index };
    }
  }
  return found;
}

/** Whether a script sets a variable itself. */
export function setsItself({ variables }: ShellScript, name: string): boolean {
  return variables.some(
    (each) => each.name === name && (each.kind === "assignment" || each.kind === "local"),
  );
}

/**
 * Whether a pass script leaves a phase of its build to the helpers: it has no function of that name, or one that calls
 * the default. Of a script that reads others nothing is known.
 */
export function leavesToDefault({ functions, commands }: ShellScript, phase: string): boolean {
  if (commands.some(({ words }) => words[0]?.raw === "." || words[0]?.raw === "source")) return false;
  const index = functions.findIndex(({ name }) => name === phase);
  if (index < 0) return true;
  return commands.some(({ function: inside, words }) => {
    const called = words[0]?.raw;
    return inside === index && (called === "default" || called === `default_${phase}`);
  });
}
