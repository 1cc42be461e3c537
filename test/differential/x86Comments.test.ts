import type { Mode } from "@bootstrappable/core/isa/decoder";
import { auditDocument } from "@bootstrappable/core/languages/assembly/audited";
import { SourceText } from "@bootstrappable/core/text/sourceText";
import { describe, expect, it } from "vitest";
import { draws, objdump, objdumpKnows } from "./objdump";

const modes = ["x86-16", "x86-32", "x86-64"] as const satisfies readonly Mode[];
const syntaxes = ["intel", "att", "att,suffix"];

const prefixes = [0x66, 0x67, 0xf2, 0xf3, 0x2e, 0x65, 0x48, 0x41, 0x44];
/** Bytes of a stretch, which is read as several instructions, and how many of them there are. */
const size = 16;
const count = 2500;

/** Random code: each stretch begins an instruction, some with a prefix, some with an opcode of two bytes, half of them with small numbers. */
function code(mode: Mode): Uint8Array {
  const source = draws(mode.length * 31 + modes.findIndex((each) => each === mode));
  const next = () => source.next().value & 0xff;
  const bytes = new Uint8Array(size * count);
  for (let start = 0; start < bytes.length; start += size) {
    let at = start;
    if (next() < 64) bytes[at++] = prefixes[next() % prefixes.length]!;
    if (next() < 50) bytes[at++] = 0x0f;
    bytes[at++] = next();
    bytes[at++] = next();
    const isSmall = next() < 128;
    for (; at < start + size; at++) bytes[at] = isSmall && at % 4 !== 3 ? 0 : next();
  }
  return bytes;
}

/** objdump's own words behind the bytes that they are about. */
function commented(bytes: Uint8Array, texts: ReadonlyMap<number, string>): readonly string[] {
  const starts = [...texts.keys()].sort((a, b) => a - b);
  return starts.slice(0, -1).map((start, index) => {
    const hex = [...bytes.subarray(start, starts[index + 1])].map((byte) =>
      byte.toString(16).padStart(2, "0"),
    );
    const text = texts
      .get(start)!
      .replace(/\s+#.*$/, "")
      .replace(/\s+/g, " ")
      .trim();
    return `${hex.join(" ")} ; ${text}`;
  });
}

async function auditOf(mode: Mode, source: readonly string[]) {
  const text = SourceText.fromString(`# isa: ${mode}\n${source.join("\n")}\n`);
  const { lines } = await auditDocument({ language: "hex0", path: "/a.hex0", text, workspace: undefined });
  return lines.map(({ line, verdict, reason = "" }) => ({
    text: text.slice(text.line(line.line)),
    verdict,
    reason,
  }));
}

/** What a processor refuses, and what is not as an assembler writes it, is told as such. */
const odd = /^the bytes are no instruction|encoded in a way that no assembler uses$/;
/**
 * Of addresses of 16 bits without registers objdump gives the sign; of prefix 66 in front of jumps of 64-bit code it says what processors
 * of AMD do, and of movsxd what the manual had before.
 */
const signed = /^(?:[0-9a-f]{2} )*67 .*[ ,]-0x[0-9a-f]+(?:,|$)/;
const ofAmd = /^(?:[0-9a-f]{2} )*66 (?:[0-9a-f]{2} )*(?:e[89]|ff|63|0f 8.) /;
const isKnown = (mode: Mode, text: string) => signed.test(text) || (mode === "x86-64" && ofAmd.test(text));

const others: Readonly<Record<string, string>> = { a: "b", b: "c", c: "d", d: "a" };

/** The comment about another register or number; undefined where it has none. */
function changed(line: string): string | undefined {
  const [bytes, comment = ""] = line.split(" ; ");
  const register = /\b([er]?)([abcd])([xlh])\b(?!.*\b[er]?[abcd][xlh]\b)/;
  const other = register.test(comment)
    ? comment.replace(register, (_, wide: string, name: string, part: string) => wide + others[name]! + part)
    : comment.replace(
        /(0x[0-9a-f]*)([0-9a-f])(?!.*0x)/,
        (_, front: string, digit: string) => front + (Number.parseInt(digit, 16) ^ 5).toString(16),
      );
  return other === comment ? undefined : `${bytes} ; ${other}`;
}

describe.each(modes)("what objdump says of random bytes of %s, as comments", (mode) => {
  it.skipIf(!objdumpKnows(mode)).each(syntaxes)(
    "is found in order, and nothing else is (%s)",
    async (syntax) => {
      const bytes = code(mode);
      const lines = await auditOf(mode, commented(bytes, objdump(bytes, mode, ["-M", syntax])));
      const wrong = lines.filter(
        ({ text, verdict, reason }) => verdict === "disagrees" && !odd.test(reason) && !isKnown(mode, text),
      );
      expect(wrong.map(({ text, reason }) => `${text}: ${reason}`)).toEqual([]);

      const good = lines.filter(({ verdict }) => verdict === "agrees");
      expect(good.length).toBeGreaterThan(lines.length * 0.7);
      const changes = good.flatMap(({ text }) => changed(text) ?? []);
      expect(changes.length).toBeGreaterThan(good.length / 2);
      const missed = (await auditOf(mode, changes)).filter(({ verdict }) => verdict === "agrees");
      expect(missed.map(({ text }) => text)).toEqual([]);
    },
  );
});
