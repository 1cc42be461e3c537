import { describe, expect, it } from "vitest";
import { knightDecoder } from "./knight";

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));

describe("Knight", () => {
  it.each<[hex: string, text: string, flow: string, target?: bigint]>([
    ["0500000F", "ADD R0 R0 R15", "next"],
    ["01000123", "ADD.CI R0 R1 R2 R3", "next"],
    ["09000512", "MOVE R1 R2", "next"],
    ["0D00002B", "FALSE R11", "next"],
    ["0D01001F", "RET R15", "return"],
    ["E100B0F0000F", "ANDI R15 R0 15", "next"],
    ["E10011000030", "SUBUI R0 R0 48", "next"],
    ["E0002D2F7FFF", "LOADUI R15 32767", "next"],
    ["E0002CC000B8", "JUMP.NP R0 0x10be", "branch", 0x10ben],
    ["3C00FFD8", "JUMP 0xfdc", "jump", 0xfdcn],
    ["E0002D0F0010", "CALLI R15 0x1016", "call", 0x1016n],
    ["E0002E000004", "LOADR R0 0x100a", "next"],
    ["42000000", "SYS_READ", "interrupt"],
    ["42100100", "FGETC", "interrupt"],
    ["00000000", "NOP", "next"],
    ["FFFFFFFF", "HALT", "trap"],
  ])("%s is %s", (hex, text, flow, target) => {
    const found = knightDecoder.decode(bytesOf(hex), 0, 0x1000n);
    expect([found?.text, found?.flow, found?.target]).toEqual([text, flow, target]);
    expect(found?.length).toBe(bytesOf(hex).length);
  });

  it.each(["", "05", "0500", "02000000", "E1FFFF000000", "E0002CC0"])("%j is no instruction", (hex) => {
    expect(knightDecoder.decode(bytesOf(hex), 0, 0n)).toBeUndefined();
  });
});
