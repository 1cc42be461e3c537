import type { Fix } from "../../diagnostics/diagnostic";
import type { Mode } from "../../isa/decoder";
import { SourceText } from "../../text/sourceText";
import type { ListedLine, Listing } from "../listing";

export type Mutation = "register" | "immediate" | "mnemonic";

/** Registers of one kind: one may stand for another in a comment that is still well formed. */
const registers: Readonly<Record<string, readonly (readonly string[])[]>> = {
  x86: [
    ["eax", "ebx", "ecx", "edx", "esi", "edi", "ebp"],
    ["rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp"],
    ["al", "bl", "cl", "dl"],
    ["ax", "bx", "cx", "dx", "si", "di"],
  ],
  riscv: [["a0", "a1", "a2", "a3", "t0", "t1", "t2", "s2", "s3", "s4", "sp", "ra"]],
  aarch64: [
    ["X0", "X1", "X2", "X3", "X9", "X12", "X13", "X14", "X15"],
    ["W0", "W1", "W2", "W3"],
  ],
  arm: [["R0", "R1", "R2", "R3", "R4", "R10"]],
  knight: [["R0", "R1", "R2", "R11", "R15"]],
};

const mnemonics: Readonly<Record<string, readonly (readonly string[])[]>> = {
  x86: [
    ["add", "sub", "and", "or", "xor", "cmp", "mov", "test"],
    ["push", "pop", "inc", "dec"],
    ["je", "jne", "jl", "jg", "jmp", "jle", "jge", "call"],
    ["shl", "shr", "sar"],
    ["ret", "cdq", "cli", "sti", "cld", "std"],
  ],
  riscv: [
    ["add", "sub", "and", "or", "xor"],
    ["addi", "andi", "xori", "ori"],
    ["ld", "lw", "lb", "lbu"],
    ["sd", "sw", "sb"],
    ["beq", "bne", "blt", "bge"],
    ["beqz", "bnez", "bltz", "bgez"],
    ["slli", "srli", "srai"],
  ],
  aarch64: [
    ["LDR", "STR"],
    ["PUSH", "POP"],
    ["NE", "EQ", "GE", "LT", "GT", "LE"],
    ["ADD", "SUB"],
    ["CALL", "BRANCH", "FCALL", "FBRANCH"],
    ["SYSCALL", "RETURN"],
  ],
  arm: [
    ["ADD", "SUB", "AND", "EOR", "ORR", "MUL"],
    ["ADDS", "ADCS", "SUBS"],
    ["SUBLT", "SUBGE", "RSBLT", "ADDLT"],
    ["MOV", "MVN", "CMP"],
    ["PUSH", "POP"],
    ["BNE", "BEQ", "BL", "BLT"],
  ],
  knight: [
    ["ADD", "SUB", "AND", "OR"],
    ["ADDI", "SUBI", "ANDI"],
    ["JUMP.Z", "JUMP.NZ", "JUMP.NP"],
  ],
};

function familyOf(mode: Mode): string {
  return mode.startsWith("x86") ? "x86" : mode.startsWith("riscv") ? "riscv" : mode;
}

/**
 * A comment with one register, number or mnemonic replaced by another of its kind; undefined where there is none to replace.
 *
 * @param random draws from 0 to below 1
 */
function mutateComment(
  comment: string,
  mode: Mode,
  what: Mutation,
  random: () => number,
): string | undefined {
  const end = /[#;]\s*\S.*?(?=[#;]|$)/.exec(comment);
  if (end === null) return undefined;
  const head = comment.slice(0, end.index + end[0].length);
  const mutated =
    what === "immediate" ? withOtherNumber(head, random) : withOtherWord(head, tableOf(what, mode), random);
  return mutated === undefined ? undefined : mutated + comment.slice(head.length);
}

function tableOf(what: "register" | "mnemonic", mode: Mode): readonly (readonly string[])[] {
  return (what === "register" ? registers : mnemonics)[familyOf(mode)] ?? [];
}

function withOtherWord(
  text: string,
  groups: readonly (readonly string[])[],
  random: () => number,
): string | undefined {
  const places: { at: number; word: string; group: readonly string[] }[] = [];
  for (const group of groups)
    for (const word of group)
      for (const match of text.matchAll(
        new RegExp(`(?<![A-Za-z0-9.])${word.replace(".", "\\.")}(?![A-Za-z0-9.])`, "g"),
      ))
        places.push({ at: match.index, word, group });
  const place = places[Math.floor(random() * places.length)];
  if (place === undefined) return undefined;
  const others = place.group.filter(
    (word) =>
      word !== place.word &&
      !(word.endsWith("CALL") && place.word.endsWith("CALL")) &&
      !(word.endsWith("BRANCH") && place.word.endsWith("BRANCH")),
  );
  const other = others[Math.floor(random() * others.length)]!;
  return text.slice(0, place.at) + other + text.slice(place.at + place.word.length);
}

/** A number one larger; by a whole page where the instruction takes its upper bits only. */
function withOtherNumber(text: string, random: () => number): string | undefined {
  const places = [...text.matchAll(/(?<=[ ,!@%~[+#-])(0x[0-9A-Fa-f]+|\d+)(?![\w.])/g)];
  const place = places[Math.floor(random() * places.length)];
  if (place === undefined) return undefined;
  const digits = place[0];
  const value = BigInt(digits) + (text[place.index - 1] === "~" ? 0x1000n : 1n);
  const more = digits.startsWith("0x") ? `0x${value.toString(16)}` : value.toString();
  return text.slice(0, place.index) + more + text.slice(place.index + digits.length);
}

/** The same draws every time, from 0 to below 1. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A source whose line has another comment; undefined where nothing in it can be replaced. */
export function mutateLine(
  source: string,
  line: number,
  what: Mutation,
  mode: Mode,
  draw: () => number,
): string | undefined {
  const lines = source.split("\n");
  // RISC-V has comments above their words, too.
  const at = /[#;]/.test(lines[line]!) ? line : line - 1;
  const comment = /[#;].*$/.exec(lines[at]!);
  const changed = comment && mutateComment(comment[0], mode, what, draw);
  if (changed === null || changed === undefined) return undefined;
  lines[at] = lines[at]!.slice(0, comment!.index) + changed;
  return lines.join("\n");
}

/** A source with another bit in the bytes of a line; undefined where that byte is not written as its digits. */
export function flipBit(
  { text, bytes, ...listing }: Listing,
  line: ListedLine,
  draw: () => number,
): string | undefined {
  const { start, end } = line.bytes;
  const bit = Math.floor(draw() * (end - start) * 8);
  const offset = start + (bit >> 3);
  const places = listing.digitsOf(offset);
  if (places === undefined) return undefined;
  const digits = (bytes[offset]! ^ (1 << (bit & 7))).toString(16).toUpperCase().padStart(2, "0");
  const written = Array.from(text.latin1);
  places.forEach((at, nibble) => (written[at] = digits[nibble]!));
  return written.join("");
}

/** A text with a fix made to it. */
export function withFix(text: SourceText, { edits }: Fix): SourceText {
  return edits
    .toSorted((a, b) => b.range.start - a.range.start)
    .reduce(
      (before, { range, text: inserted }) => before.edited(range, SourceText.fromString(inserted)),
      text,
    );
}
