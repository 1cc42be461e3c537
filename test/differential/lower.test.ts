import { architectures } from "@bootstrappable/core/assemble/architectures";
import { assemble, linkOptionsOf } from "@bootstrappable/core/assemble/assemble";
import { failed, type AssemblyLanguage, type AssemblyRequest } from "@bootstrappable/core/assemble/assembly";
import { assembleHex0, hex0OfArchitecture, plainHex0 } from "@bootstrappable/core/assemble/hex0";
import { assembleHex2 } from "@bootstrappable/core/assemble/hex2";
import { labelsOf as labelDefinitions } from "@bootstrappable/core/languages/assembly/labels";
import { lowerToHex0, lowerToHex2 } from "@bootstrappable/core/languages/assembly/lower/lower";
import { sourceOf } from "@bootstrappable/core/languages/assembly/source";
import { isLabelComment } from "@bootstrappable/core/languages/hex/labelComments";
import { raiseHex0 } from "@bootstrappable/core/languages/hex/raise/raise";
import type { Machine } from "@bootstrappable/core/languages/hex/raise/target";
import { SourceText } from "@bootstrappable/core/text/sourceText";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hex2Program, inputsOf, m1Program, type Program } from "./programs";

const COUNT = 1000;
const dialects = [plainHex0, ...Object.values(hex0OfArchitecture)];

/** What a program assembles to, and each of its inputs as it is written one stage down. */
function hex0Of(language: AssemblyLanguage, program: Program, more: Partial<AssemblyRequest> = {}) {
  const { architecture, baseAddress, bigEndian, mode, files } = program;
  const inputs = inputsOf(files);
  const options = { architecture, baseAddress, bigEndian, byteMode: mode, ...more };
  const assembly = assemble({ language, inputs, map: true, ...options });
  const id = language === "hex1" ? "hex1" : language === "hex2" ? "hex2" : "m1";
  const assembled = {
    bytes: assembly.bytes,
    map: assembly.map!,
    addressOf: (offset: number) => baseAddress + offset,
    isLabel: () => true,
  };
  const listings = inputs.map(({ bytes }, input) =>
    lowerToHex0(assembled, sourceOf(new SourceText(bytes), id), input),
  );
  return { assembly, listings };
}

const join = (texts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(texts));

describe("lowered to hex0, a program assembles to the same bytes", () => {
  const check =
    (language: AssemblyLanguage, more: Partial<AssemblyRequest> = {}) =>
    (program: Program) => {
      const { assembly, listings } = hex0Of(language, program, more);
      for (const dialect of dialects) {
        const bytes = listings.map(({ text }) => assembleHex0(text.bytes, { dialect }).bytes);
        expect(join(bytes)).toEqual(new Uint8Array(assembly.bytes));
      }
      for (const { text, lines } of listings) {
        expect(lines.length).toBe(text.lineCount - 1);
        expect([...lines]).toEqual([...lines].sort((a, b) => a - b));
      }
    };

  it("hex2", { timeout: 120_000 }, () => {
    fc.assert(fc.property(hex2Program, check("hex2")), { numRuns: COUNT });
  });

  it("M1", { timeout: 120_000 }, () => {
    fc.assert(fc.property(m1Program, check("M1")), { numRuns: COUNT });
  });

  it("M1 as M0 reads it", { timeout: 120_000 }, () => {
    fc.assert(fc.property(m1Program, check("M1", { dialect: "stage" })), { numRuns: COUNT });
  });

  it("hex1, whatever stands in it", { timeout: 120_000 }, () => {
    fc.assert(fc.property(hex2Program, check("hex1")), { numRuns: COUNT });
  });
});

