import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic";
import { assignedName, builtins, shellOnly } from "../keywords";
import { programWord, rawWord } from "../script";
import type { KaemCommand, KaemScript } from "../syntax";
import { ownLine, replacement } from "./fixes";

/** Commands that do something else than they say. */
export function commandChecks(script: KaemScript): Diagnostic[] {
  const check = script.dialect === "full" ? checkFull : checkMinimal;
  return script.commands.flatMap((command) => [...check(script, command), ...limits(script, command)]);
}

function checkFull(script: KaemScript, command: KaemCommand): Diagnostic[] {
  const { words } = command;
  const [first, second] = words;
  const name = assignedName(first!.text);
  if (name !== undefined) {
    // What is glued to a closing quote is told as that.
    if (second === undefined || second.range.start === first!.range.end) return [];
    const range = { start: second.range.start, end: words.at(-1)!.range.end };
    const fixes = [
      ownLine(script, "Put the command on a line of its own", first!.range.end, second.range.start),
    ];
    const message = `This assigns \`${name}\` and ignores the rest of the line: it is not executed.`;
    return [diagnose("kaem/assignment-prefix", range, message, { fixes })];
  }
  if (first!.text === "set") return setOptions(script, command);
  if (first!.text === "cd" && second === undefined) {
    return [diagnose("kaem/no-folder", first!.range, "`cd` without a folder fails.")];
  }
  const index = programWord(script, command);
  const program = index === undefined ? undefined : words[index];
  if (program === undefined || (index === 0 && builtins.has(program.text))) return [];
  if (shellOnly.has(program.text) || /^\w+\(\)\{?$/.test(program.text)) {
    const message = `\`${program.text}\` is no builtin of kaem, which looks for a program of that name.`;
    const edits = { start: program.range.start, end: words[index! + 1]?.range.start ?? program.range.end };
    const assigns = program.text === "export" && words[index! + 1]?.text.includes("=") === true;
    const fixes = assigns
      ? [replacement("Leave `export` out: kaem exports every variable", edits, "", true)]
      : [];
    return [diagnose("kaem/not-builtin", program.range, message, { fixes })];
  }
  if (!/^[^./$"\\'`~<>|&][^$]*\//.test(rawWord(script, program))) return [];
  const { start } = program.range;
  const fixes = [replacement("Begin with `./`", { start, end: start }, "./", true)];
  const message = `kaem looks for \`${program.text}\` in the folders of \`PATH\`, not from the working directory.`;
  return [diagnose("kaem/path-lookup", program.range, message, { fixes })];
}

function setOptions({ text }: KaemScript, { words }: KaemCommand): Diagnostic[] {
  const options = words[1];
  if (options === undefined) {
    return [diagnose("kaem/set-option", words[0]!.range, "`set` without options fails.")];
  }
  if (options.text.includes("$")) return [];
  const wrong = options.text.slice(1).replace(/[aex]/g, "");
  // A CR at the end of the line is told by itself.
  if (/^\r+$/.test(wrong)) return [];
  if (wrong !== "") {
    const message = `kaem stops here: \`${wrong}\` is not among its options \`e\`, \`x\` and \`a\`.`;
    return [diagnose("kaem/set-option", options.range, message)];
  }
  if (text.latin1[options.range.start] !== "+") return [];
  const message = "`+` is read as `-`: kaem cannot turn an option off.";
  return [diagnose("kaem/set-option", options.range, message)];
}

/** What the hand-written kaem does not have. */
function checkMinimal(script: KaemScript, { words }: KaemCommand): Diagnostic[] {
  const found: Diagnostic[] = [];
  const first = words[0]!;
  for (const word of words) {
    const variable = /\$(?:\{[^}]*\}?|@)/.exec(word.text);
    if (variable === null) continue;
    const message = `The hand-written kaem has no variables: \`${variable[0]}\` is passed as it is.`;
    found.push(diagnose("kaem/dialect", word.range, message));
  }
  for (const word of words) {
    if (!word.text.includes(";")) continue;
    found.push(
      diagnose("kaem/dialect", word.range, "To the hand-written kaem `;` is an ordinary character."),
    );
  }
  if (builtins.has(first.text) || assignedName(first.text) !== undefined) {
    const what = builtins.has(first.text) ? `builtin \`${first.text}\`` : "assignments";
    found.push(diagnose("kaem/dialect", first.range, `The hand-written kaem has no ${what}.`));
  } else if (!first.text.includes("/")) {
    const fixes = [
      replacement("Begin with `./`", { start: first.range.start, end: first.range.start }, "./"),
    ];
    const message = "The hand-written kaem does not search `PATH`: this is a file of the working directory.";
    found.push(diagnose("kaem/no-path", first.range, message, { fixes }));
  }
  return found;
}

/** Bytes that a token holds: kaem.h's MAX_STRING, and the room that kaem-minimal gives one. */
const longestToken = 4096;

function limits({ dialect }: KaemScript, { words, range }: KaemCommand): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const word of words) {
    const length = word.range.end - word.range.start;
    if (length < longestToken || new TextEncoder().encode(word.text).length < longestToken) continue;
    const message = `This word has ${length} bytes, kaem takes ${longestToken - 1}.`;
    found.push(diagnose("kaem/long-word", word.range, message));
  }
  const most = dialect === "full" ? 512 : 256;
  if (words.length >= most) {
    const message = `This command has ${words.length} words, kaem takes ${most - 1}.`;
    found.push(diagnose("kaem/many-words", range, message));
  }
  return found;
}
