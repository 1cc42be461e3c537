import { fileURLToPath, pathToFileURL } from "node:url";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import {
  CallHierarchyIncomingCallsRequest,
  CallHierarchyOutgoingCallsRequest,
  CallHierarchyPrepareRequest,
  CodeLensRequest,
  CompletionRequest,
  CompletionResolveRequest,
  DocumentOnTypeFormattingRequest,
  DefinitionRequest,
  DidChangeConfigurationNotification,
  DocumentFormattingRequest,
  DocumentHighlightRequest,
  DocumentLinkRequest,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  HoverRequest,
  InlayHintRequest,
  PrepareRenameRequest,
  ReferencesRequest,
  RenameRequest,
  SelectionRangeRequest,
  SemanticTokensRangeRequest,
  SemanticTokensRequest,
  SignatureHelpRequest,
  WorkspaceSymbolRequest,
  type CompletionItem,
  type DocumentSymbol,
  type Location,
  type MarkupContent,
} from "vscode-languageserver-protocol/node";
import type { AssemblingAnswer, BuildsAnswer } from "../../server/src/protocol";
import { built } from "../support/build";
import { folderWith } from "../support/folder";
import { Client } from "./client";

beforeAll(built, 120_000);

const x86 = "seed/stage0-posix/x86";

/** The URI of a file of the tree. */
const fileUri = (folder: string, name: string) => pathToFileURL(path.join(folder, x86, name)).href;

const source = {
  hex0: "#:main\n90 # jmp main\n",
  hex1: ":a 90\nE8 %a # call\n",
  hex2: ":main\nE8 %exit # call %exit\n:exit\nC3 %main\n",
  M1: ":main\n\tcall %exit ; é\n:exit\n\tret %main\n",
};

const kaem = [
  "./bootstrap-seeds/POSIX/x86/hex0-seed ./x86/a.hex0 ./x86/artifact/hex1",
  "./x86/artifact/hex1 ./x86/a.hex1 ./x86/artifact/hex2-0",
  "./x86/artifact/hex2-0 ./x86/a.hex2 ./x86/artifact/M0",
  "./x86/artifact/catm ./x86/b.M1 ./x86/defs.M1 ./x86/a.M1",
  "./x86/artifact/M0 ./x86/b.M1 ./x86/b.hex2",
  "./x86/artifact/hex2-0 ./x86/b.hex2 ./x86/b",
  "",
].join("\n");

async function open(language: keyof typeof source, text: string = source[language]) {
  const folder = folderWith({
    "steps/manifest": "",
    "seed/stage0-posix/kaem.x86": "./bootstrap-seeds/POSIX/x86/kaem-optional-seed ./x86/mini.kaem\n",
    [`${x86}/mini.kaem`]: kaem,
    [`${x86}/defs.M1`]: "DEFINE ret C3\nDEFINE call E8\n",
    ...Object.fromEntries(Object.entries(source).map(([ending, content]) => [`${x86}/a.${ending}`, content])),
  });
  const uri = pathToFileURL(path.join(folder, x86, `a.${language}`)).href;
  const client = await Client.start();
  await client.open(uri, language.toLowerCase(), text, 1);
  const at = (needle: string) => {
    const before = text.slice(0, text.indexOf(needle)).split("\n");
    return { line: before.length - 1, character: before.at(-1)!.length };
  };
  return {
    client,
    folder,
    uri,
    at,
    textDocument: { uri },
    send: client.connection.sendRequest.bind(client.connection),
  };
}

