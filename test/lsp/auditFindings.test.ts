import path from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import {
  CodeActionRequest,
  CodeActionTriggerKind,
  DiagnosticRefreshRequest,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  HoverRequest,
  PublishDiagnosticsNotification,
  type CodeAction,
  type ClientCapabilities,
  type Diagnostic,
  type DocumentDiagnosticReport,
} from "vscode-languageserver-protocol/node";
import { built } from "../support/build";
import { folderWith } from "../support/folder";
import { Client } from "./client";

beforeAll(built, 120_000);

const source = "58 ; pop_eax\n5B ; pop_ecx # a slip\nC3 ; ret\n";
const uri = "file:///x86/slip.hex0";
const slip = "The comment is not what the bytes do: the register is ebx, not ecx.";

const messages = (found: readonly Diagnostic[]) =>
  found.map(({ range, message }) => `${range.start.line + 1}: ${message as string}`);

/** Opens the document and waits until its comments were held against its bytes. */
async function opened(): Promise<Client> {
  const client = await Client.start();
  await client.open(uri, "hex0", source);
  expect(messages((await client.published(uri, 1)).diagnostics)).toEqual([]);
  expect(messages((await client.publishedAgain(uri, 1)).diagnostics)).toEqual([`2: ${slip}`]);
  return client;
}

describe("an editor that is told of diagnostics", () => {
  it("is told first what is quick to find, then of comments that are not what their bytes do", async () => {
    const client = await opened();
    const { diagnostics } = await client.published(uri, 1);
    expect(diagnostics).toMatchObject([
      {
        range: { start: { line: 1, character: 5 }, end: { line: 1, character: 12 } },
        severity: 2,
        code: "audit/disagrees",
      },
    ]);
  });

  it("keeps a finding where its line goes while somebody types, and drops it with its line", async () => {
    const client = await opened();
    await client.change(uri, 2, [{ range: lines(0, 0), text: "40 ; inc_eax\n" }]);
    expect(messages((await client.published(uri, 2)).diagnostics)).toEqual([`3: ${slip}`]);
    await client.change(uri, 3, [{ range: lines(2, 2, 8, 11), text: "ebx" }]);
    expect(messages((await client.published(uri, 3)).diagnostics)).toEqual([]);
    await client.change(uri, 4, [{ range: lines(1, 1, 5, 12), text: "pop_edx" }]);
    expect(messages((await client.published(uri, 4)).diagnostics)).toEqual([]);
    const { diagnostics } = await client.publishedAgain(uri, 4);
    expect(messages(diagnostics)).toEqual([
      "2: The comment is not what the bytes do: the register is eax, not edx.",
    ]);
  });

  it("is told of them although somebody hovers on and on", async () => {
    const client = await Client.start();
    await client.open(uri, "hex0", source);
    await client.published(uri, 1);
    const told: string[][] = [];
    void client.publishedAgain(uri, 1).then(({ diagnostics }) => told.push(messages(diagnostics)));
    while (told.length === 0) await hover(client);
    expect(told).toEqual([[`2: ${slip}`]]);
  });

  it("is told nothing of a text that is another by then", async () => {
    const client = await Client.start();
    const told: string[] = [];
    client.connection.onNotification(PublishDiagnosticsNotification.type, ({ version, diagnostics }) => {
      if (version === 3) told.push(...messages(diagnostics));
    });
    const long = source.repeat(2000);
    await client.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: "hex0", version: 1, text: long },
    });
    // The audit has come to its turn by then, or is held back.
    const until = performance.now() + 500;
    while (performance.now() < until) await hover(client);
    const change = (version: number, text: string) =>
      client.connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      });
    await change(2, "58 ; pop_eax\n");
    await change(3, "58 ; pop_ebx\n");
    while (told.length === 0) await hover(client);
    expect(told).toEqual(["1: The comment is not what the bytes do: the register is eax, not ebx."]);
  });

  it("is told where a source and its prototype differ, whichever of them is changed", async () => {
    const nops = "90 90 90 90 90 90 90 90 90 90\n".repeat(2);
    const folder = folderWith({ "x86/twin.hex0": `${nops}C3\n`, "x86/twin.hex2": `${nops}C2\n` });
    const client = await Client.start();
    const first = pathToFileURL(path.join(folder, "x86/twin.hex0")).href;
    const second = pathToFileURL(path.join(folder, "x86/twin.hex2")).href;
    await client.open(first, "hex0", `${nops}C3\n`);
    await client.published(first, 1);
    const { diagnostics } = await client.publishedAgain(first, 1);
    expect(diagnostics).toMatchObject([
      {
        severity: 4,
        code: "audit/twin",
        message: "The byte at 0x14 is C3 here, and C2 in `twin.hex2`: 1 of 21 differs.",
        relatedInformation: [{ location: { uri: second, range: lines(2, 2, 0, 2) } }],
      },
    ]);
    await client.open(second, "hex2", `${nops}C2\n`);
    await client.published(second, 1);
    await client.change(second, 2, [{ range: lines(2, 2, 1, 2), text: "3" }]);
    let left = await client.publishedAgain(first, 1);
    // What is known before the audit has been done again comes first.
    while (left.diagnostics.length > 0) left = await client.publishedAgain(first, 1);
  });

  it("is told of none where the setting says so", async () => {
    const client = await opened();
    const settings = { bootstrappable: { auditComments: false } };
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings });
    await client.publishedAgain(uri, 1);
    expect(messages((await client.publishedAgain(uri, 1)).diagnostics)).toEqual([]);
  });

  it.each([undefined, CodeActionTriggerKind.Automatic])(
    "is offered what puts it right (%s)",
    async (triggerKind) => {
      const client = await opened();
      const actions = (await client.connection.sendRequest(CodeActionRequest.type, {
        textDocument: { uri },
        range: lines(1, 1, 5, 5),
        context: { diagnostics: [], ...(triggerKind && { triggerKind }) },
      })) as CodeAction[];
      expect(actions.map(({ title, kind, edit }) => [title, kind, edit?.changes?.[uri]])).toEqual([
        ["Correct the comment: pop_ebx", "quickfix", [{ range: lines(1, 1, 10, 11), newText: "b" }]],
        ["Correct the bytes: 59", "quickfix", [{ range: lines(1, 1, 1, 2), newText: "9" }]],
      ]);
    },
  );

  it("is offered it at once where a person asks for it", async () => {
    const client = await Client.start();
    await client.open(uri, "hex0", source);
    const ask = (triggerKind: CodeActionTriggerKind) =>
      client.connection.sendRequest(CodeActionRequest.type, {
        textDocument: { uri },
        range: lines(1, 1, 5, 5),
        context: { diagnostics: [], triggerKind },
      });
    expect(await ask(CodeActionTriggerKind.Automatic)).toEqual([]);
    expect(await ask(CodeActionTriggerKind.Invoked)).toHaveLength(2);
  });
});

