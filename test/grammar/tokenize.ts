import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";
import { contributes, root } from "./manifest.js";

/** A run of text of one line with the scopes that the grammar gives it, outermost first, without the root scope. */
export interface Token {
  text: string;
  start: number;
  scopes: string[];
}

export interface Line {
  text: string;
  tokens: Token[];
}

const require = createRequire(fileURLToPath(import.meta.url));

/** The engine that VS Code itself uses, fed from the grammars that package.json declares. */
async function createRegistry(): Promise<textmate.Registry> {
  const wasm = await readFile(require.resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(new Uint8Array(wasm).buffer);
  return new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scopeName) => {
      const entry = contributes.grammars.find((grammar) => grammar.scopeName === scopeName);
      if (entry === undefined) return null;
      const file = path.join(root, entry.path);
      return textmate.parseRawGrammar(await readFile(file, "utf8"), file);
    },
  });
}

let registry: Promise<textmate.Registry> | undefined;

async function grammarOf(language: string): Promise<textmate.IGrammar> {
  registry ??= createRegistry();
  const entry = contributes.grammars.find((grammar) => grammar.language === language);
  if (entry === undefined) throw new Error(`no grammar for ${language}`);
  const grammar = await (await registry).loadGrammar(entry.scopeName);
  if (grammar === null) throw new Error(`grammar ${entry.scopeName} does not load`);
  return grammar;
}

export async function tokenize(language: string, source: string): Promise<Line[]> {
  const grammar = await grammarOf(language);
  let state = textmate.INITIAL;
  return source.split(/\r?\n/).map((text) => {
    const result = grammar.tokenizeLine(text, state);
    if (result.stoppedEarly) throw new Error("the tokenizer gave up");
    state = result.ruleStack;
    return { text, tokens: join(text, result.tokens) };
  });
}

/** Neighbours of the same scopes are one token for a reader; the line feed that the engine adds is none. */
function join(text: string, tokens: textmate.IToken[]): Token[] {
  const joined: Token[] = [];
  for (const { startIndex, endIndex, scopes } of tokens) {
    const part = text.slice(startIndex, endIndex);
    if (part === "") continue;
    const inner = scopes.slice(1);
    const last = joined.at(-1);
    if (last !== undefined && last.scopes.join(" ") === inner.join(" ")) last.text += part;
    else joined.push({ text: part, start: startIndex, scopes: inner });
  }
  return joined;
}

export function illegal(lines: Line[]): { line: number; text: string; scope: string; source: string }[] {
  return lines.flatMap(({ text: source, tokens }, index) =>
    tokens.flatMap(({ text, scopes }) => {
      const scope = scopes.find((name) => name.startsWith("invalid."));
      return scope === undefined ? [] : [{ line: index + 1, text, scope, source }];
    }),
  );
}
