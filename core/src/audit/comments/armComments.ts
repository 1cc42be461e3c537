import type { Claim, ReadClaim, Wanted, WantedMemory, WantedShift } from "../claim";
import { wantedNumber } from "./numbers";

/** What may set the flags, and what never does: `strhs` is a store with a condition. */
const settingFlags = "mov mvn add adc sub sbc rsb rsc and orr eor bic mul mla lsl lsr asr ror";
const others = "cmp cmn tst teq ldr str ldrb strb ldrh strh ldrsb ldrsh push pop b bl bx blx svc swi";
const conditions = "eq ne cs hs cc lo mi pl vs vc hi ls ge lt gt le al";
const either = (words: string) => words.replaceAll(" ", "|");

/** Branches first: `bls` and `blt` are those, with a condition, and no `bl`. */
const forms = [
  new RegExp(`^(b)()(${either(conditions)})$`),
  new RegExp(`^(${either(others)})()(${either(conditions)})?$`),
  new RegExp(`^(${either(settingFlags)})(s?)(${either(conditions)})?$`),
];

/** Before UAL the condition stood in front of what else is behind the name: `ADDEQS`, `LDREQB`. */
const older = [
  new RegExp(`^(${either(settingFlags)})(${either(conditions)})(s)$`),
  new RegExp(`^(ldr|str)(${either(conditions)})(b|h|sb|sh)$`),
];

/** Names of conditions that decoders call something else. */
const sameCondition: Readonly<Record<string, string>> = { cs: "hs", cc: "lo", al: "" };

/** An operation of ARM, its condition apart from its name; undefined for what is none. */
export function armOperation(written: string): Operation | undefined {
  const name = written.toLowerCase();
  const found = inUal(name) ?? asBefore(name);
  if (found === undefined) return undefined;
  const { base, condition } = found;
  return {
    ...found,
    base: base === "swi" ? "svc" : base,
    condition: sameCondition[condition] ?? condition,
  };
}

interface Operation {
  readonly base: string;
  readonly flags: boolean;
  readonly condition: string;
}

function inUal(name: string): Operation | undefined {
  for (const form of forms) {
    const match = form.exec(name);
    if (match !== null) return { base: match[1]!, flags: match[2] === "s", condition: match[3] ?? "" };
  }
  return undefined;
}

function asBefore(name: string): Operation | undefined {
  const [flagged, access] = older.map((form) => form.exec(name));
  if (flagged) return { base: flagged[1]!, flags: true, condition: flagged[2]! };
  return access ? { base: `${access[1]}${access[3]}`, flags: false, condition: access[2]! } : undefined;
}

/** `MOV R3,R0`, `SUBLT R0,R0,#1`, `LDR R0,[R1,#4]`, `PUSH {R4}`: GNU's assembly, in capitals or not, in UAL or as before. */
export function readArmComment(text: string): ReadClaim {
  const [, name = "", rest = ""] = /^([A-Za-z]+)(?:\s+(.*?))?\.?$/.exec(text) ?? [];
  const operation = armOperation(name);
  // `Add one`, `And so on`: a capital and small letters begin a sentence.
  if (operation === undefined || /^[A-Z][a-z]/.test(name) || rest === "") return undefined;
  const pieces = splitOperands(rest);
  const operands = operandsOf(pieces, operation.base);
  if (operands === undefined) return undefined;
  const mnemonic = `${operation.base}${operation.flags ? "s" : ""}${operation.condition}`;
  const claim: Claim = { mnemonic, prefixes: [], operands: [...operands], loose: false };
  // `ADD R0,#1` adds to the register itself.
  const [first, second] = operands;
  return operands.length === 2 && ofThree.test(operation.base) && first !== undefined && second !== undefined
    ? { ...claim, operands: [first, first, second] }
    : claim;
}

const ofThree = /^(?:add|adc|sub|sbc|rsb|rsc|and|orr|eor|bic|mul|lsl|lsr|asr|ror)$/;

/** The text between commas that are in no bracket. */
function splitOperands(text: string): readonly string[] {
  return text.split(/,(?![^[{]*[\]}])/).map((piece) => piece.trim());
}

function operandsOf(pieces: readonly string[], base: string): readonly Wanted[] | undefined {
  const found: Wanted[] = [];
  for (const piece of pieces) {
    const last = found.at(-1);
    const shift = shiftOf(piece);
    if (shift !== undefined && last?.kind === "register") {
      found[found.length - 1] = { ...last, shift };
      continue;
    }
    const behind = piece.startsWith("#") ? numberOf(piece) : undefined;
    // `[R1],#4` moves the base behind the access.
    if (last?.kind === "memory" && behind !== undefined) {
      found[found.length - 1] = { ...last, displacement: behind, update: "after" };
      continue;
    }
    const operand = operandOf(piece, base);
    if (operand === undefined) return undefined;
    found.push(operand);
  }
  return found;
}

function operandOf(piece: string, base: string): Wanted | undefined {
  const name = armRegister(piece);
  if (name !== undefined) return { kind: "register", name };
  if (piece.startsWith("#")) return numberOf(piece);
  const list = /^\{(.*)\}$/.exec(piece);
  if (list) {
    const names = list[1]!.split(",").map((each) => armRegister(each.trim()));
    return names.includes(undefined)
      ? undefined
      : { kind: "list", registers: names.filter((each) => each !== undefined) };
  }
  const memory = /^\[([^\]]*)\](!?)$/.exec(piece);
  if (memory) return memoryOf(memory[1]!, memory[2] === "!");
  const jumps = base === "b" || base === "bl";
  if (!jumps) return undefined;
  return /^[A-Za-z_.][\w.$-]*$/.test(piece)
    ? { kind: "label", name: piece, plus: 0n }
    : wantedNumber(piece, "decimal");
}

function numberOf(written: string): Wanted | undefined {
  return wantedNumber(written.replace(/^#/, ""), "decimal");
}

function memoryOf(inside: string, update: boolean): WantedMemory | undefined {
  const [base = "", second] = inside.split(",").map((each) => each.trim());
  const name = armRegister(base);
  if (name === undefined) return undefined;
  const memory = {
    kind: "memory",
    base: name,
    scale: 1,
    ...(update && { update: "before" as const }),
  } as const;
  if (second === undefined) return memory;
  const index = armRegister(second);
  if (index !== undefined) return { ...memory, index };
  const displacement = numberOf(second);
  return displacement && { ...memory, displacement };
}

function shiftOf(piece: string): WantedShift | undefined {
  const match = /^(lsl|lsr|asr|ror)\s+#(\d+)$/i.exec(piece);
  return match === null ? undefined : { kind: match[1]!.toLowerCase(), amount: Number(match[2]) };
}

const named: ReadonlyMap<string, string> = new Map([
  ["sb", "r9"],
  ["sl", "r10"],
  ["fp", "r11"],
  ["ip", "r12"],
  // M2-Planet keeps the base of its stack there.
  ["bp", "r12"],
  ["sp", "r13"],
  ["lr", "r14"],
  ["pc", "r15"],
]);

/** A register by its number; undefined for what is none. */
export function armRegister(written: string): string | undefined {
  const name = written.toLowerCase();
  const number = /^r(\d+)$/.exec(name);
  if (number !== null) return Number(number[1]) < 16 ? name : undefined;
  return named.get(name);
}
