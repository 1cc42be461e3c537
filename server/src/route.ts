import {
  WorkDoneProgressReporter,
  type CancellationToken,
  type Connection,
  type WorkDoneProgressParams,
} from "vscode-languageserver";
import { assembling } from "./features/assembling";
import { audit, auditReportOf } from "./features/audit";
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from "./features/callHierarchy";
import { builds } from "./features/builds";
import { codeActions } from "./features/codeAction";
import type { CodeLensFeature } from "./features/codeLens";
import { completion, resolveCompletion } from "./features/completion";
import { definition } from "./features/definition";
import { documentHighlights } from "./features/documentHighlight";
import type { DocumentLinkFeature } from "./features/documentLink";
import { documentSymbols } from "./features/documentSymbol";
import { foldingRanges } from "./features/foldingRange";
import { formatting } from "./features/formatting";
import { hover } from "./features/hover";
import { image, imageOrigins, imageStretches, imageText } from "./features/images";
import { inlayHints } from "./features/inlayHint";
import { jumps } from "./features/jumps";
import { lower, loweredLink } from "./features/lower";
import { onTypeFormatting } from "./features/onTypeFormatting";
import { provenance, provenanceFile } from "./features/provenance";
import type { PulledDiagnostics } from "./features/pulledDiagnostics";
import { references } from "./features/references";
import { relocation } from "./features/relocation";
import { prepareRename, rename } from "./features/rename";
import { rootFiles } from "./features/rootFiles";
import { selectionRanges } from "./features/selectionRange";
import type { SemanticTokensFeature } from "./features/semanticTokens";
import { signatureHelp } from "./features/signatureHelp";
import { configuration, plan, scripts, stepsOf } from "./features/tree";
import { distfiles, seeds } from "./features/treeFiles";
import { accept, artifacts, outdated, runs } from "./features/treeRuns";
import { verified } from "./features/treeVerified";
import { workspaceSymbols } from "./features/workspaceSymbol";
import type { LongWork, Pace } from "./longWork";
import type { Requests } from "./protocol";
import type { Session } from "./session";

/** What takes long where nothing is known of a tree yet. */
export const reading = "Reading the bootstrap";

/**
 * Runs the work of a request; a failure of ours is logged and answered with null. With the request's token it throws
 * as soon as the editor does not want the answer any more.
 */
export type Guard = <Result>(
  what: string,
  work: () => Result | Promise<Result>,
  token?: CancellationToken,
) => Promise<Result | null>;

export interface Routed {
  readonly session: Session;
  readonly tokens: SemanticTokensFeature;
  readonly lenses: CodeLensFeature;
  readonly documentLinks: DocumentLinkFeature;
  readonly pulled: PulledDiagnostics;
  readonly longWork: LongWork;
  readonly guard: Guard;
  /** The same for what goes on while the editor is used. */
  readonly unhurried: Guard;
  /** Whether the editor takes links where it asks for a definition. */
  readonly links: () => boolean;
}

