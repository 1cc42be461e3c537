import type { Mode } from "@bootstrappable/core/isa/decoder";
import { auditDocument } from "@bootstrappable/core/languages/assembly/audited";
import { SourceText } from "@bootstrappable/core/text/sourceText";
import { describe, expect, it } from "vitest";
import { draws, objdump, objdumpKnows, word } from "./objdump";

const folders: Readonly<Partial<Record<Mode, string>>> = {
  riscv64: "riscv64",
  riscv32: "riscv32",
  aarch64: "AArch64",
  arm: "armv7l",
};

/** Opcodes of RV32I and RV64I, of which most random words are none. */
const riscvOpcodes = [0x03, 0x13, 0x17, 0x1b, 0x23, 0x33, 0x37, 0x3b, 0x63, 0x67, 0x6f, 0x73, 0x2f];

/** What is kept of a drawn word, and what is set in it: data processing, branches, and single loads and stores, with small numbers. */
const aarch64Groups = [
  [0xffffffff, 0],
  // UBFM, SBFM, BFM, EXTR, of 64 bits and of 32.
  [0x603f7fff, 0x93400000],
  [0x601f7fff, 0x13000000],
  [0x001f7fff, 0x93c00000],
  // Registers: logical, additions, selections, products; often with the zero register in a place that has aliases.
  [0xe0f7ffff, 0x0a000000],
  [0xe0f7ffff, 0x0a0003e0],
  [0xe02003ff, 0x0b0003e0],
  [0xe01f03ff, 0x0b000000],
  [0xc0000400 | 0x1ff3ff, 0x1a800000],
  [0xc000f41f, 0x1a9f03e0],
  [0xc000f41f, 0x1a810020],
  [0xc01fffff, 0x1a000000],
  [0x80ff83ff, 0x1b007c00],
  [0x80ffffff, 0x1b000000],
  // Immediates: logical, additions, moves.
  [0xe0ffffff, 0x12000000],
  [0xe0ffffff, 0x11000000],
  [0xe0ffffff, 0x12800000],
  [0x0000001f, 0xd65f03c0],
  [0x81ffffff, 0x36000000],
  [0xffffffff & ~0x0f000000, 0x08000000],
  [0xc1ffffff, 0x38000000],
] as const;

/** The same of ARM: conditions are left to chance, or always. */
const armGroups = [
  [0xffffffff, 0],
  [0x01ffffff, 0xe0000000],
  [0x03ffffff, 0xe0000000],
  [0x00000fff | 0x01fff000, 0xe2000000],
  [0x03ffffff, 0xe4000000],
  [(0x03dffff0 & ~0x70) | 0xf, 0xe6000000],
  [0x01ffffff, 0xe8000000],
  [0x00100000 | 0x0000ffff, 0xe8ad0000],
  [0x01ffffff, 0xea000000],
  [0x0000f000, 0xe52d0004],
  [0x0000f000, 0xe49d0004],
  [0xf000000f, 0x012fff10],
  [0xf01f0f0f, 0x00000090],
  [0xf17fff6f, 0x00000090],
] as const;

const groups: Readonly<Partial<Record<Mode, readonly (readonly [kept: number, set: number])[]>>> = {
  aarch64: aarch64Groups,
  arm: armGroups,
};

/** Words of which many are what a bootstrap uses: any at all, and those with small numbers. */
function words(mode: Mode): readonly number[] {
  const source = draws(mode.length * 977);
  const drawnFrom = groups[mode];
  return Array.from({ length: 6000 }, (_, index) => {
    const drawn = word(source);
    if (drawnFrom !== undefined) {
      const [kept, set] = drawnFrom[index % drawnFrom.length]!;
      return ((drawn & kept) | set) >>> 0;
    }
    const opcode = riscvOpcodes[source.next().value % riscvOpcodes.length]!;
    const plain = opcode === 0x33 || opcode === 0x3b ? drawn & ~0xbe000000 : drawn;
    return ((plain & ~0x7f) | opcode) >>> 0;
  });
}

/** objdump's own words behind the bytes that they are about. */
function commented(bytes: Uint8Array, texts: ReadonlyMap<number, string>): string {
  return Array.from({ length: bytes.length / 4 }, (_, index) => {
    const hex = [...bytes.subarray(4 * index, 4 * index + 4)].map((byte) =>
      byte.toString(16).padStart(2, "0"),
    );
    const text = texts
      .get(4 * index)!
      .replace(/\s*(?:\/\/|#).* <?.*$|\s+<.*>$/, "")
      .replace(/\s+/g, " ");
    return `${hex.join(" ")} ; ${text}`;
  }).join("\n");
}

async function auditOf(mode: Mode, source: string) {
  const text = SourceText.fromString(`# isa: ${mode}\n${source}\n`);
  const path = `/${folders[mode]!}/a.hex0`;
  const { lines } = await auditDocument({ language: "hex0", path, text, workspace: undefined });
  return lines.map(({ line, verdict, reason = "" }) => ({
    text: text.slice(text.line(line.line)),
    verdict,
    reason,
  }));
}

const ignored = /^the (?:bytes are no instruction|comment's instruction is encoded as)/;
const reasons: Readonly<Partial<Record<Mode, RegExp>>> = {
  aarch64: ignored,
  arm: new RegExp(`${ignored.source}|^the bytes are “(?:smul..|mrs)”, not “(?:cm[np]|t(?:st|eq))”`),
};

/** The comment about another register or number; undefined where it has none. */
function changed(line: string): string | undefined {
  const at = line.search(/\b(?:[xwr]\d+|[ast]\d)\b(?!.*\b(?:[xwr]\d+|[ast]\d)\b)/);
  if (at >= 0) return line.slice(0, at + 1) + (line[at + 1] === "1" ? "2" : "1") + line.slice(at + 2);
  return /\d$/.test(line) ? line.replace(/\d$/, (digit) => String((Number(digit) + 4) % 10)) : undefined;
}

describe.each(Object.keys(folders) as Mode[])("what objdump says of words of %s, as comments", (mode) => {
  const options = mode === "arm" ? [[[]]] : [[[]], [["-M", "no-aliases"]]];

  it.skipIf(!objdumpKnows(mode)).each(options)(
    "is found in order, and nothing else is (%j)",
    async (more) => {
      const bytes = new Uint8Array(new Uint32Array(words(mode)).buffer);
      const lines = await auditOf(mode, commented(bytes, objdump(bytes, mode, more)));
      // What is undefined, or has bits that the processor ignores, is not as an assembler writes it.
      // What compares without setting flags is another instruction by now, which objdump calls a comparison all the same.
      const odd = reasons[mode] ?? /^$/;
      const wrong = lines.filter(({ verdict, reason }) => verdict === "disagrees" && !odd.test(reason));
      expect(wrong.map(({ text, reason }) => `${text}: ${reason}`)).toEqual([]);

      const good = lines.filter(({ verdict }) => verdict === "agrees");
      expect(good.length).toBeGreaterThan(mode === "aarch64" || mode === "arm" ? 1000 : 2500);
      const changes = good.flatMap(({ text }) => changed(text) ?? []);
      expect(changes.length).toBeGreaterThan(good.length / 2);
      const missed = (await auditOf(mode, changes.join("\n"))).filter(({ verdict }) => verdict === "agrees");
      expect(missed.map(({ text }) => text)).toEqual([]);
    },
  );
});
