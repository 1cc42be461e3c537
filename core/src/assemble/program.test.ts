import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SourceText } from "../text/sourceText";
import { assemble } from "./assemble";
import { expandM0 } from "./m0";
import { expandM1 } from "./m1";
import { assembleProgram, type ProgramInput } from "./program";

const input = (name: string, text: string): ProgramInput => ({
  name,
  bytes: SourceText.fromString(text).bytes,
});
const options = { architecture: "x86", baseAddress: 0x08048000, bigEndian: false } as const;

const header = input("ELF.hex2", ":ELF_base 7F 45 &_start %ELF_end>ELF_base\n:ELF_text\n");
const words = fc
  .array(
    fc.constantFrom(
      "ret",
      "call",
      "%a",
      "!b",
      "&a",
      ":a",
      ":b",
      "'90 #'",
      '"hi"',
      "%5",
      "\n",
      "; x\n",
      "DEFINE ret C3\n",
    ),
    {
      maxLength: 30,
    },
  )
  .map((list) => `${list.join(" ")}\n:_start :a :b :ELF_end\n`);
const defines = input("defs.M1", "DEFINE call E8\nDEFINE ret C3\n");

describe("a program of several stages", () => {
  it("has the bytes that the stages give one behind the other", () => {
    const property = fc.property(words, fc.boolean(), (text, stage) => {
      const source = input("a.M1", text);
      const files = [defines, source];
      const program = assembleProgram(
        [[header, { stage, architecture: "x86", files: stage ? [files] : files.map((file) => [file]) }]],
        options,
      );
      const joined = [{ name: "", bytes: new Uint8Array(files.flatMap(({ bytes }) => [...bytes])) }];
      const { hex2 } = stage ? expandM0(joined, "x86") : expandM1(files, "x86", false);
      const inputs = [header, { name: "a.hex2", bytes: hex2 }];
      const apart = assemble({
        language: "hex2",
        inputs: [{ name: "", bytes: new Uint8Array(inputs.flatMap(({ bytes }) => [...bytes])) }],
        ...options,
      });
      expect(program.assembly.bytes).toEqual(apart.bytes);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it("knows what nothing refers to, input by input", () => {
    const source = input("a.M1", "DEFINE nop 90\n:_start :a :b\n\tcall %a ret\n:ELF_end\n");
    const program = assembleProgram(
      [[header, { stage: true, architecture: "x86", files: [[defines, source]] }]],
      options,
    );
    const names = ({ input: at, range: { start, end } }: (typeof program.unusedLabels)[number]) =>
      `${program.inputs[at]!.name} ${new TextDecoder().decode(program.inputs[at]!.bytes.subarray(start, end))}`;
    expect(program.unusedLabels.map(names).sort()).toEqual(["ELF.hex2 ELF_text", "a.M1 b"]);
    expect(program.unusedDefines.map(names)).toEqual(["a.M1 nop"]);
    expect(program.assembly.findings).toEqual([]);
  });

  it("says nothing of labels that an unknown part may define", () => {
    const unknown: ProgramInput = { name: "main.M1", bytes: new Uint8Array(), unknown: true };
    const files = [[defines], [input("a.M1", ":a call %main\n")], [unknown]];
    const program = assembleProgram([[{ stage: false, architecture: "x86", files }]], options);
    expect(program.assembly.findings).toEqual([]);
    const known = assembleProgram(
      [[{ stage: false, architecture: "x86", files: files.slice(0, 2) }]],
      options,
    );
    expect(known.assembly.findings.map(({ diagnostic }) => diagnostic.code)).toEqual([
      "hex2/undefined-label",
    ]);
  });
});
