import { describe, expect, it } from "vitest";
import { assembleHex0 } from "../../assemble/hex0";
import type { DiagnosticCode } from "../../diagnostics/codes";
import { edited } from "../../testing/edits";
import { amd64Program, hex0Document, overlappingProgram, x86Program } from "../../testing/hex0";
import { SourceText } from "../../text/sourceText";
import { hex0Diagnostics } from "./diagnostics";

/** The first fix of a source's only finding of that code, applied. */
function fixed(source: string, code: DiagnosticCode): { title: string; preferred: boolean; text: string } {
  const text = SourceText.fromString(source);
  const found = hex0Diagnostics(hex0Document(text)).filter((one) => one.code === code);
  expect(found).toHaveLength(1);
  const fix = found[0]!.fixes![0]!;
  const result = edited(text, fix.edits);
  return {
    title: fix.title,
    preferred: fix.preferred === true,
    text: result.slice({ start: 0, end: result.length }),
  };
}

const bytesOf = (source: string) =>
  Buffer.from(assembleHex0(SourceText.fromString(source).bytes).bytes).toString("hex");
const findingsOf = (source: string) => hex0Diagnostics(hex0Document(source)).map(({ code }) => code);

describe("header fields are written in the author's own layout", () => {
  it.each<[title: string, code: DiagnosticCode, program: string, right: string, wrong: string]>([
    [
      "Set p_filesz and p_memsz to 0x64",
      "elf/file-size",
      x86Program,
      "64000000 64000000",
      "65000000 65000000",
    ],
    ["Set p_filesz to 0x64", "elf/file-size", x86Program, "64000000 64000000", "00640000 64000000"],
    ["Set p_filesz to 0x64", "elf/file-size", x86Program, "64 000000 64010000", "5f 000000 64010000"],
    [
      "Set p_filesz and p_memsz to 0x53",
      "elf/file-size",
      overlappingProgram,
      "53000000 53000000",
      "10000000 30000000",
    ],
    [
      "Set p_filesz to 0x7F",
      "elf/file-size",
      amd64Program,
      "7F00000000000000        # p_filesz",
      "7E00000000000000        # p_filesz",
    ],
    ["Set p_memsz to 0x64", "elf/memory-size", x86Program, "64000000 64000000", "64000000 00000000"],
    ["Set e_ehsize to 52", "elf/ehsize", x86Program, "3400 2000", "4000 2000"],
    ["Set e_phentsize to 56", "elf/header-size", amd64Program, "4000 3800", "4000 0000"],
  ])("%s", (title, code, program, right, wrong) => {
    const good = program.replace(right.replace("64 000000 64010000", "64000000 64000000"), right);
    expect(findingsOf(good)).toEqual([]);
    const result = fixed(good.replace(right, wrong), code);
    expect(result).toEqual({ title, preferred: true, text: good });
  });

  it("keeps digits that are right as they are written", () => {
    const source = x86Program.replace("64000000 64000000", "6e000000 6e000000") + "ab".repeat(9);
    expect(fixed(source, "elf/file-size").text).toBe(
      source.replace("6e000000 6e000000", "6D000000 6D000000"),
    );
    expect(findingsOf(x86Program.replace("64000000 64000000", "6d000000 6d000000") + "ab".repeat(9))).toEqual(
      [],
    );
  });

  it("offers nothing where a byte's digits stand apart", () => {
    const source = x86Program.replace("64000000 64000000", "6 3000000 63000000");
    const sizes = hex0Diagnostics(hex0Document(source)).filter(({ code }) => code === "elf/file-size");
    expect(sizes.map(({ fixes }) => fixes)).toEqual([[]]);
  });
});

describe("text", () => {
  it.each<[code: DiagnosticCode, source: string, title: string, preferred: boolean, expected: string]>([
    [
      "hex0/stray-text",
      "41 load 4\n42\n",
      "Make a comment from here to the end of the line",
      false,
      "41 # load 4\n42\n",
    ],
    ["hex0/stray-character", "é 41\n", "Make a comment from here to the end of the line", false, "# é 41\n"],
    ["hex0/stray-character", "\u{FEFF}41\n", "Remove it", true, "41\n"],
    ["hex0/comment-at-end", "41 # é", "Add a line end", true, "41 # é\n"],
  ])("%s in %j", (code, source, title, preferred, expected) => {
    expect(fixed(source, code)).toEqual({ title, preferred, text: expected });
    expect(findingsOf(expected)).toEqual([]);
  });

  it.each(["\u{FEFF}41 42\n", "41 # x"])("keeps the bytes of %j", (source) => {
    const code = findingsOf(source)[0]!;
    expect(bytesOf(fixed(source, code).text)).toBe(bytesOf(source));
  });
});
