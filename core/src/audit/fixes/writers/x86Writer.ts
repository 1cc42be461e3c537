import type { MemoryOperand, Operand } from "../../../isa/decoder";
import { isInstructionPointer } from "../../../isa/x86Encoder";
import { explicitOperands } from "../../compare";
import type { Vocabulary } from "../words";

export type X86Dialect = "macros" | "plain" | "att";

const sigils: Readonly<Record<number, string>> = { 1: "!", 2: "@", 4: "%", 8: "&" };
const placeholders: Readonly<Record<number, string>> = { 1: "BYTE", 2: "WORD", 4: "DWORD" };
const sizes: Readonly<Record<number, string>> = { 1: "byte", 2: "word", 4: "dword", 8: "qword" };
const suffixes: Readonly<Record<number, string>> = { 1: "b", 2: "w", 4: "l", 8: "q" };

/** What an x86 instruction is called in a dialect, the likeliest way to write it first. */
export function x86Comments(words: Vocabulary, dialect: X86Dialect): readonly string[] {
  const { instruction } = words;
  const operands = explicitOperands(instruction.operands);
  const prefix = instruction.prefixes.length === 0 ? "" : `${instruction.prefixes.join(" ")} `;
  if (dialect === "macros") return macroForms(words, operands).map((text) => prefix + text);
  if (dialect === "att") return attForms(words, operands).map((text) => prefix + text);
  return [...plainForms(words, operands).map((text) => prefix + text), instruction.text];
}

/** Sizes in bytes of an instruction's displacement and of its immediate; 0 where it has none. */
function partSizes({ instruction }: Vocabulary): {
  readonly displacement: number;
  readonly immediate: number;
} {
  const size = (wanted: string) => instruction.parts.find(({ kind }) => kind === wanted)?.size ?? 0;
  return { displacement: size("displacement"), immediate: size("immediate") };
}

/** `mov_eax,[edx+BYTE] !4`, `cmp_eax, !-4`, `je8 !done`. */
function macroForms(words: Vocabulary, operands: readonly Operand[]): readonly string[] {
  const { instruction } = words;
  const { mnemonic, target } = instruction;
  const { displacement, immediate } = partSizes(words);
  if (target !== undefined) {
    const sigil = sigils[displacement] ?? "%";
    const place = words.labels[0] ?? `${target - instruction.address - BigInt(instruction.length)}`;
    return [`${mnemonic}${displacement === 1 ? "8" : ""} ${sigil}${place}`, `${mnemonic} ${sigil}${place}`];
  }
  const fills: string[] = [];
  const shown = operands.map((operand): string => {
    if (operand.kind === "register") return operand.name;
    if (operand.kind === "memory") {
      const based = operand.base !== undefined || operand.index !== undefined;
      const wide = displacement === 0 ? 4 : displacement;
      if (!based || operand.displacement !== 0n || isInstructionPointer(operand.base))
        fills.push(`${sigils[wide]}${memoryValue(words, operand)}`);
      return bracketed(operand, fills.length > 0 ? placeholders[wide] : undefined);
    }
    return `${sigils[immediate] ?? "!"}${valueText(words, operand)}`;
  });
  const named = shown.filter((each) => !/^[!@%&]/.test(each));
  const numbers = shown.filter((each) => /^[!@%&]/.test(each));
  const head = named.length === 0 ? mnemonic : `${mnemonic}_${named.join(",")}`;
  const behind =
    numbers.length === 0 ? "" : named.length === 0 ? ` ${numbers.join(" ")}` : `, ${numbers.join(" ")}`;
  const fill = fills.length === 0 ? "" : ` ${fills.join(" ")}`;
  const memory = operands.find((operand) => operand.kind === "memory");
  const size = memory?.size === undefined ? undefined : sizes[memory.size]?.toUpperCase();
  const first = `${head}${fill}${fill === "" ? behind : numbers.length === 0 ? "" : ` ${numbers.join(" ")}`}`;
  // `mov_[rax],WORD @0`: how wide it is tells nothing else.
  const sized =
    size === undefined || numbers.length === 0 ? [] : [`${head},${size}${fill} ${numbers.join(" ")}`];
  return [first, ...sized, `${head}${behind}${fill}`];
}