describe.each<[language: keyof typeof source, name: string, use: string]>([
  ["hex0", "main", "main\n9"],
  ["hex1", "a", "a # call"],
  ["hex2", "exit", "exit # call"],
  ["M1", "exit", "exit ;"],
])("%s over the protocol", (language, name, use) => {
  it("has hovers, definitions, references, highlights and renames", async () => {
    const { send, textDocument, at, uri } = await open(language);
    const position = at(use);
    const hover = await send(HoverRequest.type, { textDocument, position });
    expect((hover?.contents as MarkupContent).value).toContain(`**${name}**`);
    const definition = (await send(DefinitionRequest.type, { textDocument, position })) as Location[];
    expect(definition.map((each) => each.uri)).toEqual([uri]);
    const context = { includeDeclaration: true };
    expect(await send(ReferencesRequest.type, { textDocument, position, context })).toHaveLength(2);
    expect(await send(DocumentHighlightRequest.type, { textDocument, position })).toHaveLength(2);
    const prepared = await send(PrepareRenameRequest.type, { textDocument, position });
    expect(prepared).toMatchObject({ placeholder: name });
    const renamed = await send(RenameRequest.type, { textDocument, position, newName: "z" });
    expect(Object.values(renamed?.changes ?? {}).flat()).toHaveLength(renamed?.changes === undefined ? 0 : 2);
    expect(JSON.stringify(renamed)).toContain('"newText":"z"');
  });

  it("has symbols, tokens, folding, selections, links and formatting", async () => {
    const { send, textDocument, at } = await open(language);
    const symbols = (await send(DocumentSymbolRequest.type, { textDocument })) as DocumentSymbol[];
    expect(symbols.map((each) => each.name)).toContain(name);
    const tokens = await send(SemanticTokensRequest.type, { textDocument });
    expect(tokens?.data.length).toBeGreaterThan(0);
    const range = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };
    const some = await send(SemanticTokensRangeRequest.type, { textDocument, range });
    expect(some?.data.length).toBeLessThan(tokens!.data.length);
    expect(await send(FoldingRangeRequest.type, { textDocument })).toBeInstanceOf(Array);
    const selections = await send(SelectionRangeRequest.type, { textDocument, positions: [at(use)] });
    expect(selections?.[0]?.parent).toBeDefined();
    const links = (await send(DocumentLinkRequest.type, { textDocument })) ?? [];
    expect(links.map(({ tooltip }) => tooltip)).toEqual(language === "M1" ? ["Macros of defs.M1"] : []);
    const options = { tabSize: 8, insertSpaces: false };
    expect(await send(DocumentFormattingRequest.type, { textDocument, options })).toEqual([]);
  });

  it("has findings", async () => {
    const wrong = { hex0: "9", hex1: "%b\n", hex2: "%nowhere\n", M1: "\tcall %nowhere\n" };
    const { client, uri } = await open(language, wrong[language]);
    const { diagnostics } = await client.published(uri, 1);
    expect(diagnostics.map(({ code }) => code)).toEqual([
      {
        hex0: "hex0/odd-nibble",
        hex1: "hex1/undefined-label",
        hex2: "hex2/undefined-label",
        M1: "hex2/undefined-label",
      }[language],
    ]);
  });
});

describe.each<[language: "hex1" | "hex2" | "M1", use: string]>([
  ["hex1", "a # call"],
  ["hex2", "exit # call"],
  ["M1", "exit ;"],
])("labels of %s over the protocol", (language, use) => {
  it("have completion, signatures, lenses, hints and calls", async () => {
    const { send, textDocument, at } = await open(language);
    const position = at(use);
    const items = (await send(CompletionRequest.type, { textDocument, position })) as CompletionItem[];
    const offered = items.find(({ label }) => label === (language === "hex1" ? "a" : "exit"))!;
    const resolved = await send(CompletionResolveRequest.type, offered);
    expect((resolved.documentation as MarkupContent).value).toContain(`*a.${language}:`);
    const signature = await send(SignatureHelpRequest.type, { textDocument, position });
    expect(signature?.signatures[0]?.label).toContain("%label");
    const lenses = await send(CodeLensRequest.type, { textDocument });
    expect(lenses?.map(({ command }) => command?.command).sort()).toEqual(["", "bootstrappable.assemble"]);
    const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const hints = await send(InlayHintRequest.type, { textDocument, range });
    expect(hints?.map(({ label }) => label)).toContain(language === "hex1" ? "= -6" : "= +0");
    const [item] = (await send(CallHierarchyPrepareRequest.type, { textDocument, position })) ?? [];
    expect(item).toBeDefined();
    const callers = await send(CallHierarchyIncomingCallsRequest.type, { item: item! });
    expect(callers?.map(({ from }) => from.name)).toEqual([language === "hex1" ? "a" : "main"]);
    expect(await send(CallHierarchyOutgoingCallsRequest.type, { item: item! })).toHaveLength(
      language === "hex1" ? 1 : 0,
    );
  });
});

