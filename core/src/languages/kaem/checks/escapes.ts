import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic";
import { byteOrderMark } from "../../../text/byteOrderMark";
import { rawWord } from "../script";
import type { KaemCommand, KaemScript } from "../syntax";
import { replacement } from "./fixes";

/** Characters that end a word, or mean something, where other shells would go on. */
export function escapeChecks(script: KaemScript, path: string | undefined): Diagnostic[] {
  const found = script.comments.flatMap(({ start }) => gluedComment(script, start));
  if (script.dialect === "full")
    return [...found, ...script.commands.flatMap((each) => strings(script, each))];
  // Where its name does not tell, a script may be for any processor.
  const noStrings = path !== undefined && /\/riscv(?:32|64)\/|\.riscv(?:32|64)$/.test(path);
  return [
    ...found,
    ...script.commands.flatMap((each) => [
      ...droppedEscapes(script, each),
      ...(noStrings ? quotes(script, each) : []),
    ]),
  ];
}

/** A `#` within what looks like a word. Directly behind a string it keeps kaem from skipping the command. */
function gluedComment({ text, dialect }: KaemScript, start: number): Diagnostic[] {
  const before = text.latin1[start - 1] ?? "\n";
  if (/[\s"]/.test(before) || (before === ";" && dialect === "full")) return [];
  const word = /[^\s;"#]+$/.exec(text.latin1.slice(text.line(text.lineAt(start)).start, start))?.[0] ?? "";
  // A byte order mark alone has a finding of its own.
  if (start === byteOrderMark(text)?.end) return [];
  const range = { start: start - word.length, end: start + 1 };
  const fixes = [replacement("Put a blank before the comment", { start, end: start }, " ")];
  const message = "`#` begins a comment also within a word: the rest of the line is not read.";
  return [diagnose("kaem/glued-comment", range, message, { fixes })];
}

/** `\` at the end of a line within a string. */
function strings(script: KaemScript, { words }: KaemCommand): Diagnostic[] {
  return words.flatMap((word) => {
    const raw = rawWord(script, word);
    const quote = raw.search(/(?<!\\)(?:\\\\)*"/);
    if (quote < 0) return [];
    const ends = [...raw.slice(quote).matchAll(/\\(\n|[^])/g)].filter(([, escaped]) => escaped === "\n");
    return ends.map(({ index }) => {
      const start = word.range.start + quote + index;
      const range = { start, end: start + 2 };
      const fixes = [replacement("Join the lines", range, "", true)];
      const message = "Within a string `\\` at the end of a line puts the byte 0xFF into it.";
      return diagnose("kaem/continued-string", range, message, { fixes });
    });
  });
}

/** `\` before anything but the end of a line, in the hand-written kaem: not within its strings, which are raw. */
function droppedEscapes({ text }: KaemScript, { words, range }: KaemCommand): Diagnostic[] {
  const found: Diagnostic[] = [];
  const line = text.line(text.lineAt(range.end)).end;
  let at = range.start;
  for (const next of [...words.map((word) => word.range), { start: line, end: line }]) {
    const gap = /^[^#]*/.exec(text.latin1.slice(at, next.start))![0];
    for (const { index } of gap.matchAll(/\\[^\n]/g)) {
      const dropped = { start: at + index, end: at + index + 2 };
      const message =
        "The hand-written kaem has no escapes: the word ends here, and the next character is lost.";
      found.push(diagnose("kaem/dialect", dropped, message));
    }
    at = next.end;
  }
  return found;
}

function quotes(script: KaemScript, { words }: KaemCommand): Diagnostic[] {
  return words
    .filter((word) => rawWord(script, word).includes('"'))
    .map(({ range }) => {
      const message = 'The hand-written kaem of RISC-V has no strings: `"` is an ordinary character.';
      return diagnose("kaem/dialect", range, message);
    });
}
