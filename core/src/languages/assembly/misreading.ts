import { assemble } from "../../assemble/assemble";
import { expandM0 } from "../../assemble/m0";
import { expandM1 } from "../../assemble/m1";
import type { Content, M1Reading } from "../../tree/builds/build";
import { SourceText } from "../../text/sourceText";
import type { What } from "./names";
import type { Reading } from "./scope";
import type { Source } from "./source";
import { kind } from "./tokens";

/** How M1 or M0 reads a file of a program: each reading once for each time that it is opened. */
export function m1ReadingsOf({ inputs }: Pick<Reading, "inputs">, path: string): readonly M1Reading[] {
  const found: M1Reading[] = [];
  const look = (contents: readonly Content[], reading: M1Reading | undefined): void => {
    for (const content of contents) {
      if (content.kind === "joined") look(content.parts, reading);
      else if (content.kind === "expanded") look(content.inputs, content.reading);
      else if (content.kind === "file" && content.path === path && reading !== undefined) found.push(reading);
    }
  };
  look(inputs, undefined);
  return found;
}

/**
 * The word of M1 that a mention of a label or macro is in, with `named` in place of each name. Undefined inside of single
 * quotes, which M1 and M0 pass on unread.
 */
export function wordOf(source: Source, token: number, named: (name: string) => string): string | undefined {
  if (isQuoted(source, token)) return undefined;
  const { tokens, text } = source;
  const first = tokens.kindOf(token) === kind.base && token > 0 ? token - 1 : token;
  let word = text.latin1[tokens.startOf(first) - 1] === "^" ? "^" : "";
  for (let part = first; part < tokens.count; part++) {
    if (
      part > first &&
      (tokens.kindOf(part) !== kind.base || tokens.startOf(part) !== tokens.endOf(part - 1))
    )
      break;
    const { start, end } = tokens.nameOf(part);
    word += text.latin1.slice(tokens.startOf(part), start) + named(text.latin1.slice(start, end));
  }
  return word;
}

const quotes = new WeakMap<Source, readonly number[]>();

/** Whether a token stands inside of single quotes: an odd number of them is in front of it. */
function isQuoted(source: Source, token: number): boolean {
  let known = quotes.get(source);
  if (known === undefined) {
    const { tokens } = source;
    const found: number[] = [];
    for (let each = 0; each < tokens.count; each++) if (tokens.kindOf(each) === kind.quote) found.push(each);
    quotes.set(source, (known = found));
  }
  let low = 0;
  let high = known.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (known[middle]! < token) low = middle + 1;
    else high = middle;
  }
  return low % 2 === 1;
}

/** What M1 or M0 makes of words that name something else than those names; undefined where it takes them as they are. */
export function misread(reading: M1Reading, what: What, words: readonly string[]): string | undefined {
  const defines = what === "macros" ? words.map((word) => `DEFINE ${word} 90\n`) : [];
  const { out, finding } = expand(reading, `${defines.join("")}${words.join("\n")}\n`);
  if (finding !== undefined) return finding.message;
  const other = words.find((word, index) => out[index] !== (what === "macros" ? "90" : word));
  return other === undefined ? undefined : `"${other}" is a number for ${reading.stage ? "M0" : "M1"}.`;
}

/** What hex2 has against a label's name. */
export function misreadByHex2({ architecture }: Reading, name: string): string | undefined {
  const { findings } = assemble({ language: "hex2", architecture, inputs: [inputOf(`:${name}\n`)] });
  return findings[0]?.diagnostic.message;
}

/** The words of hex2 that M1 or M0 makes of a text, and the first of its findings. */
function expand({ stage, architecture, bigEndian }: M1Reading, latin1: string) {
  const inputs = [inputOf(latin1)];
  const { hex2, findings } = stage
    ? expandM0(inputs, architecture)
    : expandM1(inputs, architecture, bigEndian);
  const out = new SourceText(hex2).latin1.split(/[ \n]+/).filter((word) => word !== "");
  return { out, finding: findings[0]?.diagnostic };
}

/** A text with a character a byte as an input. */
function inputOf(latin1: string) {
  return { name: "", bytes: Uint8Array.from(latin1, (character) => character.charCodeAt(0)) };
}

/** Whether M1 or M0 takes a reference of a document for a number, whatever labels there are. */
export function isNumberFor(reading: M1Reading, source: Source, token: number): boolean {
  if (source.language !== "m1" || source.tokens.kindOf(token) !== kind.reference) return false;
  const word = wordOf(source, token, (name) => name);
  return word !== undefined && expand(reading, `${word}\n`).out[0] !== word;
}
