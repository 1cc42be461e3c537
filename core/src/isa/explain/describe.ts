import type { Instruction, Mode } from "../decoder";
import { aarch64Descriptions } from "./descriptions/aarch64";
import { armDescriptions } from "./descriptions/arm";
import { knightDescriptions } from "./descriptions/knight";
import { riscvDescriptions } from "./descriptions/riscv";
import { x86Descriptions } from "./descriptions/x86";
import { conditionMeanings } from "./aarch64Pieces";

/** What an instruction does, in a line without its end; undefined where there is no text for its mnemonic. */
export function describeInstruction(
  { mnemonic, text }: Pick<Instruction, "mnemonic" | "text">,
  mode: Mode,
): string | undefined {
  switch (mode) {
    case "riscv32":
    case "riscv64":
      return riscvDescriptions.get(mnemonic.replace(/^c\./, ""));
    case "aarch64":
      return describeAarch64(mnemonic, text);
    case "knight":
      return knightDescriptions.get(mnemonic);
    case "arm":
      return describeArm(mnemonic);
    case "x86-16":
    case "x86-32":
    case "x86-64":
      return describeX86(mnemonic, text);
  }
}

/** What a return and a write of the processor's state do, their operand says. */
function describeAarch64(mnemonic: string, text: string): string | undefined {
  const operand = /^\w+ (\w+)/.exec(text)?.[1];
  if (mnemonic === "ret") return `Returns: jumps to the address in ${operand ?? "x30"}`;
  if (mnemonic === "msr" && operand === "daifset")
    return "Masks exceptions: the number’s bits are D, A, I and F";
  if (mnemonic === "msr" && operand === "daifclr")
    return "Unmasks exceptions: the number’s bits are D, A, I and F";
  if (mnemonic === "msr" && /, #/.test(text)) return "Writes a field of the processor’s state";
  return aarch64Descriptions.get(mnemonic);
}

/** `rep movsb` repeats what `movsb` does. */
function describeX86(mnemonic: string, text: string): string | undefined {
  const plain = x86Descriptions.get(mnemonic);
  if (plain === undefined) return undefined;
  if (mnemonic === "xor") {
    const same = /^xor (\w+), \1$/.exec(text);
    return same ? `Sets \`${same[1]}\` to zero` : withOperands(plain, mnemonic, text);
  }
  if (/\bfar\b/.test(text)) {
    if (mnemonic === "call") return "Calls: pushes cs and the address behind it, sets cs and jumps";
    if (mnemonic === "jmp") return "Jumps, and sets cs";
  }
  const filled = withOperands(plain, mnemonic, text);
  const [, repeats] = /(?:^| )(rep|repe|repne) /.exec(text) ?? [];
  if (repeats === undefined) return filled;
  if (!/^(cmps|scas)/.test(mnemonic)) return `${filled}; as often as the counter says`;
  return `${filled}; ${repeats === "repne" ? "until" : "while"} equal, as often as the counter says at most`;
}

/**
 * The text with the operands in the places of `{a}` and `{b}`, in their order of Intel's syntax. Words in front of the mnemonic are
 * prefixes: `lock`, `rep`, `data32`.
 */
function withOperands(description: string, mnemonic: string, text: string): string {
  const words = text.split(" ");
  const operands = words
    .slice(words.indexOf(mnemonic) + 1)
    .join(" ")
    .split(/, */)
    .filter((operand) => operand !== "");
  return description.replace(/\{([ab])\}/g, (_, place: string) => {
    const operand = operands[place === "a" ? 0 : 1];
    return operand === undefined ? "it" : `\`${operand}\``;
  });
}

const armConditions = Object.keys(conditionMeanings).concat("cs", "cc");

/** ARM's mnemonics carry an `s` for the flags and a condition: `addseq`, `movs`, `bls`. */
function describeArm(mnemonic: string): string | undefined {
  for (const condition of ["", ...armConditions]) {
    if (!mnemonic.endsWith(condition)) continue;
    const stem = mnemonic.slice(0, mnemonic.length - condition.length);
    for (const flags of ["", "s"]) {
      if (!stem.endsWith(flags)) continue;
      const text = armDescriptions.get(stem.slice(0, stem.length - flags.length));
      if (text === undefined || (flags === "s" && /^(Jumps|Calls|Stores|Loads)/.test(text))) continue;
      const meaning = conditionMeanings[condition.replace("cs", "hs").replace("cc", "lo")];
      const when = condition === "" ? "" : `, if ${meaning}`;
      return `${text}${flags === "s" ? ", and sets the flags" : ""}${when}`;
    }
  }
  return undefined;
}
