import type { Decoder, Instruction, Mode } from "../isa/decoder";
import { knightOpcodes } from "../isa/knightOpcodes";
import { riscvRegisters } from "../isa/riscvRegisters";
import { armDefine } from "./armDefines";
import { checkEncoding } from "./checks/encoding";
import { encodeRiscv } from "./checks/riscvEncoding";
import type { ReadClaim } from "./claim";
import { readAarch64Comment } from "./comments/aarch64Comments";
import { readAttComment } from "./comments/attComments";
import { attOperation } from "./comments/attWords";
import { readRiscvComment } from "./comments/riscvComments";
import { readX86Comment } from "./comments/x86Comments";
import { compare, type Comparison } from "./compare";

/** What a DEFINE's value was found to be beside its name. */
export type DefineVerdict = Comparison & { readonly instruction?: Instruction };

const sizes: Readonly<Record<string, number>> = { BYTE: 1, WORD: 2, DWORD: 4 };
const noLabels = { addressesOf: () => [] };

/**
 * Holds a DEFINE's name against its value: does `mov_eax,[edx+BYTE]` have the bytes of just that? Undefined for names that speak of
 * no instruction.
 *
 * @param value as it stands in the source, without quotes
 */
export function auditDefine(
  name: string,
  value: string,
  mode: Mode,
  decoder: Decoder,
): DefineVerdict | undefined {
  switch (mode) {
    case "x86-16":
    case "x86-32":
    case "x86-64":
      return x86Define(name, value, mode, decoder);
    case "aarch64":
      return aarch64Define(name, value, decoder);
    case "riscv32":
    case "riscv64":
      return riscvDefine(name, value);
    case "knight":
      return knightDefine(name, value);
    case "arm":
      return armDefine(name, value, decoder);
  }
}

function bytesOf(value: string): Uint8Array | undefined {
  if (value.length === 0 || value.length % 2 !== 0 || !/^[0-9A-Fa-f]+$/.test(value)) return undefined;
  return Uint8Array.from({ length: value.length / 2 }, (_, index) =>
    Number.parseInt(value.slice(2 * index, 2 * index + 2), 16),
  );
}

/** The value is the beginning of an instruction; displacement and immediate come from what stands behind the macro's use. */
function x86Define(name: string, value: string, mode: Mode, decoder: Decoder): DefineVerdict | undefined {
  const padded = /^([a-z]+)__+(.*)$/.exec(name);
  const plain = name.replace(/(BYTE|WORD|DWORD)_PTR_/g, "$1 ptr ");
  if (readX86Comment(plain) === undefined) return undefined;
  const bytes = bytesOf(value);
  if (bytes === undefined) return undefined;
  const filled = new Uint8Array(bytes.length + 12);
  filled.set(bytes);
  const instruction = decoder.decode(filled, 0, 0n);
  if (instruction === undefined || instruction.length < bytes.length)
    return disagrees("the bytes are no instruction");
  const open = instruction.parts.filter(({ start }) => start >= bytes.length);
  const known = instruction.parts.filter(({ start }) => start < bytes.length);
  if (
    open.some(({ kind }) => kind === "opcode") ||
    known.some(({ start, size }) => start + size > bytes.length)
  )
    return disagrees("the bytes end within the opcode");
  const claim: ReadClaim = padded
    ? readAttComment(attOperation(padded[1]!) ?? { mnemonic: padded[1]! }, [], withZeros(padded[2]!))
    : readX86Comment(plain + " !0".repeat(open.length));
  if (claim === undefined) return undefined;
  if ("unclear" in claim) return { verdict: "cannot tell", reason: claim.unclear };
  const word = claim.operands.find((wanted) => wanted.kind === "label");
  if (word !== undefined) return { verdict: "cannot tell", reason: `“${word.name}” is not understood` };
  const compared = compare(claim, instruction, mode, noLabels);
  if (compared.verdict !== "agrees") return { ...compared, instruction };
  const placeholder = /(?<!\w)(BYTE|WORD|DWORD)(?! ptr)(?!\w)/.exec(plain)?.[1];
  const size = placeholder === undefined ? undefined : sizes[placeholder];
  const [only, ...others] = open;
  if (size !== undefined && only !== undefined && others.length === 0 && only.size !== size)
    return disagrees(
      `what follows has ${only.size === 1 ? "one byte" : `${only.size} bytes`}, not a ${placeholder}`,
      instruction,
    );
  return { verdict: "agrees", instruction };
}

