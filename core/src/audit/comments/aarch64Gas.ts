import type { Claim, ReadClaim, Wanted, WantedMemory } from "../claim";
import { withPreferred } from "./aarch64Aliases";
import { gasNumber, gasTarget, gasText, orDistance } from "./gas";

/**
 * What an instruction is written with, a letter an operand: `r` a register, `o` a register or an immediate, either shifted or not, `i`
 * an immediate, `m` memory, `t` where it goes, `w` a word of the architecture (`eq`, `sy`, `vbar_el1`).
 */
const syntaxes: ReadonlyMap<string, readonly string[]> = new Map([
  ...each("rro", "add adds sub subs and ands orr eor bic bics orn eon lsl lsr asr ror"),
  ...each(
    "rrr",
    "mul mneg sdiv udiv smull umull smnegl umnegl smulh umulh lslv lsrv asrv rorv adc sbc adcs sbcs",
  ),
  ...each("rrrr", "madd msub smaddl umaddl smsubl umsubl"),
  ...each("rrri", "extr"),
  ...each("rrii", "ubfx sbfx ubfiz sbfiz bfi bfxil ubfm sbfm bfm"),
  ...each("ro", "cmp cmn tst neg negs ngc ngcs mvn mov movz movn movk"),
  ...each("rr", "sxtb sxth sxtw uxtb uxth clz cls rbit rev rev16 rev32"),
  ...each("rrrw", "csel csinc csinv csneg"),
  ...each("rrw", "cinc cinv cneg"),
  ...each("rw", "cset csetm mrs"),
  ...each("wr", "msr at dc ic tlbi"),
  ...each(
    "rm",
    "ldr str ldrb strb ldrh strh ldrsb ldrsh ldrsw ldur stur ldurb sturb ldurh sturh ldursb ldursh ldursw",
  ),
  ...each("rm", "ldar stlr ldarb stlrb ldxr ldaxr"),
  ...each("rrm", "ldp stp ldpsw stxr stlxr"),
  ...each("t", "b bl"),
  ...each("rt", "cbz cbnz adr adrp"),
  ...each("rit", "tbz tbnz"),
  ...each("r", "br blr"),
  ...each("i", "svc hvc smc brk hlt"),
  ...each("w", "dsb dmb"),
  ...each("", "nop ret eret wfe wfi sev sevl isb yield"),
]);

function each(syntax: string, names: string): readonly [string, readonly string[]][] {
  // `isb`, `at` and their like have further operands or none: those are read below.
  const more: Readonly<Record<string, readonly string[]>> = {
    isb: ["", "w"],
    ret: ["", "r"],
    msr: ["wr", "wi"],
    ldr: ["rm", "rt"],
  };
  return names.split(" ").map((name) => [name, more[name] ?? [syntax]]);
}

const conditions = "eq ne cs hs cc lo mi pl vs vc hi ls ge lt gt le al".split(" ");
/** What the architecture calls the same. */
const sameConditions: Readonly<Record<string, string>> = { cs: "hs", cc: "lo" };

/**
 * What a comment of AArch64 says in the syntax of GNU as: `ldr w0, [x22, #8]`, `b.ne scan_next`. Undefined where it is not an
 * instruction from its first word to its last.
 */
export function readAarch64Gas(text: string): ReadClaim {
  const found = gasText(text);
  if (found === undefined) return undefined;
  const branch = branchOf(found.mnemonic);
  const mnemonic = branch ?? found.mnemonic;
  for (const syntax of branch === undefined ? (syntaxes.get(mnemonic) ?? []) : ["t"]) {
    const operands = operandsOf(syntax, found.pieces);
    if (operands === undefined) continue;
    const claim: Claim = { mnemonic, prefixes: [], operands, loose: false };
    return withPreferred(syntax.endsWith("t") ? orDistance(claim) : claim);
  }
  return undefined;
}

/** `b.ne`, or `bne` as GNU as takes it, too. */
function branchOf(mnemonic: string): string | undefined {
  const condition = /^b\.?([a-z]{2})$/.exec(mnemonic)?.[1];
  if (condition === undefined || !conditions.includes(condition)) return undefined;
  return `b.${sameConditions[condition] ?? condition}`;
}

