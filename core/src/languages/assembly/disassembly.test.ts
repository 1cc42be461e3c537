import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SourceText } from "../../text/sourceText";
import { bytePieces, rangeOf } from "./lower/pieces";
import { disassembleDocument } from "./disassembly";
import { openSource } from "./testTree";

/** Rows as `line: address text`, labels before them. */
async function shown(name: string, text: string, more: Readonly<Record<string, string>> = {}) {
  const { rows, lineOf } = await disassembleDocument(openSource(name, text, more).document);
  return rows.flatMap((row) => [
    ...row.labels.map((label) => `:${label}`),
    `${(lineOf(row) ?? -1) + 1}: ${row.address?.toString(16) ?? "-"} ${row.text}`,
  ]);
}

describe("the bytes of a source", () => {
  it.each<[what: string, name: string, text: string, rows: readonly string[]]>([
    [
      "hex0: code where comments agree, and what control reaches from there; the rest is data",
      "hex1.hex0",
      "#:start\n58 ; pop_eax\n5B\nEB 02 ; jmp !end\n48 69 # text\n#:end\nC3 ; ret\n00\n",
      [
        ...[":start", "2: 0 pop eax", "3: 1 pop ebx", "4: 2 jmp short 6  :end", "5: 4 |Hi|"],
        ...[":end", "7: 6 ret", "8: 7 |.|"],
      ],
    ],
    [
      "hex0: a comment that does not agree is no reason to take the line for data",
      "hex1.hex0",
      "58 ; pop_ebx\n31 # a part of\nC9 # another\nC3 ; ret\n",
      ["1: 0 pop eax", "2: 1 xor ecx, ecx", "4: 3 ret"],
    ],
    [
      "hex1: the longer name of a label of one letter",
      "hex2.hex1",
      ":a #:First_pass\nE8 %a ; call %First_pass\nC3 ; ret\n",
      [":First_pass", "2: 0 call 0  :First_pass", "3: 5 ret"],
    ],
    [
      "hex2: labels of other files of the program are known",
      "M0.hex2",
      ":_start\nA1 &ELF_base ; mov_eax,[DWORD] &ELF_base\nC3 ; ret\n:ELF_end\n",
      [":_start", "2: 8048006 mov eax, [0x8048000]", "3: 804800b ret"],
    ],
    [
      "M1: macros are code, strings and references are not",
      "tool.M1",
      ':_start\n\tcall %exit\n:exit\n\tnop ret\n:text "hi"\n\t&text\n:ELF_end\n',
      [
        ...[":_start", "2: 8048006 call 0x804800B  :exit", ":exit", "4: 804800b nop", "4: 804800c ret"],
        ...[":text", "5: 804800d |hi.|", "6: 8048010 |....|"],
      ],
    ],
    ["a program without bytes", "hex1.hex0", "# nothing\n", []],
  ])("%s", async (_, name, text, rows) => {
    expect(await shown(name, text)).toEqual(rows);
  });

  it("are data where nothing tells the processor", async () => {
    const { rows, machine } = await disassembleDocument(
      openSource("/u/plain.hex0", "58 ; pop_eax\n").document,
    );
    expect(machine.modes).toEqual([]);
    expect(rows.map(({ kind, text }) => [kind, text])).toEqual([["data", "|X|"]]);
  });

  it("are read in the mode that the source says", async () => {
    const source = "# isa: x86-16\nB8 34 12 # mov ax, 0x1234\nEB FE\n";
    expect(await shown("/u/first.hex0", source)).toEqual(["2: 0 mov ax, 0x1234", "3: 3 jmp short 3"]);
  });

  it("are there once each and in order, whatever the source is", async () => {
    const pieces = [
      "58 ",
      "C3 ; ret\n",
      "EB FE ; jmp !a\n",
      "#:a\n",
      ":a ",
      "%a ",
      "4",
      '"x y"\n',
      "\n",
      "7F454C46 ",
    ];
    const text = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join(""));
    const names = fc.constantFrom("hex1.hex0", "hex2.hex1", "M0.hex2", "tool.M1");
    await fc.assert(
      fc.asyncProperty(names, text, async (name, source) => {
        const { document } = openSource(name, "");
        const { rows, situation } = await disassembleDocument({
          ...document,
          text: SourceText.fromString(source),
        });
        const range = rangeOf(bytePieces(situation.program.assembly.map, situation.input));
        let at = range.start;
        for (const row of rows) {
          expect(row.offset).toBe(at);
          expect(row.length).toBeGreaterThan(0);
          at += row.length;
        }
        expect(at).toBe(range.end);
      }),
      { numRuns: 60 },
    );
  });
});
