import { hex1DialectOf, type Hex1Dialect } from "../../../assemble/hex1Dialects";
import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic";
import type { Situation } from "../situation";
import { namesOf, type Source } from "../source";
import { kind } from "../tokens";

/** Names that end elsewhere than they look. */
export function gluedNames({ source, scope, files }: Situation): Diagnostic[] {
  if (source.language === "hex1") return longNames(source, hex1DialectOf(scope.reading.architecture).sizes);
  return source.language === "hex0" ? [] : gluedComments(source, files);
}

/**
 * `#` and `;` begin a comment between names only: `:a#x` defines `a#x`. Who refers to it by that name, too, means it so.
 */
function gluedComments({ text, tokens }: Source, files: Situation["files"]): Diagnostic[] {
  const found: Diagnostic[] = [];
  const meant = new Map<string, boolean>();
  for (let token = 0; token < tokens.count; token++) {
    const what = tokens.kindOf(token);
    if (what !== kind.label && what !== kind.reference && what !== kind.base) continue;
    const end = tokens.endOf(token);
    const start = commentStart(text.bytes, tokens.startOf(token) + 1, end);
    if (start === end) continue;
    const name = text.latin1.slice(tokens.startOf(token) + 1, end);
    if (!meant.has(name)) meant.set(name, isMeant(files, name));
    if (meant.get(name) === true) continue;
    const message = `The \`${text.latin1[start]!}\` is part of the name, and begins no comment.`;
    const edits = [{ range: { start, end: start }, text: " " }];
    const fixes = [{ title: "Put a blank in front of the comment", preferred: true, edits }];
    found.push(diagnose("hex2/glued-comment", { start, end }, message, { fixes }));
  }
  return found;
}

/** Whether a program both defines and uses a label of just this name. */
function isMeant(files: Situation["files"], name: string): boolean {
  const mentions = files.flatMap((file) => namesOf(file.source).labels.get(name) ?? []);
  return mentions.some(({ write }) => write) && mentions.some(({ write }) => !write);
}

/** Offset of the first `#` or `;` in a stretch, or its end. */
function commentStart(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] !== 0x23 && bytes[at] !== 0x3b) at++;
  return at;
}

/** hex1 takes one byte for a name, and reads on behind it. */
function longNames({ tokens, text }: Source, sizes: Hex1Dialect["sizes"]): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (let token = 0; token + 1 < tokens.count; token++) {
    const what = tokens.kindOf(token);
    if (what !== kind.label && what !== kind.reference) continue;
    // A sigil that is not known is dropped, and so it is said.
    if (what === kind.reference && sizes[text.bytes[tokens.startOf(token)]!] === undefined) continue;
    const start = tokens.endOf(token);
    if (tokens.startOf(token + 1) !== start || !/\w/.test(text.latin1[start]!)) continue;
    let end = start;
    while (end < text.length && /\w/.test(text.latin1[end]!)) end++;
    const letter = text.latin1[tokens.startOf(token) + 1]!;
    const range = { start: tokens.startOf(token), end };
    const message = `A name is one letter: this is \`${letter}\`, and what follows is read for itself.`;
    const edits = [{ range: { start, end }, text: "" }];
    const fixes = [{ title: `Shorten to \`${letter}\``, edits }];
    found.push(diagnose("hex1/long-name", range, message, { fixes }));
  }
  return found;
}
