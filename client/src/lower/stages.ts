import type { LowerStage } from "@bootstrappable/server/protocol";

/** What a source can be looked at as: how it is offered, and the language that highlights it. */
interface ShownStage {
  readonly label: string;
  readonly description: string;
  readonly language: string;
}

export const shownStages: Readonly<Record<LowerStage, ShownStage>> = {
  hex2: {
    label: "hex2",
    description: "macros and strings as bytes; labels and references stay",
    language: "hex2",
  },
  hex0: { label: "hex0", description: "every byte, each with what it was beside it", language: "hex0" },
  bytes: {
    label: "bytes",
    description: "the bytes, with offsets, addresses and instructions",
    language: "bootstrap-disassembly",
  },
  dump: {
    label: "dump",
    description: "the bytes, with offsets, addresses and characters",
    language: "bootstrap-dump",
  },
};

/** The stages below each language that has any, the nearest first; bytes there are of every one, too. */
const stagesBelow: Readonly<Record<string, readonly LowerStage[]>> = {
  hex0: ["dump"],
  hex1: ["hex0", "dump"],
  hex2: ["hex0", "dump"],
  m1: ["hex2", "hex0", "dump"],
};

export function stagesOf(language: string): readonly LowerStage[] {
  return stagesBelow[language] ?? [];
}
