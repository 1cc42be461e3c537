import { anyOffers } from "@bootstrappable/core/languages/registry";
import { actionKinds } from "@bootstrappable/core/languages/services";
import type { Encoding } from "@bootstrappable/core/text/range";
import { TextDocumentSyncKind, type InitializeParams, type ServerCapabilities } from "vscode-languageserver";
import { features, type Feature } from "./offers";

/** The unit of columns for a session: the first that the editor names and we know; UTF-16 where it names none. */
export function chooseEncoding(params: InitializeParams): Encoding {
  const known: readonly string[] = ["utf-8", "utf-16", "utf-32"];
  const offered = params.capabilities.general?.positionEncodings ?? [];
  return (offered.find((encoding) => known.includes(encoding)) ?? "utf-16") as Encoding;
}

/** What is wrong in a file can be so because of another. */
const diagnosticProvider = {
  identifier: "bootstrappable",
  interFileDependencies: true,
  workspaceDiagnostics: true,
  workDoneProgress: true,
};

/**
 * Everything that the server tells an editor it can do. Decided here and in offers.ts, and nowhere else.
 *
 * @param later features that it is told of one by one
 * @param pulls whether it asks for diagnostics, and is not told of them
 */
export function capabilities(
  encoding: Encoding,
  later: ReadonlySet<Feature>,
  pulls: boolean,
): ServerCapabilities {
  const offered = features.filter((feature) => anyOffers(feature.service) && !later.has(feature));
  return {
    positionEncoding: encoding,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    codeActionProvider: { codeActionKinds: [...actionKinds] },
    workspaceSymbolProvider: { workDoneProgress: true },
    ...(pulls && { diagnosticProvider }),
    ...Object.fromEntries(offered.map(({ capability, options }) => [capability, options ?? true])),
  };
}
