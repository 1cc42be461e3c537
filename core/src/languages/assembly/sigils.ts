import { traitsOf, type Architecture } from "../../assemble/architectures";
import type { AssemblyId } from "./source";

/** What a sigil does on an architecture: how many bytes a reference takes, and what is in them. */
export interface Sigil {
  readonly sigil: string;
  readonly meaning: string;
}

const widths: Readonly<Record<string, number>> = { "!": 1, "@": 2, $: 2, "~": 3, "%": 4, "&": 4 };

/** The sigils of a language on an architecture (hex2_linker.c, hex2_word.c; stage0-posix, hex1_<arch>.hex0). */
export function sigilsOf(language: AssemblyId, architecture: Architecture): readonly Sigil[] {
  if (language === "hex0") return [];
  if (language === "hex1") return hex1Sigils(architecture);
  const { words, pads, displacement } = traitsOf(architecture);
  const found: Sigil[] = Object.entries(widths).map(([sigil, width]) => ({
    sigil,
    meaning: meaningIn(architecture, sigil, width),
  }));
  found.push({ sigil: ":", meaning: "defines a label here; it gives no bytes" });
  if (displacement !== "plain")
    found.push({ sigil: "^", meaning: "the next relative reference counts in instructions, from its own" });
  if (pads) found.push({ sigil: "<", meaning: "zeros up to the next multiple of 4" });
  if (words) found.push({ sigil: ".", meaning: "eight digits that are XORed into the next 4 bytes" });
  return found;
}

function meaningIn(architecture: Architecture, sigil: string, width: number): string {
  const { words, displacement } = traitsOf(architecture);
  if (words) return merged[sigil] ?? plain(sigil, width);
  const counted = displacement === "armv7l" || displacement === "aarch64";
  return counted && sigil !== "$" && sigil !== "&"
    ? `${plain(sigil, width)}; with \`^\` in front, in instructions`
    : plain(sigil, width);
}

function plain(sigil: string, width: number): string {
  const bytes = width === 1 ? "1 byte" : `${width} bytes`;
  return sigil === "$" || sigil === "&"
    ? `${bytes}: the label's absolute address`
    : `${bytes}: the distance to the label from behind the reference`;
}

const merged: Readonly<Record<string, string>> = {
  "!": "no bytes of its own: the displacement + 4 as an I immediate, XORed into the next 4 bytes",
  "@": "no bytes of its own: the displacement as a B immediate (branches), XORed into the next 4 bytes",
  $: "no bytes of its own: the displacement as a J immediate (`jal`), XORed into the next 4 bytes",
  "~": "no bytes of its own: the displacement's upper 20 bits (`auipc`, `lui`), XORed into the next 4 bytes",
};

function hex1Sigils(architecture: Architecture): readonly Sigil[] {
  const label = { sigil: ":", meaning: "defines a label of one character here; it gives no bytes" };
  if (architecture.startsWith("riscv"))
    return [label, ...Object.entries(merged).map(([sigil, meaning]) => ({ sigil, meaning }))];
  if (architecture === "aarch64")
    return [
      label,
      { sigil: "~", meaning: "3 bytes: the distance in instructions, from the reference" },
      { sigil: "$", meaning: plain("$", 2) },
      { sigil: "&", meaning: plain("&", 4) },
    ];
  return [label, { sigil: "%", meaning: plain("%", 4) }];
}

export function meaningOfSigil(
  language: AssemblyId,
  architecture: Architecture,
  sigil: string,
): string | undefined {
  return sigilsOf(language, architecture).find((each) => each.sigil === sigil)?.meaning;
}
