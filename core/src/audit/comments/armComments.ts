import type { Claim, ReadClaim, Wanted, WantedShift } from "../claim";
import { gasTarget } from "./gas";
import { wantedNumber } from "./numbers";

/** What may set the flags, and what never does: `strhs` is a store with a condition. */
const settingFlags = "mov mvn add adc sub sbc rsb rsc and orr eor bic mul mla lsl lsr asr ror";
/** Addresses of multiple loads and stores: after or before, up or down, and their names as stacks (full or empty, descending or ascending). */
const multiples = "ia ib da db fd ed fa ea".split(" ").flatMap((way) => [`ldm${way}`, `stm${way}`]);
const others =
  "ldm stm " +
  multiples.join(" ") +
  " cmp cmn tst teq ldr str ldrb strb ldrh strh ldrsb ldrsh push pop b bl bx blx svc swi";
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
  new RegExp(`^(ldm|stm)(${either(conditions)})(ia|ib|da|db|fd|ed|fa|ea)$`),
];

/** Names of conditions that decoders call something else. */
const sameCondition: Readonly<Record<string, string>> = { cs: "hs", cc: "lo", al: "" };

/** Names of operations that decoders call something else: a full stack that descends is stored before, loaded after. */
const sameOperation: Readonly<Record<string, string>> = {
  swi: "svc",
  ldmia: "ldm",
  ldmfd: "ldm",
  ldmea: "ldmdb",
  ldmed: "ldmib",
  ldmfa: "ldmda",
  stmia: "stm",
  stmea: "stm",
  stmfd: "stmdb",
  stmfa: "stmib",
  stmed: "stmda",
};

