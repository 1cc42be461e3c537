import type { RecordStore } from "@bootstrappable/core/runs/record/store";
import {
  CancellationToken,
  DidChangeWatchedFilesNotification,
  RegistrationRequest,
  type Connection,
} from "vscode-languageserver";
import { capabilities, chooseEncoding } from "./capabilities";
import { AuditFindings } from "./features/auditFindings";
import { Diagnostics, type DiagnosticsFeature } from "./features/diagnostics";
import { builds, chooseBuild } from "./features/builds";
import { CodeLensFeature } from "./features/codeLens";
import { RelatedDocuments } from "./features/related";
import { DocumentLinkFeature } from "./features/documentLink";
import { SemanticTokensFeature } from "./features/semanticTokens";
import { choose, configuration } from "./features/tree";
import { TreeChanges } from "./features/treeChanges";
import type {
  BuildsAnswer,
  ChooseBuildParams,
  ChooseParams,
  ConfigurationAnswer,
  InitializationOptions,
  Requests,
} from "./protocol";
import { LongWork } from "./longWork";
import { PulledDiagnostics } from "./features/pulledDiagnostics";
import { laterFeatures, registrationOf, type Feature } from "./offers";
import { requestCancelled, unlessCancelled } from "./cancel";
import { reading, route, routeTrees, type Guard } from "./route";
import { refreshAll, refreshesOf, type Refreshes } from "./refresh";
import { RecordWatch } from "./recordWatch";
import { SettingsFeature } from "./settings";
import { pathOf, Session, watchedGlobs, type SessionFiles } from "./session";

/** What a server looks at. */
export interface Served extends Omit<SessionFiles, "records"> {
  readonly records: RecordStore | undefined;
}