/** `add____$i32,0x8(%ebp)`, as Mes names its macros: what the width of an operand stands for is filled with zeros. */
function withZeros(operands: string): string {
  return operands.replace(/\$i(?:8|16|32)/g, "$0").replace(/0x(?:8|32)(?=\(|,|$)/g, "0");
}

function aarch64Define(name: string, value: string, decoder: Decoder): DefineVerdict | undefined {
  const claim = readAarch64Comment(name);
  const bytes = bytesOf(value);
  if (claim === undefined || bytes?.length !== 4) return undefined;
  if ("unclear" in claim) return { verdict: "cannot tell", reason: claim.unclear };
  const instruction = decoder.decode(bytes, 0, 0n);
  if (instruction === undefined) return disagrees("the bytes are no instruction");
  const tried = [claim, ...(claim.alternative ? [claim.alternative] : [])].map((each) => {
    const compared = compare(each, instruction, "aarch64", noLabels);
    return compared.verdict === "agrees"
      ? checkEncoding(each, { instruction, mode: "aarch64", decoder, bytes, labels: noLabels })
      : compared;
  });
  return { ...(tried.find(({ verdict }) => verdict === "agrees") ?? tried[0]!), instruction };
}

/** Fields are words with only that field's bits set; operations are instructions whose fields are zero. */
function riscvDefine(name: string, value: string): DefineVerdict | undefined {
  const digits = value.replace(/^\./, "");
  const bytes = bytesOf(digits);
  if (bytes?.length !== 4) return undefined;
  const word = bytes.reduceRight((sum, byte) => sum * 256 + byte, 0);
  const field = /^(rd|rs1|rs2)_(\w+)$/.exec(name);
  if (field) {
    const number = registerNumber(field[2]!);
    if (number === undefined) return undefined;
    const shift = { rd: 7, rs1: 15, rs2: 20 }[field[1] as "rd" | "rs1" | "rs2"];
    const wanted = (number << shift) >>> 0;
    return wanted === word && value.startsWith(".")
      ? { verdict: "agrees" }
      : disagrees(`${name} is ${shownWord(wanted)}`);
  }
  const claim = readRiscvComment(`rd_x0 ${name}`);
  if (claim === undefined || "unclear" in claim) return undefined;
  const encoded = encodeRiscv(claim, { address: 0n, labels: noLabels }) ?? [];
  const [wanted] = encoded;
  if (wanted === undefined) return undefined;
  return wanted === word && !value.startsWith(".")
    ? { verdict: "agrees" }
    : disagrees(`${name} is ${shownWord(wanted)}`);
}

function registerNumber(name: string): number | undefined {
  const number = /^x(\d+)$/.exec(name);
  const found = number ? Number(number[1]) : riscvRegisters.indexOf(name === "fp" ? "s0" : name);
  return found >= 0 && found < 32 ? found : undefined;
}

function shownWord(word: number): string {
  return [0, 8, 16, 24]
    .map((shift) => ((word >>> shift) & 0xff).toString(16).toUpperCase().padStart(2, "0"))
    .join("");
}

const knight = new Map<string, string[]>();
for (const [, opcode, name] of knightOpcodes) knight.set(name, [...(knight.get(name) ?? []), opcode]);

function knightDefine(name: string, value: string): DefineVerdict | undefined {
  const register = /^R(\d+)$/.exec(name);
  const known = register ? [Number(register[1]).toString(16).toUpperCase()] : knight.get(name);
  if (known === undefined) return undefined;
  return known.includes(value.toUpperCase())
    ? { verdict: "agrees" }
    : disagrees(`${name} is ${known.join(" or ")}`);
}

function disagrees(reason: string, instruction?: Instruction): DefineVerdict {
  return { verdict: "disagrees", reason, ...(instruction && { instruction }) };
}
