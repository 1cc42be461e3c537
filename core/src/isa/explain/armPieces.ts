import type { Instruction } from "../decoder";
import { conditionMeanings, aarch64Conditions } from "./aarch64Pieces";
import { fieldPieces, layout, type BitField, type FieldMeaning, type Layout } from "./bitFields";
import { shownDistance, shownNumber, type Piece } from "./piece";

/** Encodings of the Arm Architecture Reference Manual for ARMv7-A, section A5, the more special ones first. */
const layouts: readonly Layout[] = [
  "1111 101 H:1 imm24:24",
  "1111 00010000 imod:2 M:1 00000000 A:1 I:1 F:1 0 mode:5",
  // What has no condition and no layout here (section A5.7).
  "1111 operands:28",
  "cond:4 000100101111111111110001 Rm:4",
  "cond:4 000100101111111111110011 Rm:4",
  "cond:4 00110010000011110000 hint:8",
  "cond:4 00110 R:1 10 mask:4 1111 rotate:4 imm8:8",
  "cond:4 00010 R:1 10 mask:4 111100000000 Rn:4",
  "cond:4 00010 R:1 001111 Rd:4 000000000000",
  "cond:4 00010010 number:12 0111 number:4",
  "cond:4 01111111 number:12 1111 number:4",
  "cond:4 00010 B:1 00 Rn:4 Rt:4 00001001 Rt2:4",
  "cond:4 00011 size:2 1 Rn:4 Rt:4 111110011111",
  "cond:4 00011 size:2 0 Rn:4 Rd:4 11111001 Rt:4",
  "cond:4 0000000 S:1 Rd:4 0000 Rm:4 1001 Rn:4",
  "cond:4 0000001 S:1 Rd:4 Ra:4 Rm:4 1001 Rn:4",
  "cond:4 00000110 Rd:4 Ra:4 Rm:4 1001 Rn:4",
  "cond:4 1110 opc1:3 L:1 CRn:4 Rt:4 coproc=111x opc2:3 1 CRm:4",
  "cond:4 00001 op=xx S:1 RdHi:4 RdLo:4 Rm:4 1001 Rn:4",
  "cond:4 01110001 Rd:4 1111 Rm:4 0001 Rn:4",
  "cond:4 01110011 Rd:4 1111 Rm:4 0001 Rn:4",
  "cond:4 00110000 imm4:4 Rd:4 imm12:12",
  "cond:4 00110100 imm4:4 Rd:4 imm12:12",
  "cond:4 000101101111 Rd:4 11110001 Rm:4",
  // Of two registers, which L does not tell apart.
  "cond:4 000 P:1 U:1 1 W:1 0 Rn:4 Rt:4 imm4H:4 1 op2=1x 1 imm4L:4",
  "cond:4 000 P:1 U:1 0 W:1 0 Rn:4 Rt:4 0000 1 op2=1x 1 Rm:4",
  "cond:4 000 P:1 U:1 1 W:1 L:1 Rn:4 Rt:4 imm4H:4 1 op2=1x 1 imm4L:4",
  "cond:4 000 P:1 U:1 0 W:1 L:1 Rn:4 Rt:4 0000 1 op2=1x 1 Rm:4",
  "cond:4 000 P:1 U:1 1 W:1 L:1 Rn:4 Rt:4 imm4H:4 1 op2=01 1 imm4L:4",
  "cond:4 000 P:1 U:1 0 W:1 L:1 Rn:4 Rt:4 0000 1 op2=01 1 Rm:4",
  // Comparisons that set no flags are other instructions (section A5.2.12).
  "cond:4 00010 op=xx 0 operands:20",
  "cond:4 001 opcode:4 S:1 Rn:4 Rd:4 rotate:4 imm8:8",
  "cond:4 000 opcode:4 S:1 Rn:4 Rd:4 imm5:5 type:2 0 Rm:4",
  "cond:4 000 opcode:4 S:1 Rn:4 Rd:4 Rs:4 0 type:2 1 Rm:4",
  "cond:4 010 P:1 U:1 B:1 W:1 L:1 Rn:4 Rt:4 imm12:12",
  "cond:4 011 P:1 U:1 B:1 W:1 L:1 Rn:4 Rt:4 imm5:5 type:2 0 Rm:4",
  "cond:4 100 P:1 U:1 S:1 W:1 L:1 Rn:4 registers:16",
  "cond:4 101 L:1 imm24:24",
  "cond:4 1111 imm24:24",
  // What has no layout here (coprocessors, media, vectors).
  "cond:4 operands:28",
].map(layout);

