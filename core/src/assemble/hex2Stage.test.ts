import { describe, expect, it } from "vitest";
import { assemble } from "./assemble";
import type { Architecture } from "./architectures";
import type { AssemblyLanguage } from "./assembly";

function stage(language: AssemblyLanguage, architecture: Architecture, ...texts: string[]) {
  const inputs = texts.map((text, index) => ({
    name: `${index}`,
    bytes: new Uint8Array(Buffer.from(text, "latin1")),
  }));
  const { bytes, findings, map } = assemble({ language, architecture, inputs, dialect: "stage", map: true });
  expect(map?.length).toBe(bytes.length);
  return {
    hex: Buffer.from(bytes).toString("hex"),
    found: findings.map(({ diagnostic: { severity, code } }) => `${severity} ${code}`),
    map: map!,
  };
}

// Each expectation is what the tool of a real run wrote, and follows from its source by hand.
describe("hex2 as hex2-0 reads it", () => {
  it.each<[string, Architecture, string, string, string[]]>([
    // From the reference: 0 bytes back, then 1 back from 1.
    ["AArch64 counts from the reference", "aarch64", ":a !a\n!a\n", "00ff", []],
    ["in all four sizes", "aarch64", ":a 90 !a @a ~a %a\n", "90fffeff" + "fcffff" + "f9ffffff", []],
    ["`^` divides by four", "aarch64", ":a 00000000 ^~a 94\n", "00000000ffffff94", []],
    ["a second `^` takes it back", "aarch64", ":a 00000000 ^^~a 94\n", "00000000fcffff94", []],
    ["also to a base", "aarch64", ":a 0000000000000000 :b ^%b>a\n", "0000000000000000" + "02000000", []],
    [
      "a blank makes it forget the `^`",
      "aarch64",
      ":a 00000000 ^ ~a 94\n",
      "00000000fcffff94",
      ["warning hex2/unknown-to-stage"],
    ],
    ["`^` does nothing to an address", "aarch64", ":a ^&a\n", "00006000", []],
    ["`<` pads nothing", "aarch64", "90 <\n91\n", "9091", ["warning hex2/unknown-to-stage"]],
    ["FC ends the input", "aarch64", "90\xfc91\n", "90", ["warning hex2/end-of-file-byte"]],
    ["FC ends a name", "aarch64", ":a\xfc90 !a\n", "90ff", ["warning hex2/end-of-file-byte"]],
    ["FC is nothing in a comment", "aarch64", "90 # \xfc\n91\n", "9091", []],
    ["FC is nothing elsewhere", "amd64", "90 \xfc91\n", "9091", ["warning hex2/stray-character"]],
    // 1 and (3 xor 1), then 10 added for the upper digit: 12 + 10, where exclusive or gives 02.
    ["RISC-V adds the upper digit", "riscv64", ".11000000 13000000\n", "22000000", []],
    ["and drops the carry", "riscv32", ".F0000000 F0000000\n", "e0000000", []],
    // -16 and 4, its lower twelve bits the upper ones of the word: FF400000.
    [
      "also of what a label gives",
      "riscv32",
      `:a ${"00".repeat(16)} !a 13004010\n`,
      "00".repeat(16) + "1300800f",
      [],
    ],
    [
      "a base makes `&` a distance",
      "riscv64",
      ":a 90 :b &b>a\n",
      "9001000000",
      ["warning hex2/base-ignored"],
    ],
    ["and elsewhere it does not", "amd64", ":a 90 :b &b>a\n", "9001006000", ["warning hex2/base-ignored"]],
    [
      "`~` is nothing to AMD64, and its name digits",
      "amd64",
      ":ab ~ab\n",
      "ab",
      ["warning hex2/unknown-to-stage"],
    ],
    ["a label inside a byte is one too far", "x86", "9:a 0 &a\n", "90" + "01800408", []],
    ["but not on RISC-V", "riscv64", "9:a 0 &a\n", "90" + "00006000", []],
    [
      "what does not fit is cut",
      "amd64",
      `:a ${"00".repeat(200)} !a\n`,
      "00".repeat(200) + "37",
      ["warning hex2/displacement-out-of-range"],
    ],
  ])("%s", (_, architecture, text, hex, found) => {
    expect(stage("hex2", architecture, text)).toMatchObject({ hex, found });
  });

  it.each<[string, Architecture, string, string[]]>([
    ["a comment", "aarch64", "90 # x", ["error hex2/unended-line"]],
    ["a name", "x86", ":a 90 &a", ["error hex2/unended-line"]],
    ["a base", "riscv64", ":a 90 %a>a", ["error hex2/unended-line"]],
    ["a name on AArch64", "aarch64", ":a 90 &a", []],
    ["digits", "x86", "90", []],
  ])("%s at the end", (_, architecture, text, found) => {
    expect(stage("hex2", architecture, text).found).toEqual(found);
  });

  it("joins its inputs, as catm does", () => {
    expect(stage("hex2", "amd64", ":a 9", "0 &a", "\n").hex).toBe("9000006000");
    expect(stage("hex2", "amd64", "90 # x", "91\n92\n").hex).toBe("9092");
  });

  it("maps what is merged to all that it is merged from", () => {
    const { map } = stage("hex2", "riscv64", "90 .11000000 13000000\n");
    for (const offset of [1, 2, 3, 4])
      expect(map.originOf(offset)).toMatchObject({ range: { start: 3, end: 21 } });
  });
});

describe("M0, and hex2-0 behind it", () => {
  it.each<[string, Architecture, string, string, string[]]>([
    ["FC between words ends the input", "x86", "'90'\n\xfc '91'\n", "90", ["warning m1/end-of-file-byte"]],
    ["FC in a comment does not", "amd64", "'90' # \xfc\n'91'\n", "9091", []],
    ["FC in a string does not", "riscv64", '"\xfc"\n', "fc00", []],
    ["a reference of AArch64 counts from itself", "aarch64", ":a\n%a\n", "00000000", []],
    [
      "its `^` does not reach the next line",
      "aarch64",
      ":a\n'00000000'\n^ ~a '94'\n",
      "00000000fcffff94",
      ["warning hex2/unknown-to-stage"],
    ],
    ["it does in one word", "aarch64", ":a\n'00000000'\n^~a '94'\n", "00000000ffffff94", []],
    ["opcodes of RISC-V carry", "riscv32", "DEFINE x .11000000\nDEFINE o 13000000\nx o\n", "22000000", []],
  ])("%s", (_, architecture, text, hex, found) => {
    expect(stage("M0", architecture, text)).toMatchObject({ hex, found });
  });
});
