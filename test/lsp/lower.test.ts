import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { LowerAnswer, LoweredLinkParams, Requests } from "../../server/src/protocol";
import { built } from "../support/build";
import { folderWith } from "../support/folder";
import { Client } from "./client";

beforeAll(built, 120_000);

const DEFINES = "DEFINE call E8\nDEFINE ret C3\n";
const MAIN = ":_start\n\tcall %exit # é leave\n:exit\n\tret\n";
const files: Readonly<Record<string, string>> = {
  "steps/manifest": "",
  "seed/stage0-posix/kaem.x86":
    "./x86/kaem-0 ./x86/mini.kaem\n./x86/catm m.M1 x86/defs.M1 x86/main.M1\n./x86/M0 m.M1 m.hex2\n./x86/catm p.hex2 x86/ELF.hex2 m.hex2\n./x86/hex2-0 p.hex2 x86/main\n",
  "seed/stage0-posix/x86/defs.M1": DEFINES,
  "seed/stage0-posix/x86/main.M1": MAIN,
  "seed/stage0-posix/x86/ELF.hex2": ":ELF_base\n7F 45 4C 46\n",
};

function tree(): (name: string) => string {
  const root = folderWith({});
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  return (name) => pathToFileURL(path.join(root, "seed/stage0-posix/x86", name)).href;
}

function ask<Method extends keyof Requests>(
  client: Client,
  method: Method,
  params: Requests[Method]["params"],
): Promise<Requests[Method]["result"] | null> {
  return client.connection.sendRequest(method, params);
}

describe("a source one stage down", () => {
  it("is that of its program, whose other files need not be open", async () => {
    const uri = tree()("main.M1");
    const client = await Client.start();
    const hex2 = await ask(client, "bootstrappable/lower", { uri, to: "hex2" });
    expect(hex2?.text).toBe(
      ":_start\n\tE8 %exit                    ; call %exit # é leave\n:exit\n\tC3                          ; ret\n",
    );
    const hex0 = await ask(client, "bootstrappable/lower", { uri, to: "hex0" });
    expect(hex0).toEqual({
      text: "#:_start ; (0x8048004)\n\tE8 00000000                 ; call %exit # é leave\n#:exit ; (0x8048009)\n\tC3                          ; ret\n",
      lines: [0, 1, 2, 3],
      architecture: "x86",
      output: "/x86/main",
      problems: [],
      errors: 0,
    } satisfies LowerAnswer);
    const dump = await ask(client, "bootstrappable/lower", { uri, to: "dump" });
    expect(dump?.text).toBe(
      `00000000  08048000  ${" ".repeat(12)}E8 00 00 00  00 C3${" ".repeat(20)}|    .....${".".repeat(1)}${" ".repeat(6)}|\n`,
    );
    expect(dump?.lines).toEqual([1]);
    const bytes = await ask(client, "bootstrappable/lower", { uri, to: "bytes" });
    expect(bytes?.text.split("\n").map((line) => line.trimEnd())).toEqual([
      "                :_start",
      "0004  08048004  E8 00 00 00 00           call 0x8048009  :exit                   ; 2",
      "                :exit",
      "0009  08048009  C3                       ret                                     ; 4",
      "",
    ]);
    expect(bytes?.lines).toEqual([1, 1, 3, 3]);
  });

  it("follows what is typed, in other files of the program, too", async () => {
    const at = tree();
    const client = await Client.start();
    await client.open(at("main.M1"), "m1", ":_start\n\tret\n");
    await client.open(at("defs.M1"), "m1", "DEFINE ret 90\n");
    const { text } = (await ask(client, "bootstrappable/lower", { uri: at("main.M1"), to: "hex0" }))!;
    expect(text).toContain("\t90                          ; ret\n");
  });

  it("is shown as far as it assembles, its errors beside it", async () => {
    const at = tree();
    const client = await Client.start();
    await client.open(at("main.M1"), "m1", ":_start\n# x\n\tcall %gone\n\tret\n");
    const answer = (await ask(client, "bootstrappable/lower", { uri: at("main.M1"), to: "hex0" }))!;
    expect(answer.text).toContain("\tC3");
    expect(answer.text).toContain("call %gone (gone: not known here)");
    expect(answer.problems).toEqual([
      {
        message: 'No label "gone".',
        range: { start: { line: 2, character: 6 }, end: { line: 2, character: 11 } },
      },
    ]);
    const other = (await ask(client, "bootstrappable/lower", { uri: at("ELF.hex2"), to: "hex0" }))!;
    expect([other.errors, other.problems]).toEqual([1, [{ message: 'No label "gone".' }]]);
  });

  it("of an unsaved document is as its language tells; of what has no such stage it is null", async () => {
    const client = await Client.start();
    await client.open("untitled:Untitled-1", "hex2", ":a\n90\n");
    const answer = await ask(client, "bootstrappable/lower", { uri: "untitled:Untitled-1", to: "hex0" });
    expect(answer?.text).toBe("#:a ; (0x8048000)\n90\n");
    expect(answer).not.toHaveProperty("output");
    expect(await ask(client, "bootstrappable/lower", { uri: "untitled:Untitled-1", to: "hex2" })).toBeNull();
    await client.open("untitled:Untitled-2", "kaem", "a\n");
    expect(await ask(client, "bootstrappable/lower", { uri: "untitled:Untitled-2", to: "hex0" })).toBeNull();
    expect(await ask(client, "bootstrappable/lower", { uri: "file:///gone.hex2", to: "hex0" })).toBeNull();
  });
});

describe("the link between them", () => {
  const at = (line: number, start: number, end: number) => ({
    start: { line, character: start },
    end: { line, character: end },
  });

  it.each<[what: string, ask: Omit<LoweredLinkParams, "uri">, found: readonly object[]]>([
    ["a reference's bytes", { to: "hex0", from: "source", range: at(1, 6, 11) }, [at(1, 4, 12)]],
    ["back to the reference", { to: "hex0", from: "lowered", range: at(1, 5, 5) }, [at(1, 6, 11)]],
    ["behind what is no ASCII", { to: "hex0", from: "lowered", range: at(1, 45, 51) }, [at(1, 12, 21)]],
    [
      "in a dump, as digits and characters",
      { to: "dump", from: "source", range: at(3, 1, 1) },
      [at(0, 48, 50), at(0, 80, 81)],
    ],
    ["from a dump", { to: "dump", from: "lowered", range: at(0, 80, 81) }, [at(3, 1, 4)]],
    [
      "in a disassembly, as digits and instruction",
      { to: "bytes", from: "source", range: at(3, 1, 1) },
      [at(3, 16, 18), at(3, 41, 44)],
    ],
    ["from a disassembly's digits", { to: "bytes", from: "lowered", range: at(1, 19, 21) }, [at(1, 6, 11)]],
    ["from its instruction", { to: "bytes", from: "lowered", range: at(1, 46, 46) }, [at(1, 1, 11)]],
    ["from its labels", { to: "bytes", from: "lowered", range: at(2, 18, 18) }, [at(3, 1, 4)]],
    [
      "of a line, beside everything in it",
      { to: "hex0", from: "source", range: at(1, 0, 0) },
      [at(1, 1, 51)],
    ],
    ["of nothing", { to: "hex0", from: "source", range: at(4, 0, 0) }, []],
  ])("%s", async (_, params, found) => {
    const client = await Client.start();
    const uri = tree()("main.M1");
    expect((await ask(client, "bootstrappable/loweredLink", { uri, ...params }))?.ranges).toEqual(found);
  });
});
