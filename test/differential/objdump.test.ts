import type { Mode } from "@bootstrappable/core/isa/decoder";
import { loadDecoder } from "@bootstrappable/core/isa/loadDecoder";
import { describe, expect, it } from "vitest";
import { draws, objdump, objdumpKnows, word } from "./objdump";

/** Signed: of what fits in 32 bits, one of both shows the sign and the other does not. */
function narrow(value: bigint): bigint {
  const wide = BigInt.asIntN(64, value);
  return wide >= 0n && wide < 1n << 32n ? BigInt.asIntN(32, wide) : wide;
}

/** One spelling of what both write differently: numbers, blanks, comments, registers of ARM. */
function normal(text: string): string {
  return text
    .toLowerCase()
    .replace(/\s*(\/\/|;|@|#\s|<).*$/, "")
    .replaceAll("#", "")
    .replace(/-?0x[0-9a-f]+|(?<![\w.])-?\d+/g, (found) =>
      narrow(found.startsWith("-") ? -BigInt(found.slice(1)) : BigInt(found)).toString(),
    )
    .replace(/\bsb\b/g, "r9")
    .replace(/\s+/g, " ")
    .replace(/ ?, ?/g, ",")
    .trim();
}

const isNone = (text: string) =>
  /^(\.inst|\.word|\.byte|\.4byte|\.long|udf|undefined|unimp|<unknown>|0x|\d+$|$)/.test(text);

describe.skipIf(!objdumpKnows("riscv64"))("objdump", () => {
  const base = [0x33, 0x13, 0x03, 0x23, 0x63, 0x6f, 0x67, 0x37, 0x17];

  it.each([
    ["riscv32", base],
    ["riscv64", [...base, 0x3b, 0x1b]],
  ] as const)("reads RISC-V's base instructions as we do: %s", async (mode, opcodes) => {
    const source = draws(1);
    const words = Uint32Array.from(
      { length: 4000 },
      (_, index) => (word(source) & ~0x7f) | opcodes[index % opcodes.length]!,
    );
    // objdump leaves the `i` of immediates off, and shows `li` where we show `addi`.
    const same = (text: string) =>
      normal(text)
        .replace(/^(add|and|or|xor|sll|srl|sra|addw|sllw|srlw|sraw)i /, "$1 ")
        .replace(/^addiw /, "addw ")
        .replace(/^(slli|srli|srai)w /, (_, name: string) => `${name.slice(0, 3)}w `)
        .replace(/^add (\w+),zero,(-?\d+)$/, "li $1,$2")
        .replace(/^jalr (\w+),(-?\d+)\((\w+)\)$/, "jalr $1,$3,$2")
        .replace(/^jalr (-?\d+)\((\w+)\)$/, "jalr ra,$2,$1")
        .replace(/^jr (-?\d+)\((\w+)\)$/, "jalr zero,$2,$1")
        .replace(/^zext\.b (\w+),(\w+)$/, "and $1,$2,255");
    await compareWords(mode, words, same);
  });

  it("reads AArch64's loads, stores, branches and integers as we do", async () => {
    const random = draws(2);
    // The encodings of data processing (immediate, register), of branches, and of single loads and stores.
    const groups = [0x10000000, 0x14000000, 0x0a000000, 0x38000000, 0x18000000];
    const words = Uint32Array.from({ length: 6000 }, (_, index) => {
      const bits = word(random);
      const group = groups[index % groups.length]!;
      return (
        ((bits & ~0x1f000000) | (group & 0x1f000000) | (bits & (group === 0x10000000 ? 0x03000000 : 0))) >>> 0
      );
    });
    const same = (text: string) =>
      normal(text)
        .replace(/\bb\.cs\b/, "b.hs")
        .replace(/\bb\.cc\b/, "b.lo");
    // Extensions that only one of both knows, and what the manual leaves undefined: a base that is loaded over.
    const left = new RegExp(
      [
        /^(?:bc|[su]max|[su]min|cnt|ctz|abs|.*(?:prf|pac|aut|ldap|ldra|stlu|st64|irg|sys|ms[rr]|hint|ld[a-z]*t|st[a-z]*t))/,
        /[bhsdqv]\d+,/,
        /^(?:ldr|str)\S* [wx](\d+),\[x\1(?:\]|,-?\d+\]!)/,
      ]
        .map(({ source }) => source)
        .join("|"),
    );
    await compareWords("aarch64", words, same, left);
  });

  async function compareWords(mode: Mode, words: Uint32Array, same: (text: string) => string, left?: RegExp) {
    const bytes = new Uint8Array(words.buffer);
    const theirs = objdump(bytes, mode);
    const decoder = await loadDecoder(mode);
    let compared = 0;
    for (let at = 0; at < bytes.length; at += 4) {
      const other = same(theirs.get(at) ?? "");
      const own = decoder.decode(bytes, at, BigInt(at));
      if (isNone(other) || left?.test(other)) continue;
      compared++;
      const name = words[at / 4]!.toString(16);
      expect([name, own && same(own.text)]).toEqual([name, other]);
    }
    expect(compared).toBeGreaterThan(words.length / 8);
  }

  it.each(["x86-16", "x86-32", "x86-64"] as const)(
    "finds the same instructions and lengths as we do: %s",
    async (mode) => {
      const source = draws(3);
      const slots = 2000;
      const slot = 32;
      // Behind each draw stands enough NOPs for the sweep to be in step again.
      const bytes = new Uint8Array(slots * slot).fill(0x90);
      for (let at = 0; at < bytes.length; at += slot)
        for (let index = 0; index < 8; index++) bytes[at + index] = source.next().value & 0xff;
      const theirs = objdump(bytes, mode);
      const starts = [...theirs.keys()];
      const following = new Map(starts.map((start, index) => [start, starts[index + 1] ?? bytes.length]));
      const decoder = await loadDecoder(mode);
      let compared = 0;
      for (let at = 0; at < bytes.length; at += slot) {
        const text = theirs.get(at) ?? "(bad)";
        const own = decoder.decode(bytes, at, BigInt(at));
        // What is none to one of them, prefixes that objdump shows alone, and extensions that only one knows.
        if (
          own === undefined ||
          /\(bad\)|^(rex|data16|addr|[c-gs]s|rep|lock|fwait|wait|xacquire|xrelease)|\{|\b(v[a-z]+|f[a-z]+)\b/.test(
            text,
          )
        )
          continue;
        if (!plainX86.has(own.mnemonic)) continue;
        compared++;
        expect([at, own.text, own.length]).toEqual([at, own.text, following.get(at)! - at]);
      }
      expect(compared).toBeGreaterThan(slots / 4);
    },
  );
});

const plainX86 = new Set(
  "add or adc sbb and sub xor cmp inc dec push pop mov lea test xchg jo jno jb jae je jne jbe ja js jns jp jnp jl jge jle jg jmp call ret retf int movzx movsx imul mul div idiv not neg rol ror rcl rcr shl shr sal sar in out cmc clc stc cli sti cld std hlt nop leave enter".split(
    " ",
  ),
);
