import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";

const server = path.join(import.meta.dirname, "../../../dist/server.js");

/** The language server over standard input and output, with an editor that can what VS Code can. */
export class BenchServer {
  #published = new Map();
  #waiting = [];

  /** Starts it on a folder, and waits until it is ready. */
  static async start(folder, nodeOptions = []) {
    const self = new BenchServer();
    self.process = spawn(process.execPath, [...nodeOptions, server, "--stdio"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    self.connection = createProtocolConnection(
      new StreamMessageReader(self.process.stdout),
      new StreamMessageWriter(self.process.stdin),
    );
    const watching = new Promise((resolve) => {
      self.connection.onRequest("client/registerCapability", () => resolve());
    });
    for (const refresh of ["semanticTokens", "inlayHint", "codeLens"])
      self.connection.onRequest(`workspace/${refresh}/refresh`, () => null);
    self.connection.onNotification("textDocument/publishDiagnostics", (params) => self.#take(params));
    self.connection.listen();
    await self.connection.sendRequest("initialize", {
      processId: null,
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "tree" }],
      capabilities: {
        workspace: { didChangeWatchedFiles: { dynamicRegistration: true } },
        textDocument: { definition: { linkSupport: true } },
      },
      initializationOptions: { treeChanges: true },
    });
    await self.connection.sendNotification("initialized", {});
    await watching;
    return self;
  }

  /** Opens a file; the answer is its first diagnostics. */
  open(file, languageId) {
    this.uri = pathToFileURL(file).href;
    this.version = 1;
    const text = readFileSync(file, "utf8");
    const published = this.#diagnosed(1);
    void this.connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri: this.uri, languageId, version: 1, text },
    });
    return published;
  }

  /** Replaces a stretch of one line of the open file, zero-based; the answer is the diagnostics of the new text. */
  edit(line, from, to, text) {
    const published = this.#diagnosed(++this.version);
    void this.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri: this.uri, version: this.version },
      contentChanges: [{ range: { start: { line, character: from }, end: { line, character: to } }, text }],
    });
    return published;
  }

  /** A request about the open file. */
  ask(method, params = {}) {
    return this.connection.sendRequest(method, { textDocument: { uri: this.uri }, ...params });
  }

  /** What it takes now: resident memory in MiB, and processor time so far in ms. */
  usage() {
    const { pid } = this.process;
    const [, pages] = readFileSync(`/proc/${pid}/statm`, "utf8").split(" ");
    let cpu = 0;
    for (const thread of readdirSync(`/proc/${pid}/task`))
      cpu += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]) / 1e6;
    return { rss: (Number(pages) * 4096) / 2 ** 20, cpu };
  }

  async stop() {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    await this.connection.sendRequest("shutdown");
    await this.connection.sendNotification("exit");
    await ended;
    this.connection.dispose();
  }

  #diagnosed(version) {
    return new Promise((resolve) => this.#waiting.push({ uri: this.uri, version, resolve }));
  }

  #take(params) {
    const still = [];
    for (const one of this.#waiting) {
      if (one.uri === params.uri && one.version === params.version) one.resolve(params);
      else still.push(one);
    }
    this.#waiting = still;
  }
}
