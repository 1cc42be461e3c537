import { fileConstants, genericSystemCalls } from "../../isa/syscalls/generic";
import type { Claim, ReadClaim, Wanted, WantedMemory } from "../claim";
import { readNumber } from "./numbers";

const REGISTER = "[XW]\\d{1,2}|SP|BP|LR|FP|XZR|WZR";
const NUMBER = "MINUS_\\d+|0x[0-9A-Fa-f]+|\\d+(?:[KM]B)?|SYS_\\w+|FCNTL_H_AT_FDCWD";

type Reader = (match: RegExpExecArray) => Claim | UnclearWord;
interface UnclearWord {
  readonly unclear: string;
}

const register = (name: string): Wanted => ({ kind: "register", name: name.toLowerCase() });
const number = (value: bigint): Wanted => ({ kind: "number", values: [value] });
const distance = (bytes: bigint): Wanted => ({ kind: "distance", bytes });
const claim = (mnemonic: string, ...operands: Wanted[]): Claim => ({
  mnemonic,
  prefixes: [],
  operands,
  loose: false,
});
const memory = (
  base: string,
  more: Omit<WantedMemory, "kind" | "base" | "scale"> & { scale?: number } = {},
): WantedMemory => ({
  kind: "memory",
  base: base.toLowerCase(),
  scale: 1,
  ...more,
});

/** The names of macros that upstream uses for AArch64, in comments and in DEFINEs; M1 has no parts of instructions for it. */
const forms: readonly (readonly [RegExp, Reader])[] = [
  form(`SET_(R)_TO_(N)`, ([, to, value]) =>
    withNumber(value!, (wanted) => claim("mov", register(to!), wanted)),
  ),
  form(`SET_(R)_FROM[_ ](R)`, ([, to, from]) => claim("mov", register(to!), register(from!))),
  form(`INIT_SP`, () => claim("mov", register("x18"), register("sp"))),
  form(`PUSH_(R)`, ([, name]) => stacked("str", name!, "before", -1n)),
  form(`POP_(R)SB`, ([, name]) => stacked("ldrsb", name!, "after", 1n)),
  form(`POP_(R)`, ([, name]) => stacked("ldr", name!, "after", 1n)),
  form(`DEREF_(R)`, ([, name]) => claim("ldr", register(name!), memory(name!))),
  form(`DEREF_(R)_BYTE`, ([, name]) => claim("ldrb", register(word(name!)), memory(name!))),
  form(`(LDR|STR)(_BYTE|B|H|SB|SH|SW)?_(R)_(\\[[^\\]]+\\])(?:_(WB|\\d+))?`, access),
  form(`LOAD_(R)_AHEAD`, ([, name]) => claim("ldr", register(name!), distance(8n))),
  form(`SKIP_INST_([A-Z]{2})`, ([, condition]) => claim(`b.${condition!.toLowerCase()}`, distance(8n))),
  form(`SKIP_32_DATA`, () => claim("b", distance(8n))),
  form(`(CBN?Z)_(R)_PAST_(?:INST|BR)`, pastBranch),
  form(`CMP_(R)_TO_(N)`, ([, name, value]) => comparison(name!, value!)),
  form(`CMP_(R)_(R)`, ([, a, b]) => claim("cmp", register(a!), register(b!))),
  form(`TST_(R)_(N)`, ([, name, value]) =>
    withNumber(value!, (wanted) => claim("tst", register(name!), wanted)),
  ),
  form(`(ADD|SUB|AND|ORR?|XOR|EOR)_(R)_(R)_(R)_(LSL|LSR|ASR)_?(\\d+)`, ([, name, a, b, c, shift, by]) =>
    claim(operation(name!), register(a!), register(b!), {
      kind: "register",
      name: c!.toLowerCase(),
      shift: { kind: shift!.toLowerCase(), amount: Number(by) },
    }),
  ),
  form(
    `(ADD|SUB|AND|ORR?|XOR|EOR|MUL|SDIV|UDIV|LSHIFT|LOGICAL_RSHIFT|ARITH_RSHIFT|LSL|LSR|ASR)_(R)_(R)_(R)`,
    ([, name, a, b, c]) => claim(operation(name!), register(a!), register(b!), register(c!)),
  ),
  form(`(ADD|SUB|AND|ORR?|XOR|EOR|LSL|LSR|ASR)_(R)_(R)_(N)`, ([, name, a, b, value]) =>
    withNumber(value!, (wanted) => claim(operation(name!), register(a!), register(b!), wanted)),
  ),
  form(`(ADD|SUB)_(R)_(N)`, ([, name, a, value]) =>
    withNumber(value!, (wanted) => claim(name!.toLowerCase(), register(a!), register(a!), wanted)),
  ),
  form(`ADD_(SP)_(R)_(SP)`, ([, a, b, c]) => claim("add", register(a!), register(b!), register(c!))),
  form(`MSUB_(R)_(R)_(R)_(R)`, ([, ...names]) => claim("msub", ...names.map(register))),
  form(`NEG_(R)_(R)`, ([, a, b]) => claim("neg", register(a!), register(b!))),
  form(`(?:NOT|MVN)_(R)(?:_(R))?`, ([, a, b]) => claim("mvn", register(a!), register(b ?? a!))),
  form(`BLR_(R)`, ([, name]) => claim("blr", register(name!))),
  form(`BR_(R)`, ([, name]) => claim("br", register(name!))),
  form(`RETURN`, () => claim("ret")),
  form(`SYSCALL`, () => claim("svc", number(0n))),
  [
    /^\^?~(\S+) [FR]?(CALL|BRANCH)$/,
    ([, name, kind]) => claim(kind === "CALL" ? "bl" : "b", { kind: "label", name: name!, plus: 0n }),
  ],
];

