// As much of an editor as the benchmarks need: JSON-RPC over a server's standard input and output.

/** One connection to a server. */
export class Editor {
  #buffer = Buffer.alloc(0);
  #next = 1;
  #asked = new Map();
  #published = new Map();
  #version = 1;

  constructor(child) {
    this.child = child;
    child.stdout.on("data", (data) => this.#read(data));
  }

  /** Starts a session in a folder whose files the editor watches. */
  static async start(child, rootUri) {
    const editor = new Editor(child);
    const capabilities = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } };
    const workspaceFolders = [{ uri: rootUri, name: "tree" }];
    await editor.request("initialize", { processId: null, rootUri, capabilities, workspaceFolders });
    editor.#send({ method: "initialized", params: {} });
    return editor;
  }

  request(method, params) {
    const id = this.#next++;
    this.#send({ id, method, params });
    return new Promise((resolve, reject) => this.#asked.set(id, { resolve, reject }));
  }

  /** Opens a document; done when its diagnostics are there. */
  open(uri, languageId, text) {
    const textDocument = { uri, languageId, version: this.#version, text };
    const published = this.#awaitPublished(uri);
    this.#send({ method: "textDocument/didOpen", params: { textDocument } });
    return published;
  }

  /** Puts a text in place of the character at a position (or, for a blank, in front of it); done with its diagnostics. */
  change(uri, position, text) {
    const version = ++this.#version;
    const end = text === "" ? { ...position, character: position.character + 1 } : position;
    const contentChanges = [{ range: { start: position, end }, text }];
    const published = this.#awaitPublished(uri);
    this.#send({
      method: "textDocument/didChange",
      params: { textDocument: { uri, version }, contentChanges },
    });
    return published;
  }

  end() {
    this.child.kill();
  }

  #awaitPublished(uri) {
    return new Promise((resolve) => this.#published.set(uri, { version: this.#version, resolve }));
  }

  #send(message) {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #read(data) {
    this.#buffer = Buffer.concat([this.#buffer, data]);
    for (;;) {
      const end = this.#buffer.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#buffer.toString("latin1", 0, end))[1]);
      if (this.#buffer.length < end + 4 + length) return;
      const body = this.#buffer.toString("utf8", end + 4, end + 4 + length);
      this.#buffer = this.#buffer.subarray(end + 4 + length);
      this.#handle(JSON.parse(body));
    }
  }

  #handle({ id, method, params, result, error }) {
    if (method === "textDocument/publishDiagnostics") {
      const waiting = this.#published.get(params.uri);
      if (waiting !== undefined && params.version >= waiting.version) waiting.resolve(params);
    } else if (method !== undefined && id !== undefined) {
      this.#send({ id, result: null });
    } else if (id !== undefined) {
      const { resolve, reject } = this.#asked.get(id);
      this.#asked.delete(id);
      if (error) reject(new Error(error.message));
      else resolve(result);
    }
  }
}
