import { anyOffers } from "@bootstrappable/core/languages/registry";
import { actionKinds, tokenModifiers, tokenTypes } from "@bootstrappable/core/languages/services";
import type { Encoding } from "@bootstrappable/core/text/range";
import { TextDocumentSyncKind, type InitializeParams, type ServerCapabilities } from "vscode-languageserver";

/** The unit of columns for a session: the first that the editor names and we know; UTF-16 where it names none. */
export function chooseEncoding(params: InitializeParams): Encoding {
  const known: readonly string[] = ["utf-8", "utf-16", "utf-32"];
  const offered = params.capabilities.general?.positionEncodings ?? [];
  return (offered.find((encoding) => known.includes(encoding)) ?? "utf-16") as Encoding;
}

/** Everything that the server tells an editor it can do. Decided here and nowhere else. */
export function capabilities(encoding: Encoding): ServerCapabilities {
  return {
    positionEncoding: encoding,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    codeActionProvider: { codeActionKinds: [...actionKinds] },
    ...offered(),
  };
}

/** What at least one language can do. An editor asks for no more than it was told of. */
function offered(): ServerCapabilities {
  return {
    hoverProvider: anyOffers("hover"),
    definitionProvider: anyOffers("definition"),
    documentSymbolProvider: anyOffers("outline"),
    referencesProvider: anyOffers("references"),
    documentHighlightProvider: anyOffers("highlights"),
    foldingRangeProvider: anyOffers("folding"),
    inlayHintProvider: anyOffers("inlayHints"),
    documentFormattingProvider: anyOffers("format"),
    selectionRangeProvider: anyOffers("selections"),
    callHierarchyProvider: anyOffers("callItem"),
    ...(anyOffers("rename") && { renameProvider: { prepareProvider: true } }),
    ...(anyOffers("completion") && {
      completionProvider: { triggerCharacters: [" ", "$", "{", "/", "-", ":", "%", "!", "&", "@", "~"] },
    }),
    ...(anyOffers("signature") && { signatureHelpProvider: { triggerCharacters: [" "] } }),
    ...(anyOffers("links") && { documentLinkProvider: {} }),
    ...(anyOffers("lenses") && { codeLensProvider: {} }),
    ...(anyOffers("semanticTokens") && {
      semanticTokensProvider: {
        legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
        full: { delta: true },
        range: true,
      },
    }),
  };
}
