import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { architectures, type Architecture } from "./architectures";
import { assemble } from "./assemble";
import { assemblyLanguages, type AssemblyLanguage, type Dialect } from "./assembly";
import { bloodElf } from "./bloodElf";
import { expandM0 } from "./m0";
import { expandM1 } from "./m1";

const encoder = new TextEncoder();
const inputOf = (text: string) => ({ name: "a", bytes: encoder.encode(text) });

/** The source without its marks, and the range that they mark. */
function unmarked(fixture: string): { source: string; range: { start: number; end: number } } {
  const start = encoder.encode(fixture.slice(0, fixture.indexOf("⟦"))).length;
  const inside = fixture.slice(fixture.indexOf("⟦") + 1, fixture.indexOf("⟧"));
  return {
    source: fixture.replace(/[⟦⟧]/g, ""),
    range: { start, end: start + encoder.encode(inside).length },
  };
}

/** Checks that one finding is made, of the marked range; a fixture without marks makes none. */
function check(
  language: AssemblyLanguage,
  architecture: Architecture,
  fixture: string,
  code?: string,
  dialect: Dialect = "mescc-tools",
): void {
  const { source, range } = unmarked(fixture);
  const { findings } = assemble({ language, architecture, dialect, inputs: [inputOf(source)] });
  const found = findings.map(({ diagnostic }) => [diagnostic.code, diagnostic.range]);
  expect(found).toEqual(code === undefined ? [] : [[code, range]]);
}

function bytesOf(language: AssemblyLanguage, architecture: Architecture, source: string, base = 0): string {
  const made = assemble({ language, architecture, baseAddress: base, inputs: [inputOf(source)] });
  return Buffer.from(made.bytes).toString("hex");
}

const long = (length: number) => "a".repeat(length);

describe("hex2 says", () => {
  it.each<[string, Architecture, string]>([
    ["undefined-label", "x86", ":a ⟦%b⟧ 00\n"],
    ["undefined-label", "x86", ":a ⟦%a>b⟧\n"],
    ["undefined-label", "x86", ":a ⟦%a#⟧ # x\n"],
    ["duplicate-label", "x86", ":a 00\n⟦:a⟧ %a\n"],
    ["displacement-out-of-range", "x86", `:a ${"00".repeat(128)} ⟦!a⟧ 00\n`],
    ["field-out-of-range", "riscv64", `:a ${"00".repeat(4098)} ⟦@a⟧ 63000000\n`],
    ["field-out-of-range", "riscv64", "⟦$a⟧ 6F000000 00 :a\n"],
    ["unaligned-branch", "armv7l", "00 :a ^⟦~a⟧\n"],
    ["unaligned-branch", "armv7l", "00 :a ^ ⟦$a⟧\n"],
    ["unaligned-target", "aarch64", "00 :a ^⟦~a⟧ 94\n"],
    ["stray-character", "amd64", "00 ⟦?⟧12\n"],
    ["ignored-sigil", "amd64", "00 ⟦<⟧ 00\n"],
    ["ignored-sigil", "x86", "00 ⟦.⟧12\n"],
    ["odd-nibble", "x86", "00 ⟦1⟧\n"],
    ["unfinished-word", "riscv32", "⟦.⟧123456\n"],
    ["unmerged-word", "riscv32", "13000000 ⟦.⟧12345678\n"],
    ["base-ignored", "amd64", ":a &a⟦>a⟧\n"],
    ["base-unsupported", "riscv64", ":a !a⟦>⟧ 13000000\n"],
    ["token-too-long", "x86", `⟦:${long(4096)}⟧\n`],
    ["carriage-return", "x86", ":a⟦\r⟧\n"],
  ])("hex2/%s (%s)", (code, architecture, fixture) => check("hex2", architecture, fixture, `hex2/${code}`));

  it.each<[Architecture, string]>([
    ["x86", `:a ${"00".repeat(127)} !a # 128 back\n`],
    ["x86", `:${long(4095)}\n`],
    ["riscv64", ":a @a 63000000 $a 6F000000 ~a 17000000 !a 13000000\n< %a>a &a\n"],
    ["aarch64", ":a ^~a 94 < &a $b :b # comment at the end"],
  ])("nothing of sane sources (%s)", (architecture, source) => check("hex2", architecture, source));

  it("every input's own half byte is dropped", () => {
    const inputs = [inputOf("11 2"), inputOf("33")];
    const { bytes, findings } = assemble({ language: "hex2", architecture: "x86", inputs });
    expect([...bytes]).toEqual([0x11, 0x33]);
    expect(findings.map(({ input, diagnostic }) => [input, diagnostic.code])).toEqual([
      [0, "hex2/odd-nibble"],
    ]);
  });
});

