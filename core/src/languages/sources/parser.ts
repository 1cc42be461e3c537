import type { Range } from "../../text/range";
import { byteOrderMark } from "../../text/byteOrderMark";
import type { SourceText } from "../../text/sourceText";

/** A word of a line. */
export interface SourceWord {
  readonly range: Range;
  readonly text: string;
}

/** A line of a `sources` file: one distfile. */
export interface SourceLine {
  /** The whole line, without its line end. */
  readonly range: Range;
  /** `f` or `file`: a file at a URL. `g` or `git`: a commit, its tarball at a URL. */
  readonly kind: "file" | "git";
  readonly kindWord: SourceWord;
  /** git only: `REPOSITORY~REFERENCE`. */
  readonly repository: SourceWord | undefined;
  /** `_` where no URL has it. */
  readonly url: SourceWord;
  /** SHA-256, 64 hex digits; not checked to be that. */
  readonly hash: SourceWord;
  /** The name in distfiles/, where the line gives one. */
  readonly nameWord: SourceWord | undefined;
  /** The name in distfiles/: as given, else the last part of the URL. */
  readonly name: string;
}

/** A parsed `sources` file. */
export interface Sources {
  readonly text: SourceText;
  readonly lines: readonly SourceLine[];
  /** Lines that are not of the form: too few words or too many, or another kind. */
  readonly malformed: readonly Range[];
  /** CRs at the ends of lines: part of the last word to every program, but hardly to whoever wrote them. */
  readonly returns: readonly Range[];
  /** The UTF-8 byte order mark at the beginning, where there is one. */
  readonly mark: Range | undefined;
}

/** A text never changes, and every service asks for its lines. */
const parsed = new WeakMap<SourceText, Sources>();

/**
 * Parses a step's `sources` as `source_line_action` of live-bootstrap's steps/helpers.sh splits it: words between
 * blanks and tabs, `f URL SHA256 [NAME]` or `g REPOSITORY~REFERENCE URL SHA256 [NAME]`; without what an editor may have
 * put around the words, a byte order mark and CRs. Never throws.
 */
export function parseSources(text: SourceText): Sources {
  let sources = parsed.get(text);
  if (sources === undefined) parsed.set(text, (sources = parse(text)));
  return sources;
}

function parse(text: SourceText): Sources {
  const lines: SourceLine[] = [];
  const malformed: Range[] = [];
  const returns: Range[] = [];
  const mark = byteOrderMark(text);
  for (let number = 0; number < text.lineCount; number++) {
    let { start, end } = text.line(number);
    if (mark !== undefined && number === 0) start = mark.end;
    if (end > start && text.bytes[end - 1] === 0x0d) returns.push({ start: --end, end: end + 1 });
    const range = { start, end };
    const words = wordsOf(text, range);
    if (words.length === 0) continue;
    const line = lineOf(range, words);
    if (line === undefined) malformed.push(range);
    else lines.push(line);
  }
  return { text, lines, malformed, returns, mark };
}

/** The line of a distfile, from the last part of a path. */
export function sourceLineOf({ lines }: Sources, path: string): SourceLine | undefined {
  const name = baseName(path);
  return lines.find((line) => line.name === name);
}

function lineOf(range: Range, words: readonly SourceWord[]): SourceLine | undefined {
  const [kindWord, ...rest] = words;
  const isGit = kindWord!.text === "g" || kindWord!.text === "git";
  if (!isGit && kindWord!.text !== "f" && kindWord!.text !== "file") return undefined;
  const repository = isGit ? rest.shift() : undefined;
  const [url, hash, nameWord, ...more] = rest;
  if (url === undefined || hash === undefined || more.length > 0) return undefined;
  const name = nameWord?.text ?? baseName(url.text);
  return { range, kind: isGit ? "git" : "file", kindWord: kindWord!, repository, url, hash, nameWord, name };
}

function wordsOf(text: SourceText, { start, end }: Range): SourceWord[] {
  return [...text.latin1.slice(start, end).matchAll(/[^ \t]+/g)].map(({ index, 0: word }) => {
    const range = { start: start + index, end: start + index + word.length };
    return { range, text: text.slice(range) };
  });
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
