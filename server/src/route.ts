import type { Connection } from "vscode-languageserver";
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from "./features/callHierarchy";
import { codeActions } from "./features/codeAction";
import type { CodeLensFeature } from "./features/codeLens";
import { completion } from "./features/completion";
import { definition } from "./features/definition";
import { documentHighlights } from "./features/documentHighlight";
import type { DocumentLinkFeature } from "./features/documentLink";
import { documentSymbols } from "./features/documentSymbol";
import { foldingRanges } from "./features/foldingRange";
import { formatting } from "./features/formatting";
import { hover } from "./features/hover";
import { inlayHints } from "./features/inlayHint";
import { provenance, provenanceFile } from "./features/provenance";
import { references } from "./features/references";
import { prepareRename, rename } from "./features/rename";
import { selectionRanges } from "./features/selectionRange";
import type { SemanticTokensFeature } from "./features/semanticTokens";
import { signatureHelp } from "./features/signatureHelp";
import { configuration, plan, scripts, stepsOf } from "./features/tree";
import { distfiles, seeds } from "./features/treeFiles";
import { accept, artifacts, runs } from "./features/treeRuns";
import { workspaceSymbols } from "./features/workspaceSymbol";
import type { Requests } from "./protocol";
import type { Session } from "./session";

/** Runs the work of a request; a failure of ours is logged and answered with null. */
export type Guard = <Result>(what: string, work: () => Result | Promise<Result>) => Promise<Result | null>;

export interface Routed {
  readonly session: Session;
  readonly tokens: SemanticTokensFeature;
  readonly lenses: CodeLensFeature;
  readonly documentLinks: DocumentLinkFeature;
  readonly guard: Guard;
  /** Whether the editor takes links where it asks for a definition. */
  readonly links: () => boolean;
}

/** Which feature answers which request. */
export function route(connection: Connection, routed: Routed): void {
  const { session, tokens, lenses, documentLinks, guard, links } = routed;
  connection.onHover((params) => guard("hover", () => hover(session, params)));
  connection.onDefinition((params) => guard("definition", () => definition(session, params, links())));
  connection.onReferences((params) => guard("references", () => references(session, params)));
  connection.onDocumentHighlight((params) => guard("highlight", () => documentHighlights(session, params)));
  connection.onPrepareRename((params) => guard("prepareRename", () => prepareRename(session, params)));
  connection.onRenameRequest((params) => guard("rename", () => rename(session, params)));
  connection.onCompletion((params) => guard("completion", () => completion(session, params)));
  connection.onSignatureHelp((params) => guard("signatureHelp", () => signatureHelp(session, params)));
  connection.onWorkspaceSymbol((params, token) =>
    guard("workspaceSymbol", () => workspaceSymbols(session, params, token)),
  );
  connection.onDocumentSymbol((params) => guard("documentSymbol", () => documentSymbols(session, params)));
  connection.onCodeAction((params) => guard("codeAction", () => codeActions(session, params)));
  connection.onCodeLens((params) => guard("codeLens", () => lenses.all(params)));
  connection.onCodeLensResolve(async (lens) => (await guard("codeLens", () => lenses.resolve(lens))) ?? lens);
  connection.onDocumentLinks((params) => guard("documentLink", () => documentLinks.all(params)));
  connection.onDocumentLinkResolve(
    async (link) => (await guard("documentLink", () => documentLinks.resolve(link))) ?? link,
  );
  connection.onFoldingRanges((params) => guard("folding", () => foldingRanges(session, params)));
  connection.onSelectionRanges((params) => guard("selection", () => selectionRanges(session, params)));
  connection.onDocumentFormatting((params) => guard("formatting", () => formatting(session, params)));

  const { inlayHint, semanticTokens, callHierarchy } = connection.languages;
  inlayHint.on((params) => guard("inlayHint", () => inlayHints(session, params)));
  semanticTokens.on(async (params) => (await guard("tokens", () => tokens.full(params))) ?? { data: [] });
  semanticTokens.onDelta(
    async (params) => (await guard("tokens", () => tokens.delta(params))) ?? { data: [] },
  );
  semanticTokens.onRange(
    async (params) => (await guard("tokens", () => tokens.range(params))) ?? { data: [] },
  );
  callHierarchy.onPrepare((params) => guard("callHierarchy", () => prepareCallHierarchy(session, params)));
  callHierarchy.onIncomingCalls((params) => guard("callHierarchy", () => incomingCalls(session, params)));
  callHierarchy.onOutgoingCalls((params) => guard("callHierarchy", () => outgoingCalls(session, params)));
}

/** The requests of protocol.ts that only ask. */
export function routeTrees(
  connection: Connection,
  { session, guard }: Pick<Routed, "session" | "guard">,
): void {
  const on = <Method extends keyof Requests>(method: Method, answer: Answering<Method>) => {
    connection.onRequest(method as string, (params: Requests[Method]["params"]) =>
      guard(method, () => answer(session, params)),
    );
  };
  on("bootstrappable/plan", plan);
  on("bootstrappable/stepsOf", stepsOf);
  on("bootstrappable/configuration", configuration);
  on("bootstrappable/scripts", scripts);
  on("bootstrappable/seeds", seeds);
  on("bootstrappable/distfiles", distfiles);
  on("bootstrappable/runs", runs);
  on("bootstrappable/artifacts", artifacts);
  on("bootstrappable/accept", accept);
  on("bootstrappable/provenance", provenance);
  on("bootstrappable/provenanceFile", provenanceFile);
}

type Answering<Method extends keyof Requests> = (
  session: Session,
  params: Requests[Method]["params"],
) => Promise<Requests[Method]["result"] | null>;
