import { rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import {
  CancellationTokenSource,
  DiagnosticRefreshRequest,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticRequest,
  HoverRequest,
  LSPErrorCodes,
  PublishDiagnosticsNotification,
  WorkDoneProgressCancelNotification,
  WorkDoneProgressCreateRequest,
  WorkspaceDiagnosticRequest,
  WorkspaceSymbolRequest,
  type ClientCapabilities,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type FullDocumentDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver-protocol/node";
import { built } from "../support/build";
import { folderWith } from "../support/folder";
import { Client } from "./client";

beforeAll(built, 120_000);

const pulling: ClientCapabilities = {
  textDocument: { diagnostic: {} },
  workspace: { diagnostics: { refreshSupport: true } },
};

const x86 = "seed/stage0-posix/x86";
const files = {
  "steps/manifest": "build: nowhere-1.0\n",
  "seed/stage0-posix/kaem.x86": "./bootstrap-seeds/POSIX/x86/kaem-optional-seed ./x86/mini.kaem\n",
  [`${x86}/mini.kaem`]: [
    "./x86/artifact/catm ./x86/b.hex2 ./x86/ELF.hex2 ./x86/a.hex2",
    "./x86/artifact/hex2-0 ./x86/b.hex2 ./x86/b",
    "",
  ].join("\n"),
  [`${x86}/artifact/catm`]: "",
  [`${x86}/artifact/hex2-0`]: "",
  [`${x86}/ELF.hex2`]: ":base 7F\n&exit &base\n",
  [`${x86}/a.hex2`]: ":main %exot %main\n:exit C3\n",
  "odd.hex0": "41 # x\n4\n4 é 2",
  "fine.hex0": "41 # x\n",
  "long.kaem": "export A\n".repeat(1500),
};

const languageOf = (name: string) =>
  /kaem/.exec(name)?.[0] ?? /hex[02]/.exec(name)?.[0] ?? "bootstrap-manifest";

const uriIn = (folder: string, name: string) => pathToFileURL(path.join(folder, name)).href;

async function pull(
  client: Client,
  uri: string,
  previousResultId?: string,
): Promise<DocumentDiagnosticReport> {
  const params = { textDocument: { uri }, ...(previousResultId !== undefined && { previousResultId }) };
  return client.connection.sendRequest(DocumentDiagnosticRequest.type, params);
}

const itemsOf = (report: DocumentDiagnosticReport): Diagnostic[] =>
  report.kind === "full" ? report.items : [];

/** An editor that asks for the workspace's diagnostics, and what it has been told of each file. */
async function watching(folder: string, capabilities: ClientCapabilities = pulling) {
  const client = await Client.start(capabilities, undefined, {}, folder);
  const told = new Map<string, WorkspaceDocumentDiagnosticReport>();
  const ids = new Map<string, string>();
  const take = (reports: readonly WorkspaceDocumentDiagnosticReport[]) => {
    for (const report of reports) {
      if (report.kind === "full") told.set(path.basename(report.uri), report);
      if (report.resultId === undefined) ids.delete(report.uri);
      else ids.set(report.uri, report.resultId);
    }
  };
  const ask = (partialResultToken?: string) =>
    client.connection.sendRequest(WorkspaceDiagnosticRequest.type, {
      previousResultIds: [...ids].map(([uri, value]) => ({ uri, value })),
      ...(partialResultToken !== undefined && { partialResultToken }),
    });
  const codes = () =>
    Object.fromEntries(
      [...told].map(([name, report]) => [
        name,
        report.kind === "full" ? [...new Set(report.items.map(({ code }) => code))] : [],
      ]),
    );
  return { client, told, take, ask, codes };
}

describe("an editor that asks for diagnostics", () => {
  it("is offered them, and an editor that does not is not", async () => {
    const options = {
      identifier: "bootstrappable",
      interFileDependencies: true,
      workspaceDiagnostics: true,
      workDoneProgress: true,
    };
    expect((await Client.start(pulling)).initialized.capabilities.diagnosticProvider).toEqual(options);
    expect((await Client.start()).initialized.capabilities.diagnosticProvider).toBeUndefined();
  });

  it.each(Object.keys(files))("finds in %s what the others are told, and is told nothing", async (name) => {
    const folder = folderWith(files);
    const uri = uriIn(folder, name);
    const text = files[name as keyof typeof files];
    const pushed = await Client.start({}, undefined, {}, folder);
    await pushed.open(uri, languageOf(name), text);
    const { diagnostics } = await pushed.published(uri, 1);
    const client = await Client.start(pulling, undefined, {}, folder);
    const told: unknown[] = [];
    client.connection.onNotification(PublishDiagnosticsNotification.type, (params) => void told.push(params));
    await client.open(uri, languageOf(name), text);
    expect(itemsOf(await pull(client, uri))).toEqual(diagnostics);
    await client.close(uri);
    // The file on the disk says the same, open or not.
    expect(itemsOf(await pull(client, uri))).toEqual(diagnostics);
    expect(told).toEqual([]);
  });

  it("is told when it has them already, also by a server that was started anew", async () => {
    const uri = "file:///program.hex0";
    const first = await Client.start(pulling);
    await first.open(uri, "hex0", "4");
    const report = (await pull(first, uri)) as FullDocumentDiagnosticReport;
    expect(report).toMatchObject({ kind: "full", items: [{ code: "hex0/odd-nibble" }] });
    const { resultId } = report;
    expect(await pull(first, uri, resultId)).toEqual({ kind: "unchanged", resultId });
    const again = await Client.start(pulling);
    await again.open(uri, "hex0", "4");
    expect(await pull(again, uri, resultId)).toEqual({ kind: "unchanged", resultId });
    await again.change(uri, 2, [{ text: "5" }]);
    expect(await pull(again, uri, resultId)).toMatchObject({ kind: "full", items: [{}] });
    await again.change(uri, 3, [{ text: "55" }]);
    expect(await pull(again, uri, resultId)).toMatchObject({ kind: "full", items: [] });
  });

  it("gets those of the program's other open files with them, where it takes them", async () => {
    const folder = folderWith(files);
    const header = uriIn(folder, `${x86}/ELF.hex2`);
    const main = uriIn(folder, `${x86}/a.hex2`);
    for (const relatedDocumentSupport of [true, false]) {
      const client = await Client.start({ textDocument: { diagnostic: { relatedDocumentSupport } } });
      await client.open(header, "hex2", ":base 7F &base &exit\n");
      await client.open(main, "hex2", "%base\n");
      const report = await pull(client, main);
      expect(itemsOf(report)).toEqual([]);
      const related = Object.entries(report.relatedDocuments ?? {});
      expect(related.map(([uri, its]) => [uri, itemsOf(its as DocumentDiagnosticReport)])).toEqual(
        relatedDocumentSupport ? [[header, [expect.objectContaining({ code: "hex2/undefined-label" })]]] : [],
      );
    }
  });

  it("asks again for the other files of a program when one was changed, and for all when one was on the disk", async () => {
    const folder = folderWith(files);
    const client = await Client.start(pulling, undefined, {}, folder);
    let waiting: () => void = () => undefined;
    client.connection.onRequest(DiagnosticRefreshRequest.type, () => waiting());
    const refreshed = () => new Promise<void>((resolve) => (waiting = resolve));
    const header = uriIn(folder, `${x86}/ELF.hex2`);
    const main = uriIn(folder, `${x86}/a.hex2`);
    await client.open(header, "hex2", files[`${x86}/ELF.hex2`]);
    await client.open(main, "hex2", files[`${x86}/a.hex2`]);
    let told = refreshed();
    await client.change(main, 2, [{ text: ":main %main\n" }]);
    await told;
    expect(itemsOf(await pull(client, header)).map(({ code }) => code)).toEqual(["hex2/undefined-label"]);
    told = refreshed();
    const changes = [{ uri: uriIn(folder, "steps/manifest"), type: 2 as const }];
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes });
    await told;
  });
});