describe("hex1 says", () => {
  it.each<[string, Architecture, string]>([
    ["undefined-label", "x86", "E8 ⟦%a⟧\n"],
    ["duplicate-label", "amd64", ":a 00 ⟦:a⟧ %a\n"],
    ["label-inside-byte", "x86", "1⟦:a⟧2 %a\n"],
    ["missing-name", "x86", ":a 00 ⟦%⟧"],
    ["unusable-name", "x86", "⟦:\0⟧\n"],
    ["upper-immediate", "riscv64", `:a ${"00".repeat(0x1800)} ⟦~a⟧ 17000000\n`],
    ["comment-at-end", "aarch64", "00 ⟦# x⟧"],
    ["unknown-sigil", "x86", "⟦!⟧a0\n"],
    ["stray-character", "x86", "00⟦x⟧\n"],
    ["odd-nibble", "riscv32", "00 ⟦1⟧\n"],
  ])("hex1/%s (%s)", (code, architecture, fixture) => {
    check("hex1", architecture, fixture, `hex1/${code}`);
  });

  it("a byte FC ends the input on RISC-V", () => {
    const inputs = [{ name: "a", bytes: Uint8Array.of(0x31, 0x32, 0xfc, 0x33, 0x34) }];
    const { bytes, findings } = assemble({ language: "hex1", architecture: "riscv32", inputs });
    expect([[...bytes], findings[0]?.diagnostic.code]).toEqual([[0x12], "hex1/end-of-file-byte"]);
  });

  it("a label above 7F is refused on RISC-V", () => {
    const inputs = [{ name: "a", bytes: Uint8Array.of(0x3a, 0xe9, 0x0a) }];
    const { findings } = assemble({ language: "hex1", architecture: "riscv64", inputs });
    expect(findings.map(({ diagnostic }) => diagnostic.code)).toEqual(["hex1/unusable-name"]);
  });
});

describe("M1 says", () => {
  it.each<[string, Architecture, string]>([
    ["unknown-token", "amd64", ":a ⟦foo⟧\n"],
    ["unknown-token", "amd64", "⟦12⟧\n"],
    ["empty-input", "amd64", "⟦⟧# nothing\n"],
    ["unterminated-string", "amd64", ':a ⟦"b⟧\nc\n'],
    ["string-too-long", "amd64", `⟦"${long(4095)}⟧"\n`],
    ["token-too-long", "amd64", `⟦:${long(4095)}⟧\n`],
    ["incomplete-define", "amd64", ":a\n⟦DEFINE⟧"],
    ["define-across-lines", "amd64", "⟦DEFINE⟧ a\n:b\n"],
    ["duplicate-define", "amd64", "DEFINE a 12\nDEFINE ⟦a⟧ 13\na\n"],
    ["value-out-of-range", "amd64", "⟦!257⟧\n"],
    ["value-wrapped", "amd64", "⟦!256⟧\n"],
    ["value-wrapped", "riscv64", "⟦!5000⟧ '13000000'\n"],
    ["malformed-number", "amd64", "⟦!0XFF⟧\n"],
    ["negative-padding", "amd64", "⟦<-1⟧\n"],
    ["padding-too-large", "amd64", "⟦<0x7fffffff⟧\n"],
    ["non-ascii-string", "amd64", '"a⟦é⟧"\n'],
    ["carriage-return", "amd64", ":a⟦\r⟧\n"],
    ["nul-byte", "amd64", ":a⟦\0⟧b\n"],
  ])("m1/%s (%s)", (code, architecture, fixture) => {
    const { source, range } = unmarked(fixture);
    const { findings } = expandM1([inputOf(source)], architecture, false);
    const [found] = findings;
    expect([findings.length, found?.diagnostic.code]).toEqual([1, `m1/${code}`]);
    expect(found?.diagnostic.range).toEqual(range);
  });

  it.each<[Architecture, string]>([
    ["amd64", "DEFINE ret C3\nDEFINE ret C3\n:a ret %a !0x7F '90' \"text\" <4 <\n"],
    ["riscv64", "DEFINE addi 13000000\nrd !4 addi\nDEFINE rd .00050000\n"],
    ["knight-posix", ":a 12 'E000' \"text\"\n"],
  ])("nothing of sane sources (%s)", (architecture, source) => {
    expect(expandM1([inputOf(source)], architecture, false).findings).toEqual([]);
  });
});

describe("M0 says", () => {
  it.each<[string, Architecture, string]>([
    ["define-at-end", "x86", ":a ⟦DEFINE⟧ a 12\n"],
    ["unended-comment", "x86", ":a ⟦# b⟧"],
    ["unended-token", "x86", "⟦:a⟧"],
    ["number-without-sigil", "riscv64", "⟦:1⟧\n"],
    ["taken-for-number", "x86", "⟦83⟧\n"],
    ["taken-for-number", "amd64", "⟦:ax12⟧\n"],
    ["narrow-number", "aarch64", "⟦$5⟧\n"],
    ["number-reading", "x86", "⟦!0xff⟧\n"],
    ["passed-on", "x86", "⟦add⟧\n"],
    ["value-wrapped", "x86", "⟦!300⟧\n"],
    ["string-too-long", "x86", `⟦"${long(255)}⟧"\n`],
  ])("m1/%s (%s)", (code, architecture, fixture) => {
    const { source, range } = unmarked(fixture);
    const { findings } = expandM0([inputOf(source)], architecture);
    expect(findings.map(({ diagnostic }) => [diagnostic.code, diagnostic.range])).toEqual([
      [`m1/${code}`, range],
    ]);
  });
});