describe("a finished line over the protocol", () => {
  it.each<[language: keyof typeof source, text: string, formatted: string]>([
    ["hex0", "90  \n90  \n", "90"],
    ["hex2", ":a 90  \n&a  \n", ":a 90"],
  ])("is formatted in %s, where the settings say so", async (language, text, formatted) => {
    const { client, send, textDocument } = await open(language, text);
    const params = {
      textDocument,
      position: { line: 1, character: 0 },
      ch: "\n",
      options: { tabSize: 8, insertSpaces: false },
    };
    expect(await send(DocumentOnTypeFormattingRequest.type, params)).toBeNull();
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, {
      settings: { bootstrappable: { formatOnType: true } },
    });
    const edits = await send(DocumentOnTypeFormattingRequest.type, params);
    const end = text.indexOf("\n");
    expect(edits).toEqual([
      {
        range: { start: { line: 0, character: formatted.length }, end: { line: 0, character: end } },
        newText: "",
      },
    ]);
  });
});

describe("label comments of hex0 over the protocol", () => {
  it("have completion, lenses, hints and calls", async () => {
    const text = "#:_start\n90 # call main\n#:main\nC3 # jmp \n";
    const { client, send, textDocument, at } = await open("hex0", text);
    const items = (await send(CompletionRequest.type, {
      textDocument,
      position: { line: 3, character: 9 },
    })) as CompletionItem[];
    expect(items.map(({ label }) => label)).toEqual(["_start", "main"]);
    const lenses = await send(CodeLensRequest.type, { textDocument });
    expect(lenses?.map(({ command }) => command?.title)).toEqual([
      "Assemble",
      "1 byte · 0 references",
      "1 byte · 1 reference",
    ]);
    const position = at("main\n#");
    const [item] = (await send(CallHierarchyPrepareRequest.type, { textDocument, position })) ?? [];
    const callers = await send(CallHierarchyIncomingCallsRequest.type, { item: item! });
    expect(callers?.map(({ from }) => from.name)).toEqual(["_start"]);
    const [start] =
      (await send(CallHierarchyPrepareRequest.type, { textDocument, position: at("_start") })) ?? [];
    const called = await send(CallHierarchyOutgoingCallsRequest.type, { item: start! });
    expect(called?.map(({ to }) => to.name)).toEqual(["main"]);
    const inlayHints = { addresses: true };
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, {
      settings: { bootstrappable: { inlayHints } },
    });
    const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const hints = await send(InlayHintRequest.type, { textDocument, range });
    expect(hints?.map(({ label }) => label)).toEqual(["0000", "0001"]);
  });
});

describe("a program over the protocol", () => {
  it("is looked at again in every document when one of them changes", async () => {
    const { client, folder, uri } = await open("M1");
    expect((await client.published(uri, 1)).diagnostics).toEqual([]);
    const defines = fileUri(folder, "defs.M1");
    await client.open(defines, "m1", "DEFINE ret C3\nDEFINE call E8\n", 1);
    await client.published(defines, 1);
    const again = client.publishedAgain(uri, 1);
    await client.change(defines, 2, [{ text: "DEFINE ret C3\n" }]);
    expect((await again).diagnostics.map(({ code }) => code)).toEqual(["m1/passed-on"]);
  });

  it("shows the hints that the settings ask for", async () => {
    const { client, send, textDocument } = await open("M1");
    const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const labels = async () =>
      (await send(InlayHintRequest.type, { textDocument, range }))?.map(({ label }) => label);
    expect(await labels()).toEqual(["= +0", "= -10"]);
    const inlayHints = { displacements: false, expansions: true, addresses: "no" };
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, {
      settings: { bootstrappable: { inlayHints } },
    });
    expect(await labels()).toEqual(["E8", "C3"]);
  });

  it("is found by the names in it", async () => {
    const { folder } = await open("M1");
    const client = await Client.start({}, undefined, {}, folder);
    const found = await client.connection.sendRequest(WorkspaceSymbolRequest.type, { query: "ext" });
    expect(found?.map(({ name, location }) => [name, location.uri])).toEqual(
      expect.arrayContaining([
        ["exit", fileUri(folder, "a.M1")],
        ["exit", fileUri(folder, "a.hex2")],
      ]),
    );
    expect(found).toHaveLength(2);
  });
});

