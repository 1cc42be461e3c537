import type { Claim, Wanted } from "../claim";

type Operands = readonly Wanted[];
type Named = readonly [mnemonic: string, ...operands: (Wanted | undefined)[]];

/** Conditions, each beside its inverse. */
const conditions = "eq ne hs lo mi pl vs vc hi ls ge lt gt le".split(" ");

/** An instruction under the name that decoders have for it, and under its own. */
export function withPreferred(claim: Claim): Claim {
  const found = preferred(claim.mnemonic, claim.operands);
  if (found === undefined) return claim;
  const [mnemonic, ...operands] = found;
  return {
    ...claim,
    mnemonic,
    operands: operands.filter((each) => each !== undefined),
    alternative: claim,
  };
}

/** What the architecture prefers to call an instruction (Arm ARM, C6: “alias conditions”); undefined where it is the same. */
function preferred(mnemonic: string, operands: Operands): Named | undefined {
  return (
    preferredMove(mnemonic, operands) ??
    preferredArithmetic(mnemonic, operands) ??
    preferredSelect(mnemonic, operands) ??
    preferredBits(mnemonic, operands) ??
    preferredAccess(mnemonic, operands) ??
    preferredBranch(mnemonic, operands)
  );
}

function preferredMove(mnemonic: string, [a, b, c]: Operands): Named | undefined {
  if (mnemonic === "movz") return ["mov", a, b];
  if (mnemonic === "movn" && b?.kind === "number")
    return ["mov", a, { ...b, values: b.values.map((value) => ~value) }];
  if (mnemonic === "orr" && isZero(b) && (plainRegister(c) || c?.kind === "number")) return ["mov", a, c];
  if (mnemonic === "orn" && isZero(b)) return ["mvn", a, c];
  const stack = isStack(a) || isStack(b);
  return mnemonic === "add" && c?.kind === "number" && c.values[0] === 0n && stack
    ? ["mov", a, b]
    : undefined;
}

/** What sets the flags alone, negates, or multiplies without an addition. */
function preferredArithmetic(mnemonic: string, [a, b, c, d]: Operands): Named | undefined {
  const flags: Readonly<Record<string, string>> = { subs: "cmp", adds: "cmn", ands: "tst" };
  if (flags[mnemonic] !== undefined && isZero(a)) return [flags[mnemonic], b, c];
  const negated: Readonly<Record<string, string>> = { sub: "neg", subs: "negs", sbc: "ngc", sbcs: "ngcs" };
  if (negated[mnemonic] !== undefined && isZero(b)) return [negated[mnemonic], a, c];
  // `neg xzr, x1` with flags is a comparison.
  if (mnemonic === "negs" && isZero(a)) return ["cmp", a, b];
  const products: Readonly<Record<string, string>> = {
    madd: "mul",
    msub: "mneg",
    smaddl: "smull",
    umaddl: "umull",
    smsubl: "smnegl",
    umsubl: "umnegl",
  };
  return products[mnemonic] !== undefined && isZero(d) ? [products[mnemonic], a, b, c] : undefined;
}

/** `csinc x0, x1, x1, ge` is `cinc x0, x1, lt`. */
function preferredSelect(mnemonic: string, [a, b, c, d]: Operands): Named | undefined {
  if (!/^cs(?:inc|inv|neg)$/.test(mnemonic) || d?.kind !== "register") return undefined;
  const at = conditions.indexOf(d.name);
  if (at < 0 || numberOf(b) !== numberOf(c)) return undefined;
  const inverse: Wanted = { kind: "register", name: conditions[at ^ 1]! };
  if (mnemonic !== "csneg" && isZero(b)) return [mnemonic === "csinc" ? "cset" : "csetm", a, inverse];
  return [`c${mnemonic.slice(2)}`, a, b, inverse];
}

/** Shifts, extensions and moves of bits, which are all one instruction with its first and its last bit. */
function preferredBits(mnemonic: string, [a, b, c, d]: Operands): Named | undefined {
  if (/^(?:lsl|lsr|asr|ror)v$/.test(mnemonic)) return [mnemonic.slice(0, 3), a, b, c];
  if (mnemonic === "extr" && numberOf(b) === numberOf(c)) return ["ror", a, b, d];
  const size = isWide(a) ? 64 : 32;
  const field = fieldOf(mnemonic, size, valueOf(c), valueOf(d));
  if (field === undefined) return undefined;
  const [sign, turn, last] = field;
  if (turn < 0 || turn >= size || last < 0 || last >= size) return undefined;
  const [name, ...numbers] = fieldName(sign, turn, last, size);
  const from = name.startsWith("sxt") ? narrow(b) : b;
  return [name, a, from, ...numbers.map((value): Wanted => ({ kind: "number", values: [BigInt(value)] }))];
}

