import { tokenModifiers, tokenTypes } from "@bootstrappable/core/languages/services";
import type { Range } from "@bootstrappable/core/text/range";
import {
  SemanticTokensBuilder,
  type SemanticTokens,
  type SemanticTokensDelta,
  type SemanticTokensDeltaParams,
  type SemanticTokensParams,
  type SemanticTokensRangeParams,
} from "vscode-languageserver";
import type { Asked, Session } from "../session";

/** textDocument/semanticTokens: whole, as a change against what was sent before, or for a range of lines. */
export class SemanticTokensFeature {
  readonly #builders = new Map<string, SemanticTokensBuilder>();

  constructor(private readonly session: Session) {}

  async full({ textDocument: { uri } }: SemanticTokensParams): Promise<SemanticTokens | null> {
    const asked = this.session.ask(uri, "semanticTokens");
    return asked ? (await this.#push(asked, this.#builderOf(uri))).build() : null;
  }

  async delta(params: SemanticTokensDeltaParams): Promise<SemanticTokens | SemanticTokensDelta | null> {
    const { uri } = params.textDocument;
    const asked = this.session.ask(uri, "semanticTokens");
    if (!asked) return null;
    const builder = this.#builderOf(uri);
    builder.previousResult(params.previousResultId);
    return (await this.#push(asked, builder)).buildEdits();
  }

  async range(params: SemanticTokensRangeParams): Promise<SemanticTokens | null> {
    const asked = this.session.ask(params.textDocument.uri, "semanticTokens");
    if (!asked) return null;
    const { text } = asked.document;
    const start = this.session.offset(text, params.range.start);
    const end = this.session.offset(text, params.range.end);
    return (await this.#push(asked, new SemanticTokensBuilder(), { start, end })).build();
  }

  forget(uri: string): void {
    this.#builders.delete(uri);
  }

  #builderOf(uri: string): SemanticTokensBuilder {
    const known = this.#builders.get(uri);
    if (known) return known;
    const builder = new SemanticTokensBuilder();
    this.#builders.set(uri, builder);
    return builder;
  }

  async #push(
    { document, service }: Asked<"semanticTokens">,
    builder: SemanticTokensBuilder,
    wanted?: Range,
  ): Promise<SemanticTokensBuilder> {
    for (const token of await service(document, wanted)) {
      if (wanted && (token.range.end <= wanted.start || token.range.start >= wanted.end)) continue;
      const start = this.session.position(document.text, token.range.start);
      const end = this.session.position(document.text, token.range.end);
      if (end.line !== start.line) continue;
      const modifiers = (token.modifiers ?? []).reduce(
        (bits, name) => bits | (1 << tokenModifiers.indexOf(name)),
        0,
      );
      const type = tokenTypes.indexOf(token.type);
      builder.push(start.line, start.character, end.character - start.character, type, modifiers);
    }
    return builder;
  }
}
