import { beforeAll, describe, expect, it } from "vitest";
import type { CodeAction } from "vscode-languageserver-protocol";
import type { RelocationAnswer } from "../../server/src/protocol";
import { built } from "../support/build";
import { Client } from "./client";

beforeAll(built, 120_000);

const source = "# isa: x86-32, é\n#:a\n31C0 ; xor_eax,eax\nEB FE ; jmp !a\n75 00 ; jne\n";
const range = { start: { line: 3, character: 4 }, end: { line: 3, character: 5 } };

describe("displacements", () => {
  it("are told with what they should be, and what nobody knows", async () => {
    const client = await Client.start();
    const uri = "untitled:Untitled-1";
    await client.open(uri, "hex0", source);
    const answer: RelocationAnswer | null = await client.connection.sendRequest("bootstrappable/relocation", {
      uri,
    });
    expect(answer).toEqual({
      edit: { changes: { [uri]: [{ range, newText: "C" }] } },
      text: source.replace("EB FE", "EB FC"),
      references: 1,
      fields: 0,
      notes: 0,
      unreached: [],
      unknown: [{ start: { line: 4, character: 0 }, end: { line: 4, character: 5 } }],
      broken: false,
    });
    await client.stop();
  });

  it("are fixed by an action of a kind of their own, as an editor asks for it when it saves", async () => {
    const client = await Client.start();
    const uri = "untitled:Untitled-1";
    await client.open(uri, "hex0", source);
    const ask = (only: string): Promise<CodeAction[]> =>
      client.connection.sendRequest("textDocument/codeAction", {
        textDocument: { uri },
        range,
        context: { diagnostics: [], only: [only] },
      });
    expect(await ask("source.fixAll")).toEqual([]);
    expect(await ask("source.fixDisplacements")).toEqual([
      {
        title: "Fix all displacements",
        kind: "source.fixDisplacements",
        edit: { changes: { [uri]: [{ range, newText: "C" }] } },
      },
    ]);
    await client.stop();
  });
});