/** An operation of ARM, its condition apart from its name; undefined for what is none. */
export function armOperation(written: string): Operation | undefined {
  const name = written.toLowerCase();
  const found = inUal(name) ?? asBefore(name);
  if (found === undefined) return undefined;
  const { base, condition } = found;
  return {
    ...found,
    base: sameOperation[base] ?? base,
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
  const [flagged, one, many] = older.map((form) => form.exec(name));
  const access = one ?? many;
  if (flagged) return { base: flagged[1]!, flags: true, condition: flagged[2]! };
  return access ? { base: `${access[1]}${access[3]}`, flags: false, condition: access[2]! } : undefined;
}

/** `MOV R3,R0`, `SUBLT R0,R0,#1`, `LDR R0,[R1,#4]`, `PUSH {R4}`: GNU's assembly, in capitals or not, in UAL or as before. */
export function readArmComment(text: string): ReadClaim {
  const [, name = "", rest = ""] = /^([A-Za-z]+)(?:\s+(\.|.*?))?\.?$/.exec(text) ?? [];
  const operation = armOperation(name);
  // `Add one`, `And so on`: a capital and small letters begin a sentence.
  if (operation === undefined || /^[A-Z][a-z]/.test(name) || rest === "") return undefined;
  const pieces = splitOperands(rest);
  const multiple = /^(?:ldm|stm)/.test(operation.base);
  const operands = multiple ? multipleOperands(pieces) : operandsOf(pieces, operation.base);
  if (operands === undefined) return undefined;
  const mnemonic = `${operation.base}${operation.flags ? "s" : ""}${operation.condition}`;
  const claim: Claim = { mnemonic, prefixes: [], operands: [...operands], loose: false };
  const stack = asStack(claim, operation);
  if (stack !== undefined) return stack;
  // `ADD R0,#1` adds to the register itself.
  const [first, second] = operands;
  return operands.length === 2 && ofThree.test(operation.base) && first !== undefined && second !== undefined
    ? { ...claim, operands: [first, first, second] }
    : claim;
}

/** The register that has the address, as memory that moves it or not, and the list. */
function multipleOperands([base = "", ...lists]: readonly string[]): readonly Wanted[] | undefined {
  const name = armRegister(base.replace(/\s*!$/, ""));
  const list = lists.length === 1 ? listOf(lists[0]!) : undefined;
  if (name === undefined || list === undefined) return undefined;
  const memory: Wanted = {
    kind: "memory",
    base: name,
    scale: 1,
    ...(base.endsWith("!") && { update: "before" }),
  };
  return [memory, list];
}

/**
 * What pushes and pops, under the one name for it: of several registers that is a multiple store or load, of one it may be a plain
 * one that moves the stack pointer.
 */
function asStack(claim: Claim, { base, condition }: Operation): Claim | undefined {
  const [first, second] = claim.operands;
  const named = (name: string) => `${name}${condition}`;
  if (/^(?:stmdb|ldm)$/.test(base) && first?.kind === "memory" && first.base === "r13" && first.update)
    return { ...claim, mnemonic: named(base === "ldm" ? "pop" : "push"), operands: claim.operands.slice(1) };
  if (first?.kind === "list" && first.registers.length === 1 && (base === "push" || base === "pop")) {
    const memory = stackOf(base === "push");
    const register: Wanted = { kind: "register", name: first.registers[0]! };
    const mnemonic = named(base === "push" ? "str" : "ldr");
    return { ...claim, alternative: { ...claim, mnemonic, operands: [register, memory] } };
  }
  if (!/^(?:str|ldr)$/.test(base) || first?.kind !== "register" || second?.kind !== "memory")
    return undefined;
  const { displacement, update } = stackOf(base === "str");
  const same =
    second.base === "r13" &&
    second.index === undefined &&
    second.update === update &&
    second.displacement?.kind === "number" &&
    second.displacement.values[0] === displacement.values[0];
  if (!same || claim.operands.length !== 2) return undefined;
  const list: Wanted = { kind: "list", registers: [first.name] };
  return {
    ...claim,
    alternative: { ...claim, mnemonic: named(base === "str" ? "push" : "pop"), operands: [list] },
  };
}

/** `[sp, #-4]!` or `[sp], #4`. */
function stackOf(pushes: boolean) {
  const displacement = { kind: "number", values: [pushes ? -4n : 4n] } as const;
  return {
    kind: "memory",
    base: "r13",
    scale: 1,
    displacement,
    update: pushes ? "before" : "after",
  } as const;
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
  if (piece.startsWith("{")) return listOf(piece);
  const memory = /^\[([^\]]*)\](!?)$/.exec(piece);
  if (memory) return memoryOf(memory[1]!, memory[2] === "!");
  const jumps = base === "b" || base === "bl";
  if (!jumps) return undefined;
  const target = gasTarget(piece);
  if (target !== undefined) return target;
  return /^[A-Za-z_.][\w.$-]*$/.test(piece)
    ? { kind: "label", name: piece, plus: 0n }
    : wantedNumber(piece, "decimal");
}

/** `{r4-r8, lr}`. */
function listOf(piece: string): (Wanted & { kind: "list" }) | undefined {
  const inside = /^\{(.*)\}$/.exec(piece)?.[1];
  if (inside === undefined) return undefined;
  const registers: string[] = [];
  for (const each of inside.split(",")) {
    const [from, to = from] = each.split("-").map((name) => armRegister(name.trim()));
    if (from === undefined || to === undefined) return undefined;
    for (let at = Number(from.slice(1)); at <= Number(to.slice(1)); at++) registers.push(`r${at}`);
  }
  return { kind: "list", registers };
}

function numberOf(written: string): Wanted | undefined {
  return wantedNumber(written.replace(/^#/, ""), "decimal");
}

function memoryOf(inside: string, update: boolean): Wanted | undefined {
  const [base = "", second, third] = inside.split(",").map((each) => each.trim());
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
  if (index !== undefined && third === undefined) return { ...memory, index };
  if (index !== undefined) {
    const shift = shiftOf(third!);
    // Decoders give just shifts to the left as a scale.
    return shift?.kind === "lsl"
      ? { ...memory, index, scale: 2 ** shift.amount }
      : { kind: "unclear", text: `[${inside}]` };
  }
  const displacement = third === undefined ? numberOf(second) : undefined;
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