/** The operands where each is what the syntax has in its place; a shift belongs to what it stands behind. */
function operandsOf(syntax: string, pieces: readonly string[]): readonly Wanted[] | undefined {
  const operands: Wanted[] = [];
  for (const piece of pieces) {
    const letter = syntax[operands.length];
    const last = operands.at(-1);
    if (last !== undefined && syntax[operands.length - 1] === "o" && isShift(piece)) {
      operands[operands.length - 1] = shifted(last, piece);
      continue;
    }
    if (last?.kind === "memory" && letter === undefined) {
      const behind = gasNumber(piece);
      if (behind === undefined || last.displacement !== undefined || last.index !== undefined)
        return undefined;
      operands[operands.length - 1] = { ...last, update: "after", displacement: behind };
      continue;
    }
    const operand = letter === undefined ? undefined : operandOf(letter, piece);
    if (operand === undefined) return undefined;
    operands.push(operand);
  }
  return operands.length === syntax.length ? operands : undefined;
}

function operandOf(letter: string, piece: string): Wanted | undefined {
  switch (letter) {
    case "r":
      return registerOf(piece);
    case "i":
      return gasNumber(piece);
    case "o":
      return registerOf(piece) ?? gasNumber(piece) ?? partOf(piece);
    case "m":
      return memoryOf(piece);
    case "w": {
      const word = piece.toLowerCase();
      return /^[a-z]\w*$/.test(word) ? { kind: "register", name: sameConditions[word] ?? word } : undefined;
    }
    default:
      return targetOf(piece);
  }
}

function registerOf(piece: string): (Wanted & { kind: "register" }) | undefined {
  const name = piece.toLowerCase();
  const known = /^(?:[xw](?:[12]?\d|30|zr)|w?sp|lr|fp)$/.test(name);
  return known ? { kind: "register", name } : undefined;
}

function targetOf(piece: string): Wanted | undefined {
  if (/^(?:\d+[bf]|=.*)$/.test(piece)) return { kind: "unclear", text: piece };
  return registerOf(piece) === undefined ? gasTarget(piece) : undefined;
}

/** `:lo12:label`: what of a place belongs to the instruction before it. */
function partOf(piece: string): Wanted | undefined {
  return /^#?:\w+:/.test(piece) ? { kind: "unclear", text: piece } : undefined;
}

function isShift(piece: string): boolean {
  return /^(?:lsl|lsr|asr|ror)\s+#?\w+$|^[us]xt[bhwx](?:\s+#?\w+)?$/i.test(piece);
}

function shifted(operand: Wanted, piece: string): Wanted {
  const [kind = "", amount = "0"] = piece.toLowerCase().split(/\s+#?/);
  const by = Number(amount);
  if (operand.kind === "number")
    return { ...operand, values: operand.values.map((value) => value << BigInt(by)) };
  if (operand.kind !== "register") return operand;
  return by === 0 && kind === "lsl" ? operand : { ...operand, shift: { kind, amount: by } };
}

function memoryOf(piece: string): Wanted | undefined {
  const match = /^\[\s*([^\],]+?)\s*(?:,\s*([^\],]+?)\s*)?(?:,\s*([^\]]+?)\s*)?\](!?)$/.exec(piece);
  const base = match === null ? undefined : registerOf(match[1]!)?.name;
  if (match === null || base === undefined) return undefined;
  const start: WantedMemory = {
    kind: "memory",
    base,
    scale: 1,
    ...(match[4] === "!" && { update: "before" as const }),
  };
  if (match[2] === undefined) return start;
  const index = registerOf(match[2])?.name;
  if (index === undefined) {
    const displacement = gasNumber(match[2]) ?? partOf(match[2]);
    return displacement === undefined || match[3] !== undefined ? undefined : { ...start, displacement };
  }
  if (match[3] === undefined) return { ...start, index };
  const scale = /^lsl\s+#?(\d)$/i.exec(match[3]);
  return scale === null
    ? { kind: "unclear", text: piece }
    : { ...start, index, scale: 2 ** Number(scale[1]) };
}
