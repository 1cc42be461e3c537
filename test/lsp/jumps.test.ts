import { beforeAll, describe, expect, it } from "vitest";
import type { JumpsAnswer, JumpsParams } from "../../server/src/protocol";
import { built } from "../support/build";
import { Client } from "./client";

beforeAll(built, 120_000);

const source = "# isa: x86-32\n#:a\nE8 04000000 ; call %b\n74 F9 ; je !a\n\nEB FE ; jmp !c\n#:b\nC3 ; ret\n";

describe("the jumps of a source", () => {
  it("are those that touch the lines that are seen", async () => {
    const client = await Client.start();
    const uri = "untitled:Untitled-1";
    await client.open(uri, "hex0", source);
    const ask = (lines: Omit<JumpsParams, "uri">): Promise<JumpsAnswer | null> =>
      client.connection.sendRequest("bootstrappable/jumps", { uri, ...lines });
    const call = { from: 2, to: 7, kind: "call" };
    const branch = { from: 3, to: 2, kind: "branch" };
    const jump = { from: 5, to: 5, kind: "jump" };
    expect(await ask({})).toEqual({ jumps: [call, branch, jump] });
    expect(await ask({ firstLine: 4, lastLine: 4 })).toEqual({ jumps: [call] });
    expect(await ask({ firstLine: 5 })).toEqual({ jumps: [call, jump] });
    expect(await ask({ lastLine: 2 })).toEqual({ jumps: [call, branch] });
    await client.open("untitled:Untitled-2", "kaem", "cp a b\n");
    expect(
      await client.connection.sendRequest("bootstrappable/jumps", { uri: "untitled:Untitled-2" }),
    ).toBeNull();
    await client.stop();
  });
});
