import type { Mode } from "@bootstrappable/core/isa/decoder";
import { auditDocument } from "@bootstrappable/core/languages/assembly/audited";
import { SourceText } from "@bootstrappable/core/text/sourceText";
import { describe, expect, it } from "vitest";
import { draws, objdump, objdumpKnows, word } from "./objdump";

const folders: Readonly<Partial<Record<Mode, string>>> = {
  riscv64: "riscv64",
  riscv32: "riscv32",
  aarch64: "AArch64",
};

/** Opcodes of RV32I and RV64I, of which most random words are none. */
const riscvOpcodes = [0x03, 0x13, 0x17, 0x1b, 0x23, 0x33, 0x37, 0x3b, 0x63, 0x67, 0x6f, 0x73, 0x2f];

/** Words of which many are what a bootstrap uses: any at all, and those with small numbers. */
function words(mode: Mode): readonly number[] {
  const source = draws(mode.length * 977);
  return Array.from({ length: 6000 }, () => {
    const drawn = word(source);
    if (mode === "aarch64") return drawn;
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

/** The comment about another register or number; undefined where it has none. */
function changed(line: string): string | undefined {
  const at = line.search(/\b(?:[xw]\d+|[ast]\d)\b(?!.*\b(?:[xw]\d+|[ast]\d)\b)/);
  if (at >= 0) return line.slice(0, at + 1) + (line[at + 1] === "1" ? "2" : "1") + line.slice(at + 2);
  return /\d$/.test(line) ? line.replace(/\d$/, (digit) => String((Number(digit) + 4) % 10)) : undefined;
}

describe.each(Object.keys(folders) as Mode[])("what objdump says of words of %s, as comments", (mode) => {
  const options = [[[]], [["-M", "no-aliases"]]];

  it.skipIf(!objdumpKnows(mode)).each(options)(
    "is found in order, and nothing else is (%j)",
    async (more) => {
      const bytes = new Uint8Array(new Uint32Array(words(mode)).buffer);
      const lines = await auditOf(mode, commented(bytes, objdump(bytes, mode, more)));
      // What is undefined, or has bits that the processor ignores, is not as an assembler writes it.
      const odd =
        mode === "aarch64" ? /^the (?:bytes are no instruction|comment's instruction is encoded as)/ : /^$/;
      const wrong = lines.filter(({ verdict, reason }) => verdict === "disagrees" && !odd.test(reason));
      expect(wrong.map(({ text, reason }) => `${text}: ${reason}`)).toEqual([]);

      const good = lines.filter(({ verdict }) => verdict === "agrees");
      expect(good.length).toBeGreaterThan(mode === "aarch64" ? 1000 : 2500);
      const changes = good.flatMap(({ text }) => changed(text) ?? []);
      expect(changes.length).toBeGreaterThan(good.length / 2);
      const missed = (await auditOf(mode, changes.join("\n"))).filter(({ verdict }) => verdict === "agrees");
      expect(missed.map(({ text }) => text)).toEqual([]);
    },
  );
});