describe("lowered to hex2, M1 assembles to the same bytes", () => {
  it.each([false, true])("as M0 reads it: %s", { timeout: 120_000 }, (stage) => {
    fc.assert(
      fc.property(m1Program, (program) => {
        const { architecture, baseAddress, files } = program;
        const mode = stage ? "hex" : program.mode;
        const bigEndian = stage ? false : program.bigEndian;
        const inputs = inputsOf(files);
        const request: AssemblyRequest = {
          ...{ language: "M1", architecture, inputs, baseAddress, bigEndian, byteMode: mode },
          dialect: stage ? "stage" : "mescc-tools",
        };
        const assembly = assemble(request);
        fc.pre(!failed(assembly));
        const m1 = {
          architecture,
          bigEndian,
          stage,
          mode,
          files: stage ? [inputs] : inputs.map((one) => [one]),
        };
        const texts = inputs.map(({ bytes }, input) => {
          const { text, lines } = lowerToHex2(m1, sourceOf(new SourceText(bytes), "m1"), input);
          expect(lines.length).toBe(text.lineCount - 1);
          return text.bytes;
        });
        const hex2 = { name: "", bytes: join(texts) };
        const again = assembleHex2([hex2], linkOptionsOf(request), mode);
        expect(new Uint8Array(again.bytes)).toEqual(new Uint8Array(assembly.bytes));
      }),
      { numRuns: COUNT },
    );
  });
});

/** Labels of a hex2 source that are defined once, and whose names a comment can hold. */
function labelsOf(files: readonly Uint8Array[]): string[] {
  const counts = new Map<string, number>();
  for (const bytes of files) {
    const source = sourceOf(new SourceText(bytes), "hex2");
    for (const { name } of labelDefinitions(source)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].filter(([name, count]) => count === 1 && isLabelComment(name)).map(([name]) => name);
}

describe("raised to hex2, hex0", () => {
  it("assembles to the same bytes, whatever stands in it", { timeout: 120_000 }, () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "#:a",
        "# :b",
        "#c:",
        "#:a #:d",
        "#:x#y ; (0x8048001)",
        ";:e",
        "# note",
        "; je %a",
        "# call b",
      ),
      fc.constantFrom(
        "E8 00000000 ; call %a",
        "74 FE # je a",
        "0000 # &a",
        "63000000 # @a",
        "000000 94 # ^~a",
      ),
      fc.constantFrom(
        "00",
        "4",
        "1G",
        "F0 0D",
        "load",
        "%a",
        ":a",
        "^",
        "?",
        "é",
        "00010203 # !b>a",
        "# x\r41",
      ),
    );
    const gap = fc.constantFrom("\n", "\n", "\n", " ", "\t", "\r\n", "\r", "");
    const source = fc.array(fc.tuple(piece, gap), { maxLength: 16 }).map((all) => all.flat().join(""));
    const anyBytes = fc.uint8Array({ maxLength: 60 });
    const options = fc.record({
      architecture: fc.constantFrom(...architectures),
      baseAddress: fc.constantFrom(undefined, 0, 0x8048000),
      bigEndian: fc.boolean(),
      dialect: fc.constantFrom(...dialects),
    });
    fc.assert(
      fc.property(fc.oneof(source, anyBytes), options, (given, { baseAddress, ...rest }) => {
        const bytes = typeof given === "string" ? new TextEncoder().encode(given) : given;
        const raised = raiseHex0(bytes, { ...rest, ...(baseAddress === undefined ? {} : { baseAddress }) });
        const again = assembleRaised([raised.hex2], raised.machine);
        expect(new Uint8Array(again)).toEqual(assembleHex0(bytes, { dialect: rest.dialect }).bytes);
      }),
      { numRuns: 2 * COUNT },
    );
  });

  it("that hex2 was lowered to has the same bytes and labels again", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(hex2Program, (program) => {
        const { assembly, listings } = hex0Of("hex2", program);
        const { architecture, baseAddress, bigEndian } = program;
        const hex0 = join(listings.map(({ text }) => text.bytes));
        const raised = raiseHex0(hex0, { architecture, baseAddress, bigEndian });
        const again = assembleRaised([raised.hex2], raised.machine);
        expect(new Uint8Array(again)).toEqual(new Uint8Array(assembly.bytes));
        const before = labelsOf(inputsOf(program.files).map(({ bytes }) => bytes));
        expect(labelsOf([raised.hex2])).toEqual(before);
      }),
      { numRuns: COUNT },
    );
  });
});

function assembleRaised(files: readonly Uint8Array[], machine: Machine): Uint8Array {
  const { architecture, bigEndian, baseAddress = 0 } = machine;
  const inputs = files.map((bytes) => ({ name: "", bytes }));
  const { bytes, findings } = assembleHex2(inputs, { architecture, bigEndian, baseAddress, map: false });
  expect(findings.filter(({ diagnostic }) => diagnostic.severity === "error")).toEqual([]);
  return bytes;
}