/** Of what is an SBFM, UBFM or BFM: its letter, `immr` and `imms`. */
function fieldOf(
  mnemonic: string,
  size: number,
  first: number | undefined,
  second: number | undefined,
): readonly [sign: string, turn: number, last: number] | undefined {
  if (first === undefined) {
    const extended = /^([su])xt([bhw])$/.exec(mnemonic);
    return extended ? [extended[1]!, 0, { b: 7, h: 15, w: 31 }[extended[2]!]!] : undefined;
  }
  if (mnemonic === "lsl") return ["u", (size - first) % size, size - 1 - first];
  if (mnemonic === "lsr" || mnemonic === "asr") return [mnemonic === "lsr" ? "u" : "s", first, size - 1];
  const match = /^([su]?)bf(m|x|iz|i|xil)$/.exec(mnemonic);
  if (match === null || second === undefined) return undefined;
  const [, sign = "", kind] = match;
  if (kind === "m") return [sign, first, second];
  return kind!.startsWith("x")
    ? [sign, first, first + second - 1]
    : [sign, (size - first) % size, second - 1];
}

function fieldName(
  sign: string,
  turn: number,
  last: number,
  size: number,
): readonly [string, ...(readonly number[])] {
  if (sign === "") return last < turn ? ["bfi", size - turn, last + 1] : ["bfxil", turn, last - turn + 1];
  if (last === size - 1) return [sign === "s" ? "asr" : "lsr", turn];
  if (sign === "u" && last + 1 === turn) return ["lsl", size - turn];
  if (last < turn) return [`${sign}bfiz`, size - turn, last + 1];
  const extended = turn === 0 ? { 7: "b", 15: "h", 31: "w" }[last] : undefined;
  if (extended !== undefined && (sign === "s" || size === 32)) return [`${sign}xt${extended}`];
  return [`${sign}bfx`, turn, last - turn + 1];
}

/** An offset below zero, or one that is no multiple of the access, has an instruction of its own. */
function preferredAccess(mnemonic: string, [a, b]: Operands): Named | undefined {
  const access = /^(ld|st)r(s?[bhw]?)$/.exec(mnemonic);
  if (access === null || b?.kind !== "memory" || b.update !== undefined) return undefined;
  if (b.displacement?.kind !== "number") return undefined;
  const sizes: Readonly<Record<string, bigint>> = { b: 1n, h: 2n, w: 4n };
  const size = sizes[access[2]!.at(-1) ?? ""] ?? (isWide(a) ? 8n : 4n);
  const [offset] = b.displacement.values as readonly [bigint];
  return offset < 0n || offset % size !== 0n ? [`${access[1]}ur${access[2]}`, a, b] : undefined;
}

function preferredBranch(mnemonic: string, [a, b, c]: Operands): Named | undefined {
  if (mnemonic === "ret" && numberOf(a) === "30") return ["ret"];
  const bit = valueOf(b);
  if (/^tbn?z$/.test(mnemonic) && bit !== undefined && bit < 32) return [mnemonic, narrow(a), b, c];
  return undefined;
}

function isZero(wanted: Wanted | undefined): boolean {
  return wanted?.kind === "register" && /^[xw]zr$/.test(wanted.name);
}

function isStack(wanted: Wanted | undefined): boolean {
  return wanted?.kind === "register" && /^w?sp$/.test(wanted.name);
}

function isWide(wanted: Wanted | undefined): boolean {
  return wanted?.kind === "register" && !wanted.name.startsWith("w");
}

function plainRegister(wanted: Wanted | undefined): boolean {
  return wanted?.kind === "register" && wanted.shift === undefined;
}

const named: Readonly<Record<string, string>> = { lr: "30", fp: "29" };

/** What tells a register from others of its width: `30` of x30, w30 and lr. */
function numberOf(wanted: Wanted | undefined): string | undefined {
  if (wanted?.kind !== "register") return undefined;
  return named[wanted.name] ?? wanted.name.replace(/^[xw](?=\d|zr)/, "");
}

/** The lower half of a register. */
function narrow(wanted: Wanted | undefined): Wanted | undefined {
  if (wanted?.kind !== "register" || isStack(wanted)) return wanted;
  return { ...wanted, name: `w${numberOf(wanted)}` };
}

function valueOf(wanted: Wanted | undefined): number | undefined {
  return wanted?.kind === "number" ? Number(wanted.values[0]) : undefined;
}
