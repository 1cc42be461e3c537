import { assembleHex2 } from "@bootstrappable/core/assemble/hex2";
import { expandM1 } from "@bootstrappable/core/assemble/m1";
import type { Architecture } from "@bootstrappable/core/assemble/architectures";
import { describe, expect, it } from "vitest";
import { inputsOf } from "./programs";
import { callAll, errorsOf, unavailable, type Answer } from "./tools";

// We follow mescc-tools 1.7.0, which stage0-posix has. Debian's 1.4.0 differs in what is named here, and the random
// comparisons leave it out.

const bytesOf = (content: string) => inputsOf([content])[0]!.bytes;

function m1(source: string, architecture: Architecture): { tool: Answer; ours: string | undefined } {
  const args = ["-A", architecture, "--little-endian", "-f", "{0}"];
  const [tool] = callAll([{ tool: "M1", args, files: [bytesOf(source)] }]);
  const { hex2, findings } = expandM1(inputsOf([source]), architecture, false);
  return { tool, ours: errorsOf(findings).length > 0 ? undefined : Buffer.from(hex2).toString() };
}

describe.skipIf(unavailable !== undefined)(`known differences of 1.4.0 ${unavailable ?? ""}`, () => {
  it.each<[string, Architecture, string, string | undefined, string | undefined]>([
    ["numbers behind $ and & are labels", "amd64", "$5 &5\n", "$5 &5\n", "0500 05000000\n"],
    ["numbers behind sigils on Knight are labels", "knight-posix", "!5\n", "!5\n", "05\n"],
    ["_ in numbers makes a label", "amd64", "%1_000\n", "%1_000\n", "E8030000\n"],
    ["numbers out of range are cut", "amd64", "!300\n", "2C\n", undefined],
    ["a DEFINE of a string defines nothing", "amd64", "DEFINE a '33'\n:b\na\n", undefined, "\n:b\n33\n"],
    ["$ on RISC-V", "riscv64", "$5\n", "$5\n", "0500\n"],
  ])("M1: %s", (_, architecture, source, older, newer) => {
    const { tool, ours } = m1(source, architecture);
    expect([tool && Buffer.from(tool).toString(), ours]).toEqual([older, newer]);
  });

  it.each<[number, boolean, boolean]>([
    [-32768, true, false],
    [-32769, false, false],
    [-1, true, false],
    [0, true, true],
    [32767, true, true],
    [32768, false, true],
    [65535, false, true],
    [65536, false, false],
  ])("hex2: a 2-byte address of %d", (address, older, newer) => {
    const source = ":a $a\n";
    const args = ["-A", "x86", "--little-endian", "-B", `0x${(address >>> 0).toString(16)}`, "-f", "{0}"];
    const [tool] = callAll([{ tool: "hex2", args, files: [bytesOf(source)] }]);
    const options = { architecture: "x86", baseAddress: address, bigEndian: false, map: false } as const;
    const { findings } = assembleHex2(inputsOf([source]), options);
    expect([tool !== undefined, errorsOf(findings).length === 0]).toEqual([older, newer]);
  });
});
