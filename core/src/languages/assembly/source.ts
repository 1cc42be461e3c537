import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";
import type { Document, LanguageId } from "../language";
import { lexHex } from "./hexLexer";
import { lexM1 } from "./m1Lexer";
import { relex } from "./relex";
import { kind, type Tokens } from "./tokens";

/** The languages whose services are made here. */
export type AssemblyId = "hex0" | "hex1" | "hex2" | "m1";

function assemblyIdOf(language: LanguageId): AssemblyId {
  return language === "hex0" || language === "hex1" || language === "m1" ? language : "hex2";
}

/** The language of a source by its path; hex2 where the name does not tell. */
export function assemblyIdOfPath(path: string): AssemblyId {
  if (path.endsWith(".hex0")) return "hex0";
  if (path.endsWith(".hex1")) return "hex1";
  return /\.[mM]1$/.test(path) ? "m1" : "hex2";
}

/** A place that names something. */
export interface Mention {
  /** Whether it says what the name stands for. */
  readonly write: boolean;
  /** The name alone. */
  readonly range: Range;
  /** Index of its token. */
  readonly token: number;
}

/** A source in pieces. */
export interface Source {
  readonly language: AssemblyId;
  readonly text: SourceText;
  readonly tokens: Tokens;
}

const lexed = new WeakMap<SourceText, Source>();

/** A text never changes: the same one has the same tokens. */
export function sourceOf(text: SourceText, language: AssemblyId): Source {
  let source = lexed.get(text);
  if (source?.language !== language) {
    lexed.set(text, (source = { language, text, tokens: tokensOf(text, language) }));
  }
  return source;
}

function tokensOf(text: SourceText, language: AssemblyId): Tokens {
  const { edit } = text;
  const before = edit && lexed.get(edit.before);
  const tokens = before?.language === language ? relex(text, edit!, before.tokens, language) : undefined;
  return tokens ?? (language === "m1" ? lexM1(text.bytes) : lexHex(text.bytes, language));
}

export function sourceOfDocument({ text, language }: Document): Source {
  return sourceOf(text, assemblyIdOf(language));
}

type Mentions = ReadonlyMap<string, readonly Mention[]>;

interface NameMaps {
  readonly labels: Mentions;
  readonly macros: Mentions;
}

/** Where a source names labels and macros. Names have a character a byte, as `latin1` has. */
export interface Names extends NameMaps {
  /** Those mentions alone that say what a name stands for: a name may be used a hundred thousand times. */
  readonly definitions: NameMaps;
  /** Those of one name. */
  readonly definitionsOf: (what: keyof NameMaps, name: string) => readonly Mention[];
}

const indexed = new WeakMap<Source, Names>();

export function namesOf(source: Source): Names {
  let names = indexed.get(source);
  if (names === undefined) indexed.set(source, (names = new LazyNames(source)));
  return names;
}

/** After so many names, it is less work to list all. */
const fewNames = 8;

/** Few ask for every mention; after an edit most ask for the definitions of one name, and not for the others. */
class LazyNames implements Names {
  #asked = 0;
  #all: NameMaps | undefined;
  #definitions: NameMaps | undefined;

  constructor(private readonly source: Source) {}

  get labels(): Mentions {
    return (this.#all ??= index(this.source, false)).labels;
  }

  get macros(): Mentions {
    return (this.#all ??= index(this.source, false)).macros;
  }

  get definitions(): NameMaps {
    return (this.#definitions ??= index(this.source, true));
  }

  definitionsOf(what: keyof NameMaps, name: string): readonly Mention[] {
    if (this.#definitions === undefined && this.#asked++ < fewNames)
      return definitionsIn(this.source, what, name);
    return this.definitions[what].get(name) ?? [];
  }
}

function definitionsIn({ text, tokens }: Source, what: keyof NameMaps, name: string): readonly Mention[] {
  const wanted = what === "labels" ? kind.label : kind.defineName;
  const before = what === "labels" ? 1 : 0;
  const found: Mention[] = [];
  for (let token = 0; token < tokens.count; token++) {
    if (tokens.kindOf(token) !== wanted) continue;
    const start = tokens.startOf(token) + before;
    if (tokens.endOf(token) - start !== name.length || name.length === 0) continue;
    if (text.latin1.startsWith(name, start))
      found.push({ write: true, range: { start, end: start + name.length }, token });
  }
  return found;
}

function index({ text, tokens }: Source, definitions: boolean): NameMaps {
  const labels = new Map<string, Mention[]>();
  const macros = new Map<string, Mention[]>();
  const { latin1 } = text;
  for (let token = 0; token < tokens.count; token++) {
    const what = tokens.kindOf(token);
    const write = what === kind.label || what === kind.defineName;
    if (definitions && !write) continue;
    const label = what === kind.label || what === kind.reference || what === kind.base;
    if (!label && !write && what !== kind.macro) continue;
    const range = tokens.nameOf(token);
    if (range.start === range.end) continue;
    const names = label ? labels : macros;
    const name = latin1.slice(range.start, range.end);
    const mention = { write, range, token };
    const known = names.get(name);
    if (known === undefined) names.set(name, [mention]);
    else known.push(mention);
  }
  return { labels, macros };
}

/** A name of {@link Names} as people read it. */
export function shownName(name: string): string {
  return /^[\x20-\x7e]*$/.test(name)
    ? name
    : new TextDecoder().decode(Uint8Array.from(name, (character) => character.charCodeAt(0)));
}
