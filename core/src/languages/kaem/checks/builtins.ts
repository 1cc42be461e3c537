import { diagnose, type Diagnostic, type Fix } from "../../../diagnostics/diagnostic";
import { rawWord } from "../script";
import type { KaemCommand, KaemScript, KaemWord } from "../syntax";
import { replacement } from "./fixes";

/** Builtins that are given what they do not look at, or take for something else. */
export function builtinChecks(script: KaemScript): Diagnostic[] {
  if (script.dialect === "minimal") return [];
  return script.commands.flatMap((command) => {
    switch (command.words[0]!.text) {
      case "cd":
        return ignoredWords(command, "`cd`", []);
      case "set":
        return setWords(script, command);
      case "echo":
        return echoOption(command);
      case "unset":
        return unsetPath(command);
      case "alias":
        return checkAlias(script, command);
      default:
        return pathElements(script, command);
    }
  });
}

function ignoredWords({ words }: KaemCommand, builtin: string, fixes: readonly Fix[]): Diagnostic[] {
  const third = words[2];
  if (third === undefined) return [];
  const range = { start: third.range.start, end: words.at(-1)!.range.end };
  const message = `${builtin} looks at one word only: the rest is ignored.`;
  return [diagnose("kaem/ignored-words", range, message, { fixes })];
}

function setWords(script: KaemScript, command: KaemCommand): Diagnostic[] {
  const { words } = command;
  const all = words.slice(1);
  // At a wrong option it stops.
  if (!/^.[aex]*$/.test(all[0]?.text ?? "")) return [];
  const together = `-${all.map(({ text }) => text.slice(1)).join("")}`;
  const range = all.length < 2 ? undefined : { start: all[0]!.range.start, end: all.at(-1)!.range.end };
  const good = all.every((word) => /^-[aex]+$/.test(rawWord(script, word)));
  const fixes =
    range === undefined || !good ? [] : [replacement(`Write \`set ${together}\``, range, together, true)];
  return ignoredWords(command, "`set`", fixes);
}

/** `echo -n` and the like; options of other programs are often printed. */
function echoOption({ words }: KaemCommand): Diagnostic[] {
  const option = words[1];
  if (option === undefined || !/^-[neE]+$/.test(option.text)) return [];
  const message = `\`${option.text}\` is printed: \`echo\` has no options here.`;
  return [diagnose("kaem/echo-option", option.range, message)];
}

function unsetPath({ words }: KaemCommand): Diagnostic[] {
  const message = "kaem goes on looking for programs where `PATH` led: only an assignment changes that.";
  return words
    .slice(1)
    .filter(({ text }) => text === "PATH")
    .map(({ range }) => diagnose("kaem/unset-ignored", range, message));
}

function checkAlias(script: KaemScript, { words }: KaemCommand): Diagnostic[] {
  const [, given, ignored] = words;
  const equals = given?.text.indexOf("=") ?? -1;
  if (given === undefined || equals < 0) return [];
  if (equals === given.text.length - 1) {
    return [diagnose("kaem/alias", given.range, "kaem stops at an alias for nothing.")];
  }
  if (ignored === undefined) return [];
  const range = { start: ignored.range.start, end: words.at(-1)!.range.end };
  const message = "An alias is one word: the rest of the command is ignored.";
  return [diagnose("kaem/alias", range, message, { fixes: quoted(script, given, range.end) })];
}

/** Puts all that stands behind the `=` of a word into one string. */
function quoted(script: KaemScript, word: KaemWord, end: number): Fix[] {
  const start = word.range.start + rawWord(script, word).indexOf("=") + 1;
  if (/["\\\n]/.test(script.text.latin1.slice(start, end))) return [];
  const edits = [start, end].map((at) => ({ range: { start: at, end: at }, text: '"' }));
  return [{ title: "Quote the text", edits, preferred: true }];
}

/** Empty folders in `PATH`. */
function pathElements(script: KaemScript, { words: [first] }: KaemCommand): Diagnostic[] {
  if (!/^PATH="?(?::.|[^$]*[^$:]?::)/.test(rawWord(script, first!))) return [];
  const message = "An empty folder in `PATH` is the root folder to kaem, not the working directory.";
  return [diagnose("kaem/path-element", first!.range, message)];
}