/** Which feature answers which request. */
export function route(connection: Connection, routed: Routed): void {
  const { session, tokens, lenses, documentLinks, pulled, longWork, guard, unhurried, links } = routed;
  const on =
    <Params, Result>(what: string, answer: (params: Params) => Result | Promise<Result>) =>
    (params: Params, token: CancellationToken) =>
      guard(what, () => answer(params), token);
  connection.onHover(on("hover", (params) => hover(session, params)));
  connection.onDefinition(on("definition", (params) => definition(session, params, links())));
  connection.onReferences(on("references", (params) => references(session, params)));
  connection.onDocumentHighlight(on("highlight", (params) => documentHighlights(session, params)));
  connection.onPrepareRename(on("prepareRename", (params) => prepareRename(session, params)));
  connection.onRenameRequest(on("rename", (params) => rename(session, params)));
  connection.onCompletion(on("completion", (params) => completion(session, params)));
  connection.onCompletionResolve(
    async (item, token) => (await guard("completion", () => resolveCompletion(session, item), token)) ?? item,
  );
  connection.onSignatureHelp(on("signatureHelp", (params) => signatureHelp(session, params)));
  connection.onWorkspaceSymbol((params, token, progress) =>
    guard(
      "workspaceSymbol",
      () =>
        longWork.run("Looking for symbols", askedFor(progress), token, (pace) =>
          workspaceSymbols(session, params, pace),
        ),
      token,
    ),
  );
  connection.onDocumentSymbol(on("documentSymbol", (params) => documentSymbols(session, params)));
  connection.onCodeAction(on("codeAction", (params) => codeActions(session, params)));
  connection.onCodeLens(on("codeLens", (params) => lenses.all(params)));
  connection.onCodeLensResolve(
    async (lens, token) => (await guard("codeLens", () => lenses.resolve(lens), token)) ?? lens,
  );
  connection.onDocumentLinks(on("documentLink", (params) => documentLinks.all(params)));
  connection.onDocumentLinkResolve(
    async (link, token) => (await guard("documentLink", () => documentLinks.resolve(link), token)) ?? link,
  );
  connection.onFoldingRanges(on("folding", (params) => foldingRanges(session, params)));
  connection.onSelectionRanges(on("selection", (params) => selectionRanges(session, params)));
  connection.onDocumentFormatting(on("formatting", (params) => formatting(session, params)));
  connection.onDocumentOnTypeFormatting(on("formatting", (params) => onTypeFormatting(session, params)));

  const { inlayHint, semanticTokens, callHierarchy, diagnostics } = connection.languages;
  inlayHint.on(on("inlayHint", (params) => inlayHints(session, params)));
  semanticTokens.on(
    async (params, token) => (await guard("tokens", () => tokens.full(params), token)) ?? { data: [] },
  );
  semanticTokens.onDelta(
    async (params, token) => (await guard("tokens", () => tokens.delta(params), token)) ?? { data: [] },
  );
  semanticTokens.onRange(
    async (params, token) => (await guard("tokens", () => tokens.range(params), token)) ?? { data: [] },
  );
  callHierarchy.onPrepare(on("callHierarchy", (params) => prepareCallHierarchy(session, params)));
  callHierarchy.onIncomingCalls(on("callHierarchy", (params) => incomingCalls(session, params)));
  callHierarchy.onOutgoingCalls(on("callHierarchy", (params) => outgoingCalls(session, params)));
  diagnostics.on(async (params, token, progress) => {
    // The first document of a tree has all of its scripts read.
    const work = () => longWork.run(reading, askedFor(progress), token, () => pulled.ofDocument(params));
    return (await guard("diagnostic", work, token)) ?? { kind: "full", items: [] };
  });
  diagnostics.onWorkspace(async (params, token, progress, stream) => {
    const work = () => pulled.ofWorkspace.answer(params, token, askedFor(progress), stream);
    return (await unhurried("workspaceDiagnostic", work, token)) ?? { items: [] };
  });
}

/** The progress of a request, where its editor asked to hear of it. */
function askedFor(progress: WorkDoneProgressReporter): WorkDoneProgressReporter | undefined {
  return WorkDoneProgressReporter.isNullInstance(progress) ? undefined : progress;
}

/** The requests of protocol.ts that only ask. */
export function routeTrees(
  connection: Connection,
  { session, longWork, guard }: Pick<Routed, "session" | "longWork" | "guard">,
): void {
  const on = <Method extends keyof Requests>(method: Method, answer: Answering<Method>, title = reading) => {
    type Params = Requests[Method]["params"] & WorkDoneProgressParams;
    connection.onRequest(method as string, (params: Params, token: CancellationToken) => {
      const asked = connection.window.attachWorkDoneProgress(params.workDoneToken);
      const work = () => longWork.run(title, askedFor(asked), token, (pace) => answer(session, params, pace));
      return guard(method, work, token);
    });
  };
  on("bootstrappable/plan", plan);
  on("bootstrappable/stepsOf", stepsOf);
  on("bootstrappable/configuration", configuration);
  on("bootstrappable/scripts", scripts);
  on("bootstrappable/builds", builds);
  on("bootstrappable/assembling", assembling);
  on("bootstrappable/jumps", jumps);
  on("bootstrappable/relocation", relocation);
  on("bootstrappable/lower", lower);
  on("bootstrappable/loweredLink", loweredLink);
  on("bootstrappable/image", image, "Reading the image");
  on("bootstrappable/imageText", imageText, "Reading the image");
  on("bootstrappable/imageStretches", imageStretches);
  on("bootstrappable/imageOrigins", imageOrigins, "Comparing the image");
  on("bootstrappable/audit", audit, "Auditing");
  on("bootstrappable/auditReport", auditReportOf, "Auditing");
  on("bootstrappable/seeds", seeds);
  on("bootstrappable/distfiles", distfiles, "Hashing distfiles");
  on("bootstrappable/runs", runs);
  on("bootstrappable/outdated", outdated);
  on("bootstrappable/rootFiles", rootFiles);
  on("bootstrappable/artifacts", artifacts);
  on("bootstrappable/verified", verified, "Hashing what the run has made");
  on("bootstrappable/accept", accept);
  on("bootstrappable/provenance", provenance, "Tracing where it comes from");
  on("bootstrappable/provenanceFile", provenanceFile, "Tracing where it comes from");
}

type Answering<Method extends keyof Requests> = (
  session: Session,
  params: Requests[Method]["params"],
  pace: Pace,
) => Promise<Requests[Method]["result"] | null>;