/** Routes an editor's messages to the features. What is said about a language is all in core. */
export function serve(connection: Connection, machine: Served, documentation: string | undefined): void {
  const records = machine.records && new RecordWatch(machine.records, (root) => changedAround(root));
  const session = new Session(connection, { ...machine, records }, documentation);
  const longWork = new LongWork(connection);
  let diagnostics: DiagnosticsFeature = new Diagnostics(session);
  const tokens = new SemanticTokensFeature(session);
  const lenses = new CodeLensFeature(session);
  const documentLinks = new DocumentLinkFeature(session);
  const trees = new TreeChanges(session);
  let links = false;
  let canWatch = false;
  let refreshes: Refreshes = {};
  let later: ReadonlySet<Feature> = new Set();
  let started: Promise<unknown> = Promise.resolve();
  const pulled = new PulledDiagnostics(session, longWork, {
    ready: () => started,
    refresh: () => refreshes.diagnostics === true && connection.languages.diagnostics.refresh(),
  });

  const audits = new AuditFindings(session, (uri) => void guard("diagnostics", () => diagnostics.again(uri)));
  session.slow = audits;
  /** What is found in all documents may be other. */
  const findAgain = async (): Promise<void> => {
    audits.touch();
    await diagnostics.refreshAll();
  };

  /** One bad file must never end the server: a failure is logged, and the editor gets nothing for this request. */
  const guard: Guard = async (what, work, token) => {
    try {
      return await (token === undefined ? work() : unlessCancelled(token, work));
    } catch (error) {
      if (token?.isCancellationRequested === true) throw requestCancelled();
      connection.console.error(
        `${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      return null;
    }
  };
  /** The same for what somebody waits for: other work is held back meanwhile. */
  const asked: Guard = (what, work, token) => session.traffic.answer(() => guard(what, work, token));

  connection.onInitialize((params) => {
    session.encoding = chooseEncoding(params);
    links = params.capabilities.textDocument?.definition?.linkSupport === true;
    session.folders = (params.workspaceFolders ?? [])
      .map(({ uri }) => pathOf(uri))
      .filter((path) => path !== undefined);
    refreshes = refreshesOf(params);
    longWork.canShow = params.capabilities.window?.workDoneProgress === true;
    const pulls = params.capabilities.textDocument?.diagnostic;
    session.takesRelated = pulls?.relatedDocumentSupport === true;
    if (pulls !== undefined) diagnostics = pulled;
    audits.canTell = pulls === undefined || refreshes.diagnostics === true;
    settings.editor = params.capabilities.workspace;
    const options = (params.initializationOptions ?? {}) as InitializationOptions;
    trees.wanted = options.treeChanges === true;
    session.hasAnnotations =
      params.capabilities.workspace?.workspaceEdit?.changeAnnotationSupport !== undefined;
    session.hasCommands = options.commands === true;
    for (const [root, made] of Object.entries(options.choices ?? {})) choose(session, root, made);
    for (const [path, build] of Object.entries(options.builds ?? {})) chooseBuild(session, { path, build });
    if (options.guests === true) later = laterFeatures(params);
    canWatch = params.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    return {
      capabilities: capabilities(session.encoding, later, diagnostics === pulled),
      serverInfo: { name: "bootstrappable", version: "0.1.0" },
    };
  });
  connection.onInitialized(() => {
    if (later.size > 0) {
      const registrations = [...later].map(registrationOf);
      void guard("register", () => connection.sendRequest(RegistrationRequest.type, { registrations }));
    }
    started = guard("settings", () => settings.start());
    if (!canWatch) return;
    const watchers = watchedGlobs.map((globPattern) => ({ globPattern }));
    void guard("watch", async () => {
      await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
      session.watched = session.folders;
    });
  });

  const refresh = (uri: string) => {
    const work = () => diagnostics.refresh(uri);
    void guard("diagnostics", () => longWork.run(reading, undefined, CancellationToken.None, work));
    void guard("tree", () => trees.document(uri));
  };

  const related = new RelatedDocuments(session, (uri) => {
    audits.touch();
    void guard("diagnostics", () => diagnostics.again(uri));
  });

  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    session.documents.open(uri, languageId, version, text);
    refresh(uri);
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    session.traffic.came();
    if (!session.documents.change(uri, version, contentChanges)) return;
    refresh(uri);
    related.changed(uri);
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    related.changed(uri);
    session.documents.close(uri);
    // It may just have been saved; the watcher takes its time.
    session.forget([uri]);
    tokens.forget(uri);
    lenses.forget(uri);
    documentLinks.forget(uri);
    audits.forget(uri);
    void guard("close", () => diagnostics.clear(uri));
    void guard("tree", () => trees.document(uri));
  });
  const settings = new SettingsFeature(session, async () => {
    await findAgain();
    await refreshAll(connection, refreshes);
  });
  connection.onDidChangeConfiguration((params) => {
    void guard("settings", () => settings.changed(params.settings));
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const uris = changes.map(({ uri }) => uri);
    session.forget(uris);
    void guard("diagnostics", () => findAgain());
    void guard("tree", () => trees.files(uris));
  });

  /** Whatever was said of any file may be said differently now. */
  const sayAgain = () => {
    void guard("diagnostics", () => findAgain());
    void guard("refresh", () => refreshAll(connection, refreshes));
  };

  /** Something that is no file of the tree changed. */
  const changedAround = (root: string) => {
    sayAgain();
    void guard("tree", () => trees.tree(root));
  };

  const lookingAgain: keyof Requests = "bootstrappable/lookAgain";
  connection.onRequest(lookingAgain, (): null => {
    session.forgetAll();
    sayAgain();
    return null;
  });

  const choosing: keyof Requests = "bootstrappable/choose";
  connection.onRequest(
    choosing,
    async ({ root, choice }: ChooseParams): Promise<ConfigurationAnswer | null> => {
      choose(session, root, choice);
      changedAround(root);
      return guard("configuration", () => configuration(session, { root }));
    },
  );

  const choosingBuild: keyof Requests = "bootstrappable/chooseBuild";
  connection.onRequest(choosingBuild, async (params: ChooseBuildParams): Promise<BuildsAnswer | null> => {
    chooseBuild(session, params);
    sayAgain();
    return guard("builds", () => builds(session, params));
  });

  const common = { session, longWork, guard: asked };
  route(connection, {
    ...common,
    unhurried: guard,
    tokens,
    lenses,
    documentLinks,
    pulled,
    links: () => links,
  });
  routeTrees(connection, common);
  connection.listen();
}
