import type { TextEdit } from "../../diagnostics/diagnostic";
import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";
import type { Document } from "../language";
import { lineText } from "./banners";
import { depthsOf } from "./blocks";
import { staysTheSame } from "./rewriting";
import { scriptOf } from "./script";
import { situationOf } from "./situation";
import type { KaemCommand, KaemScript, KaemWord } from "./syntax";

/**
 * Indents branches of `if` and continued lines, by a tab where most of the script's indented lines begin with one and
 * by four blanks otherwise, and leaves one blank between words. A line is changed
 * only where kaem then reads the very same commands: blanks decide whether it executes some (see `kaem/skipped-command`),
 * and what is wrong stays as it is.
 */
export async function format(document: Document): Promise<readonly TextEdit[]> {
  const script = (await situationOf(document))?.script ?? scriptOf(document);
  if (script.problems.length > 0) return [];
  const edits = editsOf(script);
  if (edits.length === 0) return [];
  return harmless(edits, (some) => staysTheSame(script, some));
}

/** Of some edits those that change nothing that matters, alone and together. */
function harmless(
  edits: readonly TextEdit[],
  check: (edits: readonly TextEdit[]) => boolean,
): readonly TextEdit[] {
  if (check(edits)) return edits;
  if (edits.length === 1) return [];
  const middle = edits.length >> 1;
  const kept = [...harmless(edits.slice(0, middle), check), ...harmless(edits.slice(middle), check)];
  return kept.length === 0 || check(kept) ? kept : [];
}

function editsOf(script: KaemScript): TextEdit[] {
  const { text, commands } = script;
  const depths = depthsOf(script);
  const unit = unitOf(text);
  const edits: TextEdit[] = [];
  const indents = new Map<number, string>();
  commands.forEach((command, index) => {
    const depth = depths[index]!;
    if (startsLine(text, command)) indents.set(command.line, unit.repeat(depth));
    edits.push(...spacing(text, command, indents, unit.repeat(depth + 1)));
  });
  // A comment of its own line stands as the next command does.
  const branches = commentIndents(script, depths, unit);
  for (const [line, indent] of branches) if (!indents.has(line)) indents.set(line, indent);
  for (const [line, indent] of indents) {
    const { start } = text.line(line);
    const blanks = /^[ \t]*/.exec(lineText(text, line))![0];
    if (blanks !== indent) edits.push({ range: { start, end: start + blanks.length }, text: indent });
  }
  return edits.sort((a, b) => a.range.start - b.range.start);
}

/** What a script indents by. */
export function unitOf({ latin1 }: SourceText): string {
  const tabs = latin1.match(/^\t+\S/gm)?.length ?? 0;
  const blanks = latin1.match(/^ +\S/gm)?.length ?? 0;
  return tabs > blanks ? "\t" : "    ";
}

function startsLine(text: SourceText, { line, range }: KaemCommand): boolean {
  return /^[ \t]*$/.test(text.latin1.slice(text.line(line).start, range.start));
}

/** One blank between words of a line; what is continued is indented once more than its command. */
function spacing(
  text: SourceText,
  { words, fate }: KaemCommand,
  indents: Map<number, string>,
  continued: string,
): TextEdit[] {
  const edits: TextEdit[] = [];
  if (fate !== "runs") return edits;
  words.forEach((word, at) => {
    const next = words[at + 1];
    if (next === undefined) return;
    const range = gapBetween(text, word, next);
    const gap = text.latin1.slice(range.start, range.end);
    if (/^[ \t]+$/.test(gap)) {
      if (gap !== " ") edits.push({ range, text: " " });
    } else if (/^[ \t]*\\\n[ \t]+$/.test(gap)) {
      const backslash = range.start + gap.indexOf("\\");
      const before = { start: range.start, end: backslash };
      if (before.end - before.start > 1) edits.push({ range: before, text: " " });
      indents.set(text.lineAt(next.range.start), continued);
    }
  });
  return edits;
}

function* commentIndents(
  script: KaemScript,
  depths: readonly number[],
  unit: string,
): Generator<[number, string]> {
  const { text, comments, commands } = script;
  for (const { start } of comments) {
    const line = text.lineAt(start);
    if (!/^[ \t]*#/.test(lineText(text, line))) continue;
    // Within a continued command it ends that, and is better left alone.
    const next = commands.findIndex(({ range }) => range.end > start);
    if (next >= 0 && commands[next]!.range.start < start) continue;
    const closes =
      script.dialect === "full" && next >= 0 && /^(?:else|fi)$/.test(commands[next]!.words[0]!.text);
    const depth = next < 0 ? 0 : depths[next]! + (closes ? 1 : 0);
    yield [line, unit.repeat(depth)];
  }
}

/** What lies between two words. A word that `\` follows at once reaches to the end of its line: that is left out. */
export function gapBetween({ latin1 }: SourceText, { range: { end } }: KaemWord, next: KaemWord): Range {
  const glued = latin1.startsWith("\\\n", end - 2);
  return { start: glued ? end - 2 : end, end: next.range.start };
}