describe("bytes", () => {
  it.each<[AssemblyLanguage, Architecture, string, string]>([
    ["hex0", "x86", "4 # x\n1", "41"],
    ["hex1", "x86", ":a E8 %a\n", "e8fbffffff"],
    ["hex1", "aarch64", ":a ~a 94 &a\n", "0000009400006000"],
    ["hex2", "amd64", ":a E8 %a !a @a ~a $a &a\n", "e8fbfffffffaf8fff5ffff000000000000"],
    ["hex2", "armv7l", ":a ^~a EA\n", "feffffea"],
    ["hex2", "riscv64", ":a .80000000 $a 6F000000\n", "ef000000"],
    ["M1", "amd64", "DEFINE call E8\n:f call %f '90' \"ab\"\n", "e8fbffffff90616200"],
    ["M1", "amd64", "late\nDEFINE late 12\n", "12"],
    ["M1", "knight-posix", ':a "ab" 5 &a\n', "61620000000500000000"],
  ])("%s of %s: %j", (language, architecture, source, bytes) => {
    expect(bytesOf(language, architecture, source)).toBe(bytes);
  });

  it("a DEFINE of M0 holds from its place downwards", () => {
    const { hex2 } = expandM0([inputOf("DEFINE a 12\na\nDEFINE a 13\na\n")], "x86");
    expect(Buffer.from(hex2).toString()).toBe("12\n13\n");
  });
});

describe("the source map", () => {
  it("names a macro's use and its DEFINE, across inputs", () => {
    const inputs = [inputOf("DEFINE call E8\n"), inputOf(":f\n\tcall %f\n")];
    const { map } = assemble({ language: "M1", architecture: "amd64", map: true, inputs });
    expect(map?.originOf(0)).toEqual({
      output: { start: 0, end: 1 },
      input: 1,
      range: { start: 4, end: 8 },
      define: { input: 0, range: { start: 12, end: 14 } },
    });
    expect(map?.originOf(3)).toEqual({
      output: { start: 1, end: 5 },
      input: 1,
      range: { start: 9, end: 11 },
    });
    expect(map?.bytesAt(1, 10)).toEqual({ start: 1, end: 5 });
    expect(map?.originOf(5)).toBeUndefined();
  });

  it("takes an instruction of RISC-V with all that is merged into it for one", () => {
    const inputs = [inputOf("00 .80000000 $a 6F000000 :a")];
    const { map } = assemble({ language: "hex2", architecture: "riscv64", map: true, inputs });
    expect(map?.originOf(3)).toEqual({
      output: { start: 1, end: 5 },
      input: 0,
      range: { start: 3, end: 24 },
    });
    expect(map?.toSourceMap().rangeOf(4)).toEqual({ start: 3, end: 24 });
  });
});

describe("any bytes", () => {
  const alphabet = Array.from("09afAFgGx :!@$~%&<>^.#;\"'\t\n\r\0?-_DEFINE");
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.array(fc.constantFrom(...alphabet), { maxLength: 200 }).map((all) => encoder.encode(all.join(""))),
  );

  it("never throw, and keep findings and map inside of their inputs", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...assemblyLanguages),
        fc.constantFrom(...architectures),
        fc.constantFrom<Dialect[]>("mescc-tools", "stage"),
        fc.array(bytes, { maxLength: 3 }),
        (language, architecture, dialect, files) => {
          const inputs = files.map((content, index) => ({ name: `${index}`, bytes: content }));
          const made = assemble({ language, architecture, dialect, inputs, map: true });
          for (const { input, diagnostic } of made.findings) {
            const length = inputs[input]?.bytes.length ?? 0;
            expect(diagnostic.range.start).toBeLessThanOrEqual(diagnostic.range.end);
            expect(diagnostic.range.end).toBeLessThanOrEqual(length);
          }
          expect(made.map?.length).toBe(made.bytes.length);
          for (let offset = 0; offset < made.bytes.length; offset++) {
            const origin = made.map!.originOf(offset)!;
            expect(origin.output.start).toBeLessThanOrEqual(offset);
            expect(offset).toBeLessThan(origin.output.end);
            expect(origin.range.end).toBeLessThanOrEqual(inputs[origin.input]!.bytes.length);
          }
          bloodElf(inputs, { bits: 32, bigEndian: false });
        },
      ),
      { numRuns: 1500 },
    );
  });
});