describe("the diagnostics of a whole folder", () => {
  const found = {
    manifest: ["manifest/missing-file", "manifest/unknown-package"],
    "kaem.x86": [],
    "mini.kaem": [],
    "ELF.hex2": [],
    "a.hex2": ["hex2/undefined-label"],
    "odd.hex0": expect.arrayContaining(["hex0/stray-character", "hex0/odd-nibble"]) as string[],
    "fine.hex0": [],
    "long.kaem": expect.any(Array) as string[],
  };

  it("are those of files that are open and those that are not", async () => {
    const folder = folderWith(files);
    const { client, told, take, ask, codes } = await watching(folder);
    const uri = uriIn(folder, "fine.hex0");
    await client.open(uri, "hex0", "4", 7);
    take((await ask()).items);
    expect(codes()).toEqual({ ...found, "fine.hex0": ["hex0/odd-nibble"] });
    expect(told.get("fine.hex0")?.version).toBe(7);
    expect(told.get("odd.hex0")?.version).toBeNull();
    for (const report of told.values()) {
      if (report.kind === "full") expect(itemsOf(await pull(client, report.uri))).toEqual(report.items);
    }
  });

  it("are streamed, held while nothing changes, and then only the news", async () => {
    const folder = folderWith(files);
    const { client, told, take, ask, codes } = await watching(folder);
    const partial: WorkspaceDocumentDiagnosticReport[] = [];
    client.connection.onProgress(WorkspaceDiagnosticRequest.partialResult, "stream", ({ items }) => {
      partial.push(...items);
    });
    expect((await ask("stream")).items).toEqual([]);
    take(partial.splice(0));
    expect(codes()).toEqual(found);
    told.clear();
    const next = ask("stream");
    // It is not answered before something changes: another request is, meanwhile.
    const hover = { textDocument: { uri: "file:///none.hex0" }, position: { line: 0, character: 0 } };
    const answered = await Promise.race([
      next.then(() => "it"),
      client.connection.sendRequest(HoverRequest.type, hover).then(() => "the other"),
    ]);
    expect(answered).toBe("the other");
    writeFileSync(path.join(folder, "fine.hex0"), "4\n");
    rmSync(path.join(folder, "odd.hex0"));
    const changes = [
      { uri: uriIn(folder, "fine.hex0"), type: 2 as const },
      { uri: uriIn(folder, "odd.hex0"), type: 3 as const },
    ];
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes });
    await next;
    take(partial);
    // It may have been looking at the files while they changed; then the next answer has the rest.
    while (told.size < 2) take((await ask()).items);
    expect(codes()).toEqual({ "fine.hex0": ["hex0/odd-nibble"], "odd.hex0": [] });
  });

  it("can be cancelled while they are held", async () => {
    const { client, take, ask } = await watching(folderWith({ "fine.hex0": "41\n" }));
    const { items } = await ask();
    take(items);
    const source = new CancellationTokenSource();
    const previousResultIds = items.map(({ uri, resultId }) => ({ uri, value: resultId! }));
    const held = client.connection.sendRequest(
      WorkspaceDiagnosticRequest.type,
      { previousResultIds },
      source.token,
    );
    source.cancel();
    await expect(held).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
  });

  it("are none, and taken back, where the settings say so", async () => {
    const { client, take, ask, codes } = await watching(folderWith({ "odd.hex0": "4" }));
    take((await ask()).items);
    expect(codes()).toEqual({ "odd.hex0": ["hex0/odd-nibble"] });
    const settings = { bootstrappable: { checkWholeFolder: false } };
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings });
    take((await ask()).items);
    expect(codes()).toEqual({ "odd.hex0": [] });
  });
});

