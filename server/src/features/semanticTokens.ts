import { tokenModifiers, tokenTypes, type SemanticToken } from "@bootstrappable/core/languages/services";
import type { Range } from "@bootstrappable/core/text/range";
import type {
  SemanticTokens,
  SemanticTokensDelta,
  SemanticTokensDeltaParams,
  SemanticTokensEdit,
  SemanticTokensParams,
  SemanticTokensRangeParams,
} from "vscode-languageserver";
import type { Asked, Session } from "../session";

/** What an editor was sent last of a document. */
interface Sent {
  readonly resultId: string;
  readonly data: Uint32Array;
}

/** textDocument/semanticTokens: whole, as a change against what was sent before, or for a range of lines. */
export class SemanticTokensFeature {
  readonly #sent = new Map<string, Sent>();
  #results = 0;

  constructor(private readonly session: Session) {}

  async full({ textDocument: { uri } }: SemanticTokensParams): Promise<SemanticTokens | null> {
    const asked = this.session.ask(uri, "semanticTokens");
    if (!asked) return null;
    const { resultId, data } = this.#remember(uri, await this.#encoded(asked));
    return { resultId, data: Array.from(data) };
  }

  async delta(params: SemanticTokensDeltaParams): Promise<SemanticTokens | SemanticTokensDelta | null> {
    const { uri } = params.textDocument;
    const asked = this.session.ask(uri, "semanticTokens");
    if (!asked) return null;
    const after = await this.#encoded(asked);
    const before = this.#sent.get(uri);
    const { resultId, data } = this.#remember(uri, after);
    if (before?.resultId !== params.previousResultId) return { resultId, data: Array.from(data) };
    return { resultId, edits: editsBetween(before.data, data) };
  }

  async range(params: SemanticTokensRangeParams): Promise<SemanticTokens | null> {
    const asked = this.session.ask(params.textDocument.uri, "semanticTokens");
    if (!asked) return null;
    const { text } = asked.document;
    const start = this.session.offset(text, params.range.start);
    const end = this.session.offset(text, params.range.end);
    const data = await this.#encoded(asked, { start, end });
    return { data: Array.from(data) };
  }

  forget(uri: string): void {
    this.#sent.delete(uri);
  }

  #remember(uri: string, data: Uint32Array): Sent {
    const sent = { resultId: String(++this.#results), data };
    this.#sent.set(uri, sent);
    return sent;
  }

  /** The protocol's five numbers a token: its line and column as seen from the one before, length, type, modifiers. */
  async #encoded({ document, service }: Asked<"semanticTokens">, wanted?: Range): Promise<Uint32Array> {
    const { text } = document;
    const tokens = await service(document, wanted);
    const data = new Uint32Array(tokens.length * 5);
    let size = 0;
    let line = 0;
    let character = 0;
    for (const token of tokens) {
      if (wanted && (token.range.end <= wanted.start || token.range.start >= wanted.end)) continue;
      const start = this.session.position(text, token.range.start);
      // A CR belongs to the line's end, as editors see it.
      const last = text.bytes[token.range.end - 1] === 0x0d ? token.range.end - 1 : token.range.end;
      const end = this.session.position(text, last);
      if (end.line !== start.line || end.character <= start.character) continue;
      data[size++] = start.line - line;
      data[size++] = start.line === line ? start.character - character : start.character;
      data[size++] = end.character - start.character;
      data[size++] = types.get(token.type) ?? 0;
      data[size++] = modifiersOf(token);
      ({ line, character } = start);
    }
    return data.subarray(0, size);
  }
}

const types: ReadonlyMap<string, number> = new Map(tokenTypes.map((type, index) => [type, index]));

function modifiersOf({ modifiers }: SemanticToken): number {
  return modifiers?.reduce((bits, name) => bits | (1 << tokenModifiers.indexOf(name)), 0) ?? 0;
}

/** One edit at most: what stands between the beginning and the end that both have. In whole tokens, so that it reads. */
function editsBetween(before: Uint32Array, after: Uint32Array): SemanticTokensEdit[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  head -= head % 5;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  tail -= tail % 5;
  if (head === before.length && head === after.length) return [];
  const data = Array.from(after.subarray(head, after.length - tail));
  return [{ start: head, deleteCount: before.length - head - tail, data }];
}
