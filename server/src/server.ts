import type { FileSystem } from "@bootstrappable/core/platform/fileSystem";
import { DidChangeWatchedFilesNotification, type Connection } from "vscode-languageserver";
import { capabilities, chooseEncoding } from "./capabilities";
import { Diagnostics } from "./features/diagnostics";
import { SemanticTokensFeature } from "./features/semanticTokens";
import { route, type Guard } from "./route";
import { Session } from "./session";

/** Files whose coming, going or changing can change what is said of an open document. */
const watched = ["**/steps/**", "**/seed/**", "**/distfiles/*"];

/** Routes an editor's messages to the features. What is said about a language is all in core. */
export function serve(connection: Connection, files: FileSystem, documentation: string | undefined): void {
  const session = new Session(connection, files, documentation);
  const diagnostics = new Diagnostics(session);
  const tokens = new SemanticTokensFeature(session);
  let links = false;
  let canWatch = false;

  /** One bad file must never end the server: a failure is logged, and the editor gets nothing for this request. */
  const guard: Guard = async (what, work) => {
    try {
      return await work();
    } catch (error) {
      connection.console.error(
        `${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      return null;
    }
  };
  connection.onInitialize((params) => {
    session.encoding = chooseEncoding(params);
    links = params.capabilities.textDocument?.definition?.linkSupport === true;
    canWatch = params.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    return {
      capabilities: capabilities(session.encoding),
      serverInfo: { name: "bootstrappable", version: "0.1.0" },
    };
  });
  connection.onInitialized(() => {
    if (!canWatch) return;
    const watchers = watched.map((globPattern) => ({ globPattern }));
    void guard("watch", () =>
      connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }),
    );
  });

  const refresh = (uri: string) => void guard("diagnostics", () => diagnostics.refresh(uri));

  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    session.documents.open(uri, languageId, version, text);
    refresh(uri);
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    if (session.documents.change(uri, version, contentChanges)) refresh(uri);
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    session.documents.close(uri);
    tokens.forget(uri);
    void guard("close", () => diagnostics.clear(uri));
  });
  connection.onDidChangeWatchedFiles(() => void guard("diagnostics", () => diagnostics.refreshAll()));

  route(connection, { session, tokens, guard, links: () => links });
  connection.listen();
}