describe("progress", () => {
  it("is told under the token of a request", async () => {
    const folder = folderWith(files);
    const { client } = await watching(folder);
    for (const [method, params] of [
      [DocumentDiagnosticRequest.method, { textDocument: { uri: uriIn(folder, "odd.hex0") } }],
      [WorkspaceDiagnosticRequest.method, { previousResultIds: [] }],
      [WorkspaceSymbolRequest.method, { query: "exit" }],
      ["bootstrappable/plan", { root: "/nowhere" }],
    ] as const) {
      const kinds: string[] = [];
      const listening = client.connection.onNotification("$/progress", (told: unknown) => {
        const { token, value } = told as { token: string; value: { kind: string } };
        if (token === "mine") kinds.push(value.kind);
      });
      await client.connection.sendRequest(method, { ...params, workDoneToken: "mine" });
      listening.dispose();
      expect([kinds[0], kinds.at(-1)], method).toEqual(["begin", "end"]);
      if (method === WorkspaceDiagnosticRequest.method) expect(kinds).toContain("report");
    }
  });

  it("is shown for long work by the server itself, and the person can end it", async () => {
    const names = Array.from({ length: 16 }, (_, index) => `file-${index}`);
    const sum = "0".repeat(64);
    const folder = folderWith({
      "steps/manifest": "build: p-1\n",
      "steps/p-1/sources": names.map((name) => `f http://h/${name} ${sum}\n`).join(""),
      ...Object.fromEntries(names.map((name) => [`distfiles/${name}`, ""])),
    });
    // Hashing so much takes far longer than what nobody needs to hear of.
    for (const name of names) truncateSync(path.join(folder, "distfiles", name), 512 << 20);
    const client = await Client.start({ window: { workDoneProgress: true } }, undefined, {}, folder);
    const told: { kind: string; title?: string; cancellable?: boolean }[] = [];
    client.connection.onRequest(WorkDoneProgressCreateRequest.type, () => undefined);
    client.connection.onNotification("$/progress", (progress: unknown) => {
      const { token, value } = progress as { token: string; value: (typeof told)[0] };
      told.push(value);
      if (value.kind === "begin")
        void client.connection.sendNotification(WorkDoneProgressCancelNotification.type, { token });
    });
    expect(await client.connection.sendRequest("bootstrappable/distfiles", { root: folder })).toBeNull();
    expect(told[0]).toMatchObject({ kind: "begin", title: "Hashing distfiles", cancellable: true });
    expect(told.at(-1)).toEqual({ kind: "end" });
  });
});

it("a request that is cancelled before it is looked at is answered so", async () => {
  const client = await Client.start();
  const uri = "file:///program.hex0";
  await client.open(uri, "hex0", "41");
  const source = new CancellationTokenSource();
  const params = { textDocument: { uri }, position: { line: 0, character: 0 } };
  const asked = client.connection.sendRequest(HoverRequest.type, params, source.token);
  source.cancel();
  await expect(asked).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
});