/** Names of the registers as Capstone has them: 9 is sb, 10 sl, 11 fp, 12 ip. */
export const armRegisters = "r0 r1 r2 r3 r4 r5 r6 r7 r8 sb sl fp ip sp lr pc".split(" ") as readonly string[];

const operations = "and eor sub rsb add adc sbc rsc tst teq cmp cmn orr mov bic mvn".split(" ");
const shifts = ["lsl", "lsr", "asr", "ror"];

export function armPieces(bytes: Uint8Array, instruction: Instruction): readonly Piece[] {
  const word = (bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16) | (bytes[3]! << 24)) >>> 0;
  const found = layouts.find(({ matches }) => matches(word))!;
  const has = (name: string) => found.fields.some((field) => field.name === name);
  return fieldPieces(word, found, 4, false, (field, value) =>
    meaningOf(field, value, { word, has, instruction }),
  );
}

interface Around {
  readonly word: number;
  readonly has: (name: string) => boolean;
  readonly instruction: Instruction;
}

function meaningOf({ name }: BitField, value: number, { word, has, instruction }: Around): FieldMeaning {
  const register = armRegisters[value]!;
  const memory = has("P");
  const loads = /^(ld|pop)/.test(instruction.mnemonic);
  const its = (what: string): FieldMeaning => {
    const number = register.startsWith("r") ? "" : ` (r${value})`;
    return { short: register, meaning: `${register}${number}: ${what}` };
  };
  const either = (yes: string, no: string, short = ""): FieldMeaning => ({
    short: value === 1 ? short : "",
    meaning: value === 1 ? yes : no,
  });
  switch (name) {
    case "cond": {
      const condition = aarch64Conditions[value]!;
      return {
        short: condition,
        meaning: `done if ${conditionMeanings[condition]}`.replace("if always", "always"),
      };
    }
    case "RdLo":
    case "RdHi":
      return its(`the ${name === "RdHi" ? "upper" : "lower"} half of the result`);
    case "Rd": {
      const unused = has("opcode") && ((word >>> 23) & 3) === 2 && value === 0;
      if (unused) return { short: "", meaning: "not used: the comparison sets flags only" };
      if (has("size")) return its("receives whether the store was done");
      return its("receives the result");
    }
    case "Rn": {
      const moves = has("opcode") && ((word >>> 21) & 15) % 2 === 1 && ((word >>> 23) & 3) === 3;
      if (moves && ((word >>> 21) & 15) !== 12) return { short: "", meaning: "not used" };
      return its(memory || has("Rt") ? "holds the address" : "is read");
    }
    case "Rm":
    case "Rs":
    case "Ra":
      return its(name === "Rs" ? "says how far to shift" : "is read");
    case "Rt":
      if (has("coproc")) return coprocessorRegister(value, (word >>> 20) & 1, its);
      if (has("Rt2")) return its("receives what memory held");
      if (memory && !has("L")) return its(`is ${loads ? "loaded" : "stored"}, and the register behind it`);
      return its(loads ? "is loaded" : "is stored");
    case "Rt2":
      return its("is stored");
    case "opcode":
      return { short: operations[value]!, meaning: `the operation ${operations[value]}` };
    case "S":
      if (memory && loads && ((word >>> 15) & 1) === 1)
        return either("takes the state from SPSR, too", "leaves the state");
      if (memory) return either("user-mode registers", "the registers of the mode");
      return either("sets the flags", "leaves the flags", "flags");
    case "imm8": {
      const rotate = ((word >>> 8) & 15) * 2;
      const number = ((value >>> rotate) | (value << (32 - rotate))) >>> 0;
      const shown = shownNumber(BigInt(rotate === 0 ? value : number));
      return {
        short: shown.replace(/ \(.*/, ""),
        meaning: rotate === 0 ? `the number ${shown}` : `rotated: the number ${shown}`,
      };
    }
    case "rotate":
      return {
        short: `ror ${value * 2}`,
        meaning:
          value === 0 ? "the number is not rotated" : `the number is rotated right by ${value * 2} bits`,
      };
    case "imm12":
    case "imm4":
      if (!memory) {
        const number = ((word >>> 4) & 0xf000) | (word & 0xfff);
        return {
          short: name === "imm12" ? `${number}` : "",
          meaning: `a part of the number ${shownNumber(BigInt(number))}`,
        };
      }
      return { short: `${sign(word)}${value}`, meaning: `offset of ${sign(word)}${value} bytes` };
    case "imm4H":
    case "imm4L": {
      const offset = ((word >>> 4) & 0xf0) | (word & 0xf);
      return {
        short: name === "imm4L" ? `${sign(word)}${offset}` : "",
        meaning: `a part of the offset of ${sign(word)}${offset} bytes`,
      };
    }
    case "imm5":
      if (value === 0 && ((word >>> 5) & 3) === 3)
        return { short: "rrx", meaning: "rotated by 1, through the carry" };
      return {
        short: `${value}`,
        meaning: `shifted by ${value === 0 && ((word >>> 5) & 3) !== 0 ? 32 : value}`,
      };
    case "type":
      return { short: shifts[value]!, meaning: `${shifts[value]} of the last register` };
    case "imm24": {
      if (((word >>> 24) & 15) === 15)
        return {
          short: `${value}`,
          meaning: value === 0 ? "no number: r7 has it" : `the number ${shownNumber(BigInt(value))}`,
        };
      const distance = BigInt.asIntN(24, BigInt(value)) * 4n;
      return {
        short: shownDistance(distance),
        meaning: `${shownDistance(distance)} bytes from 8 behind the instruction, counted in words`,
      };
    }
    case "P":
      if (has("registers"))
        return either(
          "the address moves before each access",
          "the address moves behind each access",
          "before",
        );
      return either("the offset counts for this access", "the offset is added behind the access", "before");
    case "U":
      if (has("registers")) return either("to higher addresses", "to lower addresses", "+");
      return either("the offset is added", "the offset is subtracted", "+");
    case "B":
      return either("one byte", "a word of 32 bits", "byte");
    case "W":
      // Behind the access the address register is changed anyhow.
      if (((word >>> 24) & 1) === 0 && !has("registers"))
        return either(
          "with the rights of user mode",
          "the address register is changed behind the access",
          "user",
        );
      return either("the address register is changed", "the address register stays as it is", "write back");
    case "L":
      if (has("coproc")) return either("from the coprocessor", "to the coprocessor", "read");
      return memory
        ? { short: value === 1 ? "load" : "store", meaning: value === 1 ? "loads" : "stores" }
        : either("a call: lr receives the address behind it", "a jump", "link");
    case "registers": {
      const names = armRegisters.filter((_, bit) => ((value >>> bit) & 1) === 1).join(", ");
      return { short: `{${names}}`, meaning: `one bit for each register: ${names}` };
    }
    case "number": {
      const number = ((word >>> 4) & 0xfff0) | (word & 15);
      return { short: "", meaning: `a part of the number ${shownNumber(BigInt(number))}` };
    }
    case "mask":
      return {
        short: statusFields(value, ""),
        meaning: `writes ${statusFields(value, " and ", fieldMeanings)}`,
      };
    case "R":
      return either("SPSR", "CPSR, or APSR");
    case "A":
    case "I":
    case "F":
      return either(`${maskedBy[name]!} are meant`, `${maskedBy[name]!} are left as they are`, name);
    case "M":
      return either("changes the mode", "leaves the mode");
    case "mode":
      return {
        short: "",
        meaning: ((word >>> 17) & 1) === 1 ? `the mode 0x${value.toString(16)}` : "not used",
      };
    case "coproc":
      return { short: `p${value}`, meaning: `the coprocessor ${value}` };
    case "CRn":
    case "CRm":
      return { short: `c${value}`, meaning: `register ${value} of the coprocessor` };
    case "operands":
      return { short: "", meaning: "the rest of the instruction" };
    default:
      return { short: "", meaning: `with the other fields: ${instruction.mnemonic}` };
  }
}

const maskedBy: Readonly<Record<string, string>> = {
  A: "asynchronous aborts",
  I: "interrupts",
  F: "fast interrupts",
};

/** The fields of a status register by their bits of `mask` (section B9.3.12). */
const fieldMeanings: Readonly<Record<string, string>> = {
  c: "mode and interrupt bits (c)",
  x: "extension bits (x)",
  s: "status bits (s)",
  f: "flags (f)",
};

function statusFields(mask: number, between: string, names?: Readonly<Record<string, string>>): string {
  const letters = ["f", "s", "x", "c"].filter((_, at) => ((mask >>> (3 - at)) & 1) === 1);
  return letters.map((letter) => names?.[letter] ?? letter).join(between);
}

function coprocessorRegister(
  value: number,
  reads: number,
  its: (what: string) => FieldMeaning,
): FieldMeaning {
  if (reads === 0) return its("is written to the coprocessor");
  if (value === 15) return { short: "", meaning: "the flags receive the coprocessor’s bits" };
  return its("receives what the coprocessor gives");
}

function sign(word: number): string {
  return ((word >>> 23) & 1) === 1 ? "+" : "−";
}
