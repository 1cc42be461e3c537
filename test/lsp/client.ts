import { pathToFileURL } from "node:url";
import { spawn, type ChildProcess } from "node:child_process";
import { afterEach } from "vitest";
import {
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type InitializeResult,
  type ProtocolConnection,
  type Registration,
  type PublishDiagnosticsParams,
  type TextDocumentContentChangeEvent,
} from "vscode-languageserver-protocol/node";
import { programs } from "../support/build";

/** How the server is started: as the package's server, which is the usual way, or by the `bootstrappable` command. */
export const commands = {
  server: [programs.server, "--stdio"],
  cli: [programs.cli, "lsp", "--stdio"],
} as const;

interface Started {
  readonly process: ChildProcess;
  readonly connection: ProtocolConnection;
}

const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  running.clear();
});

/** Starts the packaged server, which says nothing before it is asked. */
export function startServer(command: readonly string[] = commands.server): Started {
  const child = spawn(process.execPath, command, { stdio: ["pipe", "pipe", "pipe"] });
  running.add(child);
  // A test that ends the server must not fail on what it had still to say to it.
  child.stdin.on("error", () => undefined);
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
    { error: () => undefined, warn: () => undefined, info: () => undefined, log: () => undefined },
  );
  connection.onError(() => undefined);
  connection.listen();
  return { process: child, connection };
}

/** The exit code of a server that ends by itself. */
export function exitCode(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once("exit", (code) => resolve(code)));
}

/** An editor, as far as the tests need one. */
export class Client {
  readonly #published = new Map<string, PublishDiagnosticsParams>();
  readonly #waiting: {
    uri: string;
    version: number | undefined;
    resolve: (found: PublishDiagnosticsParams) => void;
  }[] = [];
  /** What the server asked to be told of, by method. */
  readonly registrations: Registration[] = [];

  /** The methods of {@link registrations}. */
  get registered(): string[] {
    return this.registrations.map(({ method }) => method);
  }

  private constructor(
    readonly process: ChildProcess,
    readonly connection: ProtocolConnection,
    readonly initialized: InitializeResult,
  ) {
    connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
      this.#published.set(params.uri, params);
      for (const one of this.#waiting.filter(
        ({ uri, version }) => uri === params.uri && version === params.version,
      )) {
        this.#waiting.splice(this.#waiting.indexOf(one), 1);
        one.resolve(params);
      }
    });
    connection.onRequest(RegistrationRequest.type, ({ registrations }) => {
      this.registrations.push(...registrations);
    });
  }

  static async start(
    capabilities: ClientCapabilities = {},
    command: readonly string[] = commands.server,
    initializationOptions: object = {},
    folder?: string,
  ): Promise<Client> {
    const { process, connection } = startServer(command);
    const result = await connection.sendRequest<InitializeResult>("initialize", {
      processId: null,
      workspaceFolders: folder === undefined ? null : [{ uri: pathToFileURL(folder).href, name: "folder" }],
      capabilities,
      initializationOptions,
    });
    const client = new Client(process, connection, result);
    await connection.sendNotification(InitializedNotification.type, {});
    return client;
  }

  async open(uri: string, languageId: string, text: string, version = 1): Promise<void> {
    this.#published.delete(uri);
    const textDocument = { uri, languageId, version, text };
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
  }

  async change(
    uri: string,
    version: number,
    contentChanges: TextDocumentContentChangeEvent[],
  ): Promise<void> {
    const params = { textDocument: { uri, version }, contentChanges };
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, params);
  }

  async close(uri: string): Promise<void> {
    this.#published.delete(uri);
    await this.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  }

  /** What the server publishes for that version of a document; without a version, what it publishes when it is closed. */
  published(uri: string, version?: number): Promise<PublishDiagnosticsParams> {
    const known = this.#published.get(uri);
    if (known && known.version === version) return Promise.resolve(known);
    return new Promise((resolve) => this.#waiting.push({ uri, version, resolve }));
  }

  /** What the server publishes next for that version of a document, whatever it said before. */
  publishedAgain(uri: string, version: number): Promise<PublishDiagnosticsParams> {
    return new Promise((resolve) => this.#waiting.push({ uri, version, resolve }));
  }

  /** Ends the server as an editor does, and gives its exit code. */
  async stop(): Promise<number | null> {
    const code = exitCode(this.process);
    await this.connection.sendRequest(ShutdownRequest.type);
    await this.connection.sendNotification(ExitNotification.type);
    return code;
  }
}
