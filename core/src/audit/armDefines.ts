import type { Decoder, Instruction } from "../isa/decoder";
import { checkEncoding } from "./checks/encoding";
import { armRegister, readArmComment } from "./comments/armComments";
import { compare, type Comparison } from "./compare";

type ArmVerdict = Comparison & { readonly instruction?: Instruction };

/** The names that upstream's macros have for conditions, and the assembler's. */
const conditions: Readonly<Record<string, string>> = {
  ALWAYS: "",
  EQUAL: "eq",
  NE: "ne",
  G: "gt",
  GE: "ge",
  L: "lt",
  LT: "lt",
  LE: "le",
  HI: "hi",
  HS: "hs",
  LS: "ls",
  LO: "lo",
};

/**
 * Macros of ARMv7 are some digits of an instruction: a line puts them together in the order of its bytes, `!1 R0 SUB R0 ARITH_LT`.
 * Each is looked at in such a line: the digits of the others, with `*` for its own, and what they come to together.
 */
const uses: Readonly<Record<string, readonly [digits: string, instruction: string]>> = {
  LOADI8: ["052*", "MOV? R2,#5"],
  MVNI8: ["052*", "MVN? R2,#5"],
  JUMP: ["000000*", "B? #8"],
  CALL: ["000000*", "BL? #8"],
  CALL_REG: ["30*", "BLX? R0"],
  MOVE: ["0030*", "MOV? R3,R0"],
  MVN: ["012*", "MVN? R2,R1"],
  PUSH: ["1000*", "PUSH? {R4}"],
  POP: ["1000*", "POP? {R4}"],
  AUX: ["030051*", "CMP? R1,R3"],
  IMM: ["000052*", "CMP? R2,#0"],
  ARITH: ["010040*", "SUB? R0,R0,#1"],
  ARITH2: ["031041*", "SUB? R1,R1,R3"],
  SYSCALL: ["*", "SVC? #0"],
  RETURN: ["1E*", "BX LR"],
  NO_SHIFT: ["003*A0E1", "MOV R3,R0"],
  LEFT: ["*001A0E1", "LSL R0,R0,R1"],
  RIGHT: ["*001A0E1", "LSR R0,R0,R1"],
  ARITH_RIGHT: ["*001A0E1", "ASR R0,R0,R1"],
  SHIFT: ["1001*E1", "LSL R0,R0,R1"],
  ADC: ["012*3E0", "ADC R2,R3,R1"],
  ADCS: ["012*3E0", "ADCS R2,R3,R1"],
  ADD: ["012*3E0", "ADD R2,R3,R1"],
  ADDS: ["012*3E0", "ADDS R2,R3,R1"],
  AND: ["012*3E0", "AND R2,R3,R1"],
  OR: ["012*3E1", "ORR R2,R3,R1"],
  SUB: ["012*3E0", "SUB R2,R3,R1"],
  RSUB: ["012*3E0", "RSB R2,R3,R1"],
  XOR: ["012*3E0", "EOR R2,R3,R1"],
  CMP: ["03*1E1", "CMP R1,R3"],
  CMPI8: ["05*1E3", "CMP R1,#5"],
  STORE32: ["040*1E5", "STR R0,[R1,#4]"],
  LOAD32: ["040*1E5", "LDR R0,[R1,#4]"],
  STORE8: ["040*1E5", "STRB R0,[R1,#4]"],
  LOAD: ["040*1E5", "LDRB R0,[R1,#4]"],
  MEMORY: ["040091*", "LDR R0,[R1,#4]"],
};

const noLabels = { addressesOf: () => [] };

/** Holds a DEFINE of ARMv7 against its digits; undefined for names that are no piece of an instruction that is known here. */
export function armDefine(name: string, value: string, decoder: Decoder): ArmVerdict | undefined {
  const register = armRegister(name);
  if (register !== undefined) return digit(name, value, Number(register.slice(1)));
  const list = /^\{(\w+)\}$/.exec(name);
  const listed = list ? armRegister(list[1]!) : undefined;
  if (listed !== undefined) return mask(name, value, Number(listed.slice(1)));
  const [, stem = name, word] = /^(.*)_([A-Z]+)$/.exec(name) ?? [];
  const plain = Object.hasOwn(uses, name);
  const condition = plain ? "" : Object.hasOwn(conditions, word ?? "") ? conditions[word!] : undefined;
  const use = Object.hasOwn(uses, plain ? name : stem) ? uses[plain ? name : stem] : undefined;
  if (use === undefined || condition === undefined || !/^[0-9A-Fa-f]+$/.test(value)) return undefined;
  return inUse(use[0].replace("*", value), use[1].replace("?", condition.toUpperCase()), decoder);
}

function inUse(digits: string, text: string, decoder: Decoder): ArmVerdict {
  if (digits.length !== 8) return disagrees("it does not make a word together with the others of its line");
  const bytes = Uint8Array.from({ length: 4 }, (_, at) =>
    Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16),
  );
  const claim = readArmComment(text);
  const instruction = decoder.decode(bytes, 0, 0n);
  if (instruction === undefined) return disagrees("the bytes are no instruction");
  if (claim === undefined || "unclear" in claim)
    return { verdict: "cannot tell", reason: `“${text}” is not understood` };
  const compared = compare(claim, instruction, "arm", noLabels);
  if (compared.verdict !== "agrees") return { ...compared, instruction };
  return {
    ...checkEncoding(claim, { instruction, mode: "arm", decoder, bytes, labels: noLabels }),
    instruction,
  };
}

function digit(name: string, value: string, number: number): ArmVerdict {
  const wanted = number.toString(16).toUpperCase();
  return value.toUpperCase() === wanted ? { verdict: "agrees" } : disagrees(`${name} is ${wanted}`);
}

/** A bit for each register, the lower eight first. */
function mask(name: string, value: string, number: number): ArmVerdict {
  const bits = 1 << number;
  const wanted = [bits & 0xff, bits >> 8]
    .map((byte) => byte.toString(16).toUpperCase().padStart(2, "0"))
    .join("");
  return value.toUpperCase() === wanted ? { verdict: "agrees" } : disagrees(`${name} is ${wanted}`);
}

function disagrees(reason: string): ArmVerdict {
  return { verdict: "disagrees", reason };
}
