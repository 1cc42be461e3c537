import type { TextEdit } from "../../diagnostics/diagnostic";
import type { Range } from "../../text/range";
import type { Document } from "../language";
import type { Action } from "../services";
import { depthsOf } from "./blocks";
import { toolOf } from "./files";
import { gapBetween, unitOf } from "./format";
import { assignedName } from "./keywords";
import { staysTheSame } from "./rewriting";
import { commandIndexAt, programWord, rawWord, scriptOf, wordAt } from "./script";
import { situationOf, type Situation } from "./situation";
import type { KaemCommand, KaemScript } from "./syntax";
import { readArguments } from "./tools/arguments";

/** Ways to write the command at a range that are the same to its shell: what would change it is not offered. */
export async function actions(document: Document, range: Range): Promise<readonly Action[]> {
  const situation = await situationOf(document);
  const script = situation?.script ?? scriptOf(document);
  const index = commandIndexAt(script, range.start);
  const command = index === undefined ? undefined : script.commands[index]!;
  if (command === undefined || range.start > command.range.end) return [];
  const offered: readonly (readonly [title: string, edits: readonly TextEdit[]])[] = [
    ["Quote this word", quoting(script, range)],
    ["Split the command over several lines", splitting(script, situation, index!)],
    ["Join the lines of the command", joining(script, command)],
  ];
  return offered
    .filter(([, edits]) => edits.length > 0 && staysTheSame(script, edits))
    .map(([title, edits]) => ({ title, kind: "refactor.rewrite", edits }));
}

/**
 * Quotes around the word, or the value that is assigned. In full kaem alone: to the hand-written one of RISC-V a quote
 * is a character like any other.
 */
function quoting(script: KaemScript, { start, end }: Range): readonly TextEdit[] {
  const at = wordAt(script, start);
  if (at === undefined || script.dialect === "minimal") return [];
  const command = script.commands[at.command]!;
  const { range } = command.words[at.word]!;
  const raw = rawWord(script, command.words[at.word]!);
  const name = at.word === 0 ? assignedName(raw) : undefined;
  const from = name === undefined ? range.start : range.start + name.length + 1;
  if (end > range.end || from === range.end || raw.includes('"')) return [];
  if (name === undefined && at.word <= (programWord(script, command) ?? 0)) return [];
  return [
    { range: { start: from, end: from }, text: '"' },
    { range: { start: range.end, end: range.end }, text: '"' },
  ];
}

/** How many columns a line may have before it is long; a tab counts for four. */
const wide = 80;

/** A `\` before what does not fit, with an option and its value on one line. Nothing for a command that fits. */
function splitting(script: KaemScript, situation: Situation | undefined, index: number): readonly TextEdit[] {
  const { text } = script;
  const command = script.commands[index]!;
  const last = text.lineAt(command.range.end);
  const { start: lineStart } = text.line(command.line);
  if (last !== command.line || widthOf(text.slice({ start: lineStart, end: command.range.end })) <= wide) {
    return [];
  }
  const unit = unitOf(text);
  const outer = /^[ \t]*/.exec(text.latin1.slice(lineStart, command.range.start))![0];
  const indent = outer === "" ? unit.repeat((depthsOf(script)[index] ?? 0) + 1) : outer + unit;
  const edits: TextEdit[] = [];
  let from = lineStart;
  let used = 0;
  for (const { first, behind } of groupsOf(script, situation, index)) {
    const before = command.words[first - 1];
    const { end } = command.words[behind - 1]!.range;
    // The `\` and its blank take two columns.
    if (used + widthOf(text.slice({ start: from, end })) + 2 > wide && before !== undefined) {
      const range = gapBetween(text, before, command.words[first]!);
      edits.push({ range, text: ` \\\n${indent}` });
      from = range.end;
      used = widthOf(indent);
    }
  }
  return edits;
}

function widthOf(line: string): number {
  return Array.from(line, (character) => (character === "\t" ? 4 : 1)).reduce((sum, each) => sum + each, 0);
}

/** Words that stay on one line, as indices of the first and behind the last: the program alone, an option with its value. */
function groupsOf(
  script: KaemScript,
  situation: Situation | undefined,
  index: number,
): { readonly first: number; readonly behind: number }[] {
  const { words } = script.commands[index]!;
  const program = programWord(script, script.commands[index]!) ?? 0;
  const tool = toolOf(situation, index, words[program]!.text);
  const rest = words.slice(program + 1).map(({ text }) => text);
  const read = tool === undefined ? [] : readArguments(tool, rest);
  // Of a joined option (`-Iinclude`) the one word is both.
  const options = new Set(read.filter(({ kind }) => kind === "option").map(({ index: at }) => at));
  const values = new Set(
    read
      .filter(({ kind, index: at }) => kind === "value" && !options.has(at))
      .map(({ index: at }) => at + program + 1),
  );
  const groups = [{ first: 0, behind: program + 1 }];
  for (let at = program + 1; at < words.length; at++) {
    if (values.has(at)) groups.push({ ...groups.pop()!, behind: at + 1 });
    else groups.push({ first: at, behind: at + 1 });
  }
  return groups;
}

/** One line of a command that `\` continues. */
function joining({ text, dialect }: KaemScript, { words }: KaemCommand): readonly TextEdit[] {
  const continued = dialect === "full" ? /^(?:[ \t]*\\\n[ \t]+)+$/ : /^(?:[ \t]*\\\n[ \t]*)+$/;
  return words.slice(1).flatMap((word, before) => {
    const range = gapBetween(text, words[before]!, word);
    return continued.test(text.latin1.slice(range.start, range.end)) ? [{ range, text: " " }] : [];
  });
}
