import type { Document } from "../language";
import type { Completion } from "../services";
import { sigilsOf } from "./sigils";
import { situationOf, type Situation } from "./situation";
import { namesOf, shownName, type Source } from "./source";
import { kind } from "./tokens";

const asReference = /[!@$~%&>]/;

/** Labels behind a sigil; macros and sigils where a word begins. Nothing in comments, strings and names that one makes up. */
export async function completion(document: Document, at: number): Promise<readonly Completion[]> {
  const offset = Math.min(Math.max(at, 0), document.text.length);
  const situation = await situationOf(document);
  const { source } = situation;
  const { tokens, text } = source;
  const token = tokens.at(offset);
  const what = token === undefined ? undefined : tokens.kindOf(token);
  const inside = token !== undefined && tokens.startOf(token) < offset;
  if (inside && (what === kind.comment || what === kind.string || what === kind.quote)) return [];
  if (inside && (what === kind.label || what === kind.defineName || what === kind.defineValue)) return [];
  const start = wordStart(text.bytes, offset);
  const first = text.latin1[start] ?? "";
  if (start < offset && asReference.test(first)) {
    const base = text.latin1.lastIndexOf(">", offset - 1);
    const from = base > start ? base + 1 : start + 1;
    return labels(situation, { start: from, end: wordEnd(source, offset) });
  }
  if (start < offset && first === "^") return labelsBehindCaret(situation, start, offset);
  if (source.language !== "m1") return start < offset ? [] : sigils(situation, offset);
  const range = { start, end: Math.max(offset, start === offset ? offset : wordEnd(source, offset)) };
  return [...macros(situation, range), ...(start < offset ? [] : sigils(situation, offset))];
}

function labelsBehindCaret(situation: Situation, start: number, offset: number): readonly Completion[] {
  const { text } = situation.source;
  if (!asReference.test(text.latin1[start + 1] ?? "") || start + 2 > offset) return [];
  return labels(situation, { start: start + 2, end: wordEnd(situation.source, offset) });
}

function wordStart(bytes: Uint8Array, offset: number): number {
  let at = Math.min(offset, bytes.length);
  while (at > 0 && bytes[at - 1]! > 0x20) at--;
  return at;
}

function wordEnd({ text: { bytes } }: Source, offset: number): number {
  let at = offset;
  while (at < bytes.length && bytes[at]! > 0x20 && bytes[at] !== 0x3e) at++;
  return at;
}

function labels({ files, input }: Situation, range: Completion["range"]): readonly Completion[] {
  const found = new Map<string, Completion>();
  for (const file of files) {
    for (const [name, [definition]] of namesOf(file.source).definitions.labels) {
      if (definition === undefined || found.has(name)) continue;
      const line = file.source.text.lineAt(definition.range.start) + 1;
      const own = file.input === input;
      const detail = own ? `line ${line}` : `${file.path.slice(file.path.lastIndexOf("/") + 1)}:${line}`;
      found.set(name, { label: shownName(name), kind: "label", range, detail, rank: own ? 0 : 1 });
    }
  }
  return [...found.values()];
}

function macros({ files }: Situation, range: Completion["range"]): readonly Completion[] {
  const found = new Map<string, Completion>();
  for (const { source, path } of files) {
    const { tokens, text } = source;
    const file = path.slice(path.lastIndexOf("/") + 1);
    for (const [name, mentions] of namesOf(source).definitions.macros) {
      for (const { token } of mentions) {
        if (tokens.kindOf(token + 1) !== kind.defineValue) continue;
        const value = text.slice(tokens.rangeOf(token + 1));
        found.set(name, {
          label: shownName(name),
          kind: "macro",
          range,
          detail: `${value}  ${file}`,
          rank: 0,
        });
      }
    }
  }
  const define: Completion = {
    label: "DEFINE",
    kind: "keyword",
    range,
    detail: "a macro: name, then value",
    rank: 1,
  };
  return [...found.values(), define];
}

function sigils({ scope, source }: Situation, offset: number): readonly Completion[] {
  return sigilsOf(source.language, scope.reading.architecture).map(({ sigil, meaning }) => ({
    label: sigil,
    kind: "keyword",
    range: { start: offset, end: offset },
    detail: meaning,
    rank: 2,
  }));
}
