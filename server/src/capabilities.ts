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
    hoverProvider: true,
    definitionProvider: true,
    documentSymbolProvider: true,
    codeActionProvider: { codeActionKinds: ["quickfix"] },
  };
}
