import path from "node:path";
import { type ExtensionContext, type Disposable } from "vscode";
import {
  LanguageClient,
  TransportKind,
  type LanguageClientOptions,
  type ServerOptions,
} from "vscode-languageclient/node";

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

/** The language server in a process of its own, from start to end of the extension. */
export class Server implements Disposable {
  readonly #client: LanguageClient;

  constructor(context: ExtensionContext) {
    const module = path.join(context.extensionPath, "dist", "server.js");
    const server: ServerOptions = {
      run: { module, transport: TransportKind.ipc },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ["--nolazy", "--inspect=6009"] } },
    };
    const options: LanguageClientOptions = {
      documentSelector: languages.flatMap((language) => [
        { scheme: "file", language },
        { scheme: "untitled", language },
      ]),
      outputChannelName: "Bootstrappable",
    };
    this.#client = new LanguageClient("bootstrappable", "Bootstrappable", server, options);
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
    void this.#client.dispose();
  }
}