function memoryValue(words: Vocabulary, { base, displacement }: MemoryOperand): string {
  const { instruction, labels } = words;
  if (isInstructionPointer(base) && instruction.data !== undefined) return labels[0] ?? `${displacement}`;
  return base === undefined && labels[0] !== undefined ? labels[0] : `${displacement}`;
}

function valueText({ labels }: Vocabulary, operand: Operand): string {
  if (operand.kind === "immediate")
    return operand.bits >= 16 && labels[0] !== undefined ? labels[0] : `${operand.value}`;
  if (operand.kind === "address") return labels[0] ?? `${operand.value}`;
  return operand.kind === "far" ? `${operand.segment}:${operand.offset}` : "";
}

/** Registers and scale in brackets, with what stands for the displacement. */
function bracketed({ segment, base, index, scale }: MemoryOperand, rest: string | undefined): string {
  const scaled = index === undefined || scale === 1 ? index : `${index}*${scale}`;
  const parts = [base, scaled, rest].filter((part) => part !== undefined);
  return `${segment === undefined ? "" : `${segment}:`}[${parts.join("+")}]`;
}

/** `mov dword ptr [ebx+4], eax`, `jmp done`. */
function plainForms(words: Vocabulary, operands: readonly Operand[]): readonly string[] {
  const { mnemonic } = words.instruction;
  const write = (sized: boolean, names: boolean) =>
    `${mnemonic} ${operands.map((operand) => plainOperand(names ? words : { ...words, labels: [] }, operand, sized)).join(", ")}`.trim();
  return [write(false, true), write(true, true), write(false, false), write(true, false)];
}

function plainOperand(words: Vocabulary, operand: Operand, sized: boolean): string {
  if (operand.kind === "register") return operand.name;
  if (operand.kind !== "memory")
    return operand.kind === "far" ? farText(words, operand) : plainValue(words, operand);
  const size = sized && operand.size !== undefined ? `${sizes[operand.size] ?? ""} ptr ` : "";
  const based = operand.base !== undefined || operand.index !== undefined;
  const value = memoryValue(words, operand);
  const rest = based && value === "0" ? undefined : /^-?\d+$/.test(value) ? hexOf(BigInt(value)) : value;
  return `${size.trimStart()}${bracketed(operand, rest).replace("+-", "-")}`;
}

function farText({ labels }: Vocabulary, { segment, offset }: Operand & { kind: "far" }): string {
  return labels[0] ?? `0x${segment.toString(16)}:0x${offset.toString(16)}`;
}

function plainValue(words: Vocabulary, operand: Operand): string {
  const text = valueText(words, operand);
  return /^-?\d+$/.test(text) ? hexOf(BigInt(text)) : text;
}

/** Digits alone may be hexadecimal in the comments of boot code, so a number says that it is. */
function hexOf(value: bigint): string {
  if (value >= 0n && value < 10n) return value.toString();
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}

/** `mov $1, %rax`, `movq 16(%rsp), %rax`. */
function attForms(words: Vocabulary, operands: readonly Operand[]): readonly string[] {
  const { mnemonic, target } = words.instruction;
  const shown = operands.map((operand) => attOperand(words, operand)).reverse();
  const memory = operands.find((operand) => operand.kind === "memory");
  const suffix = memory?.size === undefined ? "" : (suffixes[memory.size] ?? "");
  const text = shown.join(", ");
  if (target !== undefined) return [`${mnemonic} ${text}`];
  return suffix === ""
    ? [`${mnemonic} ${text}`.trim()]
    : [`${mnemonic} ${text}`, `${mnemonic}${suffix} ${text}`];
}

function attOperand(words: Vocabulary, operand: Operand): string {
  if (operand.kind === "register") return `%${operand.name}`;
  if (operand.kind === "address") return valueText(words, operand);
  if (operand.kind !== "memory") return `$${valueText(words, operand)}`;
  const { base, index, scale } = operand;
  const value = memoryValue(words, operand);
  if (base === undefined && index === undefined) return value;
  const scaled = index === undefined ? "" : `,%${index}${scale === 1 ? "" : `,${scale}`}`;
  return `${value === "0" ? "" : value}(${base === undefined ? "" : `%${base}`}${scaled})`;
}