/** `R` in a form is a register, `N` a number. */
function form(pattern: string, reader: Reader): readonly [RegExp, Reader] {
  const source = pattern.replaceAll("(R)", `(${REGISTER})`).replaceAll("(N)", `(${NUMBER})`);
  return [new RegExp(`^${source}$`), reader];
}

/** What a comment of an AArch64 source says. */
export function readAarch64Comment(text: string): ReadClaim {
  for (const [pattern, reader] of forms) {
    const match = pattern.exec(text);
    if (match) return reader(match);
  }
  // Two upper-case words with an underscore between them: a macro that is none of ours.
  return /^[A-Z]{2,}(?:_[A-Z0-9[\],]+)+$/.test(text) && /_(?:[XW]\d|SP|LR|INST)/.test(text)
    ? { unclear: `no form of macro is called ${text}` }
    : undefined;
}

/** The stack of the stages is sp, in steps of 16; that of M2libc is x18, in steps of 8. */
function stacked(mnemonic: string, name: string, update: "before" | "after", direction: bigint): Claim {
  const on = (base: string, step: bigint) =>
    claim(mnemonic, register(name), memory(base, { update, displacement: number(direction * step) }));
  return { ...on("sp", 16n), alternative: on("x18", 8n) };
}

function word(name: string): string {
  return name.replace(/^X/, "W");
}

function operation(name: string): string {
  const names: Readonly<Record<string, string>> = {
    OR: "orr",
    XOR: "eor",
    LSHIFT: "lsl",
    LOGICAL_RSHIFT: "lsr",
    ARITH_RSHIFT: "asr",
  };
  return names[name] ?? name.toLowerCase();
}

/** `LDR_BYTE_W0_[X1]_1` moves the base behind the access, `STR_BYTE_W0_[X4,1]_WB` before it. */
function access([, what, kind = "", name, place, behind]: RegExpExecArray): Claim | UnclearWord {
  const suffixes: Readonly<Record<string, string>> = {
    _BYTE: "b",
    B: "b",
    H: "h",
    SB: "sb",
    SH: "sh",
    SW: "sw",
  };
  const mnemonic = what!.toLowerCase() + (suffixes[kind] ?? "");
  const [base = "", second] = place!.slice(1, -1).split(",");
  const indexed = second !== undefined && /^[XW]\d/.test(second);
  const values = second === undefined || indexed ? undefined : readNumber(second, "decimal");
  if (second !== undefined && values === undefined)
    return claim(mnemonic, register(name!), memory(base, { index: second.toLowerCase() }));
  if (behind !== undefined && behind !== "WB")
    return claim(
      mnemonic,
      register(name!),
      memory(base, { update: "after", displacement: number(BigInt(behind)) }),
    );
  return claim(
    mnemonic,
    register(name!),
    memory(base, {
      ...(values && { displacement: { kind: "number", values } }),
      ...(behind === "WB" && { update: "before" }),
    }),
  );
}

/** Past one instruction, or past a load, its data and the jump (M2libc: `CBZ_X0_PAST_BR`). */
function pastBranch([text, name, operand]: RegExpExecArray): Claim {
  return claim(name!.toLowerCase(), register(operand!), distance(text.endsWith("BR") ? 20n : 8n));
}

function comparison(name: string, value: string): Claim | UnclearWord {
  const minus = /^MINUS_(\d+)$/.exec(value);
  // There is no negative immediate: the processor adds.
  if (minus) return claim("cmn", register(name), number(BigInt(minus[1]!)));
  return withNumber(value, (wanted) => claim("cmp", register(name), wanted));
}

function withNumber(text: string, make: (wanted: Wanted) => Claim): Claim | UnclearWord {
  const value = valueOf(text);
  return value === undefined ? { unclear: `“${text}” is not known` } : make(number(value));
}

function valueOf(text: string): bigint | undefined {
  const minus = /^MINUS_(\d+)$/.exec(text);
  if (minus) return -BigInt(minus[1]!);
  if (text === "FCNTL_H_AT_FDCWD") return BigInt(fileConstants.AT_FDCWD);
  const call = /^SYS_(\w+)$/.exec(text);
  if (call) {
    const known = genericSystemCalls.get(call[1]!.toLowerCase());
    return known === undefined ? undefined : BigInt(known);
  }
  return readNumber(text, "decimal")?.[0];
}