describe("an editor that asks for diagnostics", () => {
  const pulling = (refreshSupport: boolean): ClientCapabilities => ({
    textDocument: { diagnostic: {} },
    workspace: { diagnostics: { refreshSupport } },
  });
  const pull = async (client: Client, of: string) => {
    const params = { textDocument: { uri: of } };
    const report: DocumentDiagnosticReport = await client.connection.sendRequest(
      DocumentDiagnosticRequest.type,
      params,
    );
    return report.kind === "full" ? messages(report.items) : [];
  };

  it("is asked to ask again when there are others", async () => {
    const client = await Client.start(pulling(true));
    const asked = new Promise<void>((resolve) =>
      client.connection.onRequest(DiagnosticRefreshRequest.type, () => resolve()),
    );
    await client.open(uri, "hex0", source);
    expect(await pull(client, uri)).toEqual([]);
    await asked;
    expect(await pull(client, uri)).toEqual([`2: ${slip}`]);
  });

  it("gets all at once where it cannot be asked to", async () => {
    const client = await Client.start(pulling(false));
    await client.open(uri, "hex0", source);
    expect(await pull(client, uri)).toEqual([`2: ${slip}`]);
  });

  it("gets those of a file that is not open", async () => {
    const folder = folderWith({ "x86/slip.hex0": source });
    const client = await Client.start(pulling(true), undefined, {}, folder);
    expect(await pull(client, pathToFileURL(path.join(folder, "x86/slip.hex0")).href)).toEqual([
      `2: ${slip}`,
    ]);
  });
});

/** Asks what the first byte is. */
function hover(client: Client): Promise<unknown> {
  return client.connection.sendRequest(HoverRequest.type, {
    textDocument: { uri },
    position: { line: 0, character: 0 },
  });
}

function lines(first: number, last: number, from = 0, to = 0) {
  return { start: { line: first, character: from }, end: { line: last, character: to } };
}