describe("a file of several programs over the protocol", () => {
  const tree = {
    "steps/manifest": "",
    ...Object.fromEntries(
      ["x86", "amd64"].flatMap((architecture) => {
        const folder = architecture === "x86" ? "x86" : "AMD64";
        const build = (part: string, program: string) =>
          `./${folder}/artifact/catm ./${folder}/t.hex2 ./${part} ./shared/a.hex2\n` +
          `./${folder}/artifact/hex2-0 ./${folder}/t.hex2 ./bin/${program}\n`;
        return [
          [
            `seed/stage0-posix/kaem.${architecture}`,
            `./bootstrap-seeds/POSIX/${folder}/kaem-optional-seed ./${folder}/mini.kaem\n`,
          ],
          [
            `seed/stage0-posix/${folder}/mini.kaem`,
            `${build("shared/one.hex2", "one")}${build("shared/two.hex2", "two")}`,
          ],
        ];
      }),
    ),
    "seed/stage0-posix/shared/one.hex2": ":start 90\n",
    "seed/stage0-posix/shared/two.hex2": ":start 90 90\n",
    "seed/stage0-posix/shared/a.hex2": ":main\n&start %start\n",
  };

  async function openShared(options: { readonly builds?: string } = {}) {
    const folder = folderWith(tree);
    const file = path.join(folder, "seed/stage0-posix/shared/a.hex2");
    const uri = pathToFileURL(file).href;
    const client = await Client.start(
      { workspace: { inlayHint: { refreshSupport: true } } },
      undefined,
      options.builds === undefined ? {} : { builds: { [file]: options.builds } },
      folder,
    );
    await client.open(uri, "hex2", tree["seed/stage0-posix/shared/a.hex2"]);
    const hints = async () => {
      const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
      const found = await client.connection.sendRequest(InlayHintRequest.type, {
        textDocument: { uri },
        range,
      });
      return found?.map(({ label }) => label);
    };
    const hover = async () => {
      const position = { line: 1, character: 2 };
      const found = await client.connection.sendRequest(HoverRequest.type, {
        textDocument: { uri },
        position,
      });
      return (found?.contents as MarkupContent).value;
    };
    const ask = (method: "builds" | "chooseBuild", build?: string | null) =>
      client.connection.sendRequest<BuildsAnswer | null>(`bootstrappable/${method}`, {
        path: file,
        ...(build !== undefined && { build }),
      });
    return { client, uri, hints, hover, ask };
  }

  it("is seen in the first, and tells them all", async () => {
    const { ask, hints, hover } = await openShared();
    const answer = await ask("builds");
    expect(answer?.builds.map(({ name, shown, line }) => [name, shown, line])).toEqual([
      ["x86 /bin/one", true, 1],
      ["x86 /bin/two", false, 3],
      ["amd64 /bin/one", false, 1],
      ["amd64 /bin/two", false, 3],
    ]);
    expect(answer?.chosen).toBe(false);
    expect(await hints()).toEqual(["= 0x8048000", "= -9"]);
    expect(await hover()).toContain("one of 4 programs with this file");
  });

  it("is seen in the one that is chosen, until that is taken back", async () => {
    const { client, ask, hints, hover } = await openShared();
    const refreshed = new Promise((resolve) => {
      client.connection.onRequest("workspace/inlayHint/refresh", () => {
        resolve(undefined);
        return null;
      });
    });
    const answer = await ask("chooseBuild", "amd64 /bin/two");
    expect(answer?.builds.filter(({ shown }) => shown).map(({ name }) => name)).toEqual(["amd64 /bin/two"]);
    expect(answer?.chosen).toBe(true);
    await refreshed;
    expect(await hints()).toEqual(["= 0x600000", "= -10"]);
    expect(await hover()).toContain("*In `/bin/two` by seed/stage0-posix/AMD64/mini.kaem:4 (amd64)");
    expect((await ask("chooseBuild", null))?.chosen).toBe(false);
    expect(await hints()).toEqual(["= 0x8048000", "= -9"]);
  });

  it("is seen in the one that was chosen before, and a choice that is no more does nothing", async () => {
    const { hints, ask } = await openShared({ builds: "x86 /bin/two" });
    expect(await hints()).toEqual(["= 0x8048000", "= -10"]);
    expect((await ask("chooseBuild", "x86 /bin/none"))?.chosen).toBe(false);
    expect(await hints()).toEqual(["= 0x8048000", "= -9"]);
  });

  it("is assembled as the one that it is seen in, alone as its path tells, or as somebody answers", async () => {
    const { client, uri, ask } = await openShared();
    const lens = async () => {
      const lenses = await client.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri } });
      return lenses
        ?.map(({ command }) => command)
        .find(({ title } = { title: "", command: "" }) => title.startsWith("Assemble"));
    };
    expect(await lens()).toEqual({ title: "Assemble /bin/one (x86)", command: "bootstrappable.assemble" });
    const folder = folderWith({
      "a_amd64.M1": "x\n",
      "amd64_defs.M1": "DEFINE x 90\n",
      "a.hex1": "",
      "b.kaem": "",
    });
    const shared = fileURLToPath(uri);
    const assembling = (file: string, architecture?: string) =>
      client.connection.sendRequest<AssemblingAnswer | null>("bootstrappable/assembling", {
        path: path.resolve(folder, file),
        ...(architecture !== undefined && { architecture }),
      });
    const program = { kind: "program", output: "/bin/one", name: "x86 /bin/one" };
    expect(await assembling(shared)).toEqual(program);
    // What somebody answers says nothing against the tree.
    expect(await assembling(shared, "riscv64")).toEqual(program);
    await ask("chooseBuild", "amd64 /bin/two");
    expect(await assembling(shared)).toEqual({ kind: "program", output: "/bin/two", name: "amd64 /bin/two" });
    expect((await lens())?.title).toBe("Assemble /bin/two (amd64)");
    expect(await assembling("a_amd64.M1")).toEqual({
      ...{ kind: "alone", architecture: "amd64", baseAddress: "0x600000" },
      defines: [path.join(folder, "amd64_defs.M1")],
    });
    const possible = ["x86", "amd64", "aarch64", "riscv32", "riscv64"];
    const unknown = await assembling("a.hex1");
    expect(unknown).toMatchObject({
      kind: "unknown",
      architectures: expect.arrayContaining(possible) as string[],
    });
    expect(unknown?.kind === "unknown" && unknown.architectures).not.toContain("ppc64le");
    expect(await assembling("a.hex1", "riscv32")).toEqual({
      kind: "alone",
      architecture: "riscv32",
      defines: [],
    });
    expect(await assembling("a.hex1", "ppc64le")).toEqual(unknown);
    expect([await assembling("b.kaem"), await assembling("none.hex2")]).toEqual([null, null]);
  });

  it("is none where nothing assembles it, and of no other language", async () => {
    const { client } = await openShared();
    const folder = folderWith({ "x.hex2": ":a\n", "x.kaem": "true\n" });
    const ask = (name: string) =>
      client.connection.sendRequest<BuildsAnswer | null>("bootstrappable/builds", {
        path: path.join(folder, name),
      });
    expect((await ask("x.hex2"))?.builds).toEqual([]);
    expect(await ask("x.kaem")).toBeNull();
    expect(await ask("none.hex2")).toBeNull();
  });
});
