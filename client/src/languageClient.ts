import path from "node:path";
import type { InitializationOptions, Notifications, Requests } from "@bootstrappable/server/protocol";
import {
  EventEmitter,
  type CancellationToken,
  type ExtensionContext,
  type Disposable,
  type WorkspaceEdit,
} from "vscode";
import {
  LanguageClient,
  TransportKind,
  type LanguageClientOptions,
  type ServerOptions,
  type WorkspaceEdit as LspWorkspaceEdit,
} from "vscode-languageclient/node";
import { imageScheme } from "./images/address";

/** Languages that the server knows; grammars, snippets and brackets are the manifest's (package.json). */
const languages = [
  "hex0",
  "hex1",
  "hex2",
  "m1",
  "kaem",
  "bootstrap-manifest",
  "bootstrap-sources",
  "bootstrap-checksums",
  "bootstrap-config",
];

/**
 * Files that belong to others, a shell's extension or nobody, in which the server knows something about a bootstrap's
 * steps. Outside of a bootstrap it leaves them alone.
 */
const guests = ["**/steps/**/*.sh", "**/steps/*/simple-patches/*.{before,after}"];

/** The language server in a process of its own, from start to end of the extension. */
export class Server implements Disposable {
  readonly #client: LanguageClient;
  readonly #treeChanged = new EventEmitter<readonly string[]>();
  /** Trees of which something changed, by their top folders. */
  readonly onTreeChanged = this.#treeChanged.event;

  /** `options` are asked for at every start. */
  constructor(context: ExtensionContext, options: () => InitializationOptions) {
    const module = path.join(context.extensionPath, "dist", "server.js");
    const server: ServerOptions = {
      run: { module, transport: TransportKind.ipc },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ["--nolazy", "--inspect=6009"] } },
    };
    const clientOptions: LanguageClientOptions = {
      initializationOptions: options,
      documentSelector: [
        ...languages.flatMap((language) => [
          { scheme: "file", language },
          { scheme: "untitled", language },
          { scheme: imageScheme, language },
        ]),
        ...guests.map((pattern) => ({ scheme: "file", pattern })),
      ],
      outputChannelName: "Bootstrappable",
      middleware: {
        // What is wrong with a file in an image is to be mended in what the image is made of.
        provideDiagnostics: (document, previous, token, next) =>
          ("uri" in document ? document.uri : document).scheme === imageScheme
            ? undefined
            : next(document, previous, token),
      },
    };
    this.#client = new LanguageClient("bootstrappable", "Bootstrappable", server, clientOptions);
    const changed: keyof Notifications = "bootstrappable/treeChanged";
    this.#client.onNotification(changed, ({ roots }: Notifications[typeof changed]) => {
      this.#treeChanged.fire(roots);
    });
  }

  /** Asks one of the questions of the server's protocol.ts; undefined where there is no answer. */
  async ask<Method extends keyof Requests>(
    method: Method,
    params: Requests[Method]["params"],
    token?: CancellationToken,
  ): Promise<Requests[Method]["result"] | undefined> {
    if (!this.#client.isRunning()) return undefined;
    type Result = Requests[Method]["result"] | null;
    try {
      // With an undefined token the parameters would be sent as a list.
      const sent =
        token === undefined
          ? this.#client.sendRequest<Result>(method, params)
          : this.#client.sendRequest<Result>(method, params, token);
      return (await sent) ?? undefined;
    } catch {
      // It was called off, or the server ended meanwhile; its own notice says so.
      return undefined;
    }
  }

  /** The edits of an answer, as the editor has them. */
  editOf(edit: LspWorkspaceEdit): Promise<WorkspaceEdit> {
    return this.#client.protocol2CodeConverter.asWorkspaceEdit(edit);
  }

  async start(): Promise<void> {
    await this.#client.start();
  }

  async restart(): Promise<void> {
    await this.#client.restart();
  }

  showOutput(): void {
    this.#client.outputChannel.show();
  }

  dispose(): void {
    this.#treeChanged.dispose();
    void this.#client.dispose();
  }
}
