import type { Claim, Wanted, WantedMemory } from "../claim";
import { armOperation, armRegister } from "../comments/armComments";
import type { EncodingPlace } from "./place";

const conditions = "eq ne hs lo mi pl vs vc hi ls ge lt gt le".split(" ");
/** Opcodes of data processing in their order (Arm Architecture Reference Manual ARMv7-A, table A5-2). */
const processing = "and eor sub rsb add adc sbc rsc tst teq cmp cmn orr mov bic mvn".split(" ");
const shifts = ["lsl", "lsr", "asr", "ror"];

type Words = readonly number[] | undefined;

/** The words that a claim may be; undefined for what is not in the table, and where a label is nowhere. */
export function encodeArm({ mnemonic, operands }: Claim, place: EncodingPlace): Words {
  const operation = armOperation(mnemonic);
  if (operation === undefined) return undefined;
  const { base, flags, condition } = operation;
  const at = condition === "" ? 14 : conditions.indexOf(condition);
  const words = encodeBase(base, flags, operands, place);
  const found = words?.map((word) => ((at << 28) | word) >>> 0);
  return found === undefined || found.length === 0 ? undefined : found;
}

function encodeBase(base: string, flags: boolean, operands: readonly Wanted[], place: EncodingPlace): Words {
  const [a, b, c] = operands;
  if (processing.includes(base)) return process(base, flags, operands);
  if (shifts.includes(base)) return shifted(base, flags, operands);
  if (base === "b" || base === "bl") return branches(base === "bl" ? 0x0b000000 : 0x0a000000, a, place);
  if (base === "bx" || base === "blx") return one(a, (m) => (base === "bx" ? 0x012fff10 : 0x012fff30) | m);
  if (base === "svc") return values(a).map((value) => 0x0f000000 | Number(value));
  if (base === "push" || base === "pop") return stack(base, a);
  if (/^(?:ldm|stm)/.test(base)) return multiple(base, a, b);
  if (base === "mul") {
    const [d, n, m] = [a, b, c].map(numberOf);
    if (d === undefined || n === undefined || m === undefined) return undefined;
    return [((flags ? 1 : 0) << 20) | (d << 16) | (m << 8) | 0x90 | n];
  }
  // An index behind the brackets.
  if (c !== undefined) return undefined;
  const access = /^(ldr|str)(b?)$/.exec(base);
  if (access && b?.kind === "memory") return accessed(access[1] === "ldr", access[2] === "b", a, b);
  const half = /^(ldr|str)(h|sb|sh)$/.exec(base);
  return half && b?.kind === "memory" ? halves(half[1] === "ldr", half[2]!, a, b) : undefined;
}

function numberOf(wanted: Wanted | undefined): number | undefined {
  if (wanted?.kind !== "register" || wanted.shift !== undefined) return undefined;
  const name = armRegister(wanted.name);
  return name === undefined ? undefined : Number(name.slice(1));
}

function values(wanted: Wanted | undefined): readonly bigint[] {
  return wanted?.kind === "number" ? wanted.values : [];
}

function one(wanted: Wanted | undefined, make: (register: number) => number): Words {
  const number = numberOf(wanted);
  return number === undefined ? undefined : [make(number)];
}

function process(base: string, flags: boolean, operands: readonly Wanted[]): Words {
  const compares = /^(tst|teq|cmp|cmn)$/.test(base);
  const moves = base === "mov" || base === "mvn";
  const second = operands.at(-1);
  const [d, n] = [compares ? 0 : numberOf(operands[0]), moves ? 0 : numberOf(operands[compares ? 0 : 1])];
  if (d === undefined || n === undefined || operands.length !== (compares || moves ? 2 : 3)) return undefined;
  const word = (processing.indexOf(base) << 21) | ((flags || compares ? 1 : 0) << 20) | (n << 16) | (d << 12);
  if (second?.kind === "number")
    return values(second).flatMap((value) =>
      turned(BigInt.asUintN(32, value)).map((bits) => word | 0x02000000 | bits),
    );
  if (second?.kind !== "register") return undefined;
  const m = numberOf({ kind: "register", name: second.name });
  if (m === undefined) return undefined;
  const { kind = "lsl", amount = 0 } = second.shift ?? {};
  // Shifts to the right by 32 are written as none.
  return amount > 31 ? undefined : [word | (amount << 7) | (shifts.indexOf(kind) << 5) | m];
}

/** Eight bits, turned to the right by an even number: every way in which a number is that. */
function turned(value: bigint): readonly number[] {
  const found: number[] = [];
  for (let turn = 0n; turn < 16n; turn++) {
    const by = 2n * turn;
    const bits = BigInt.asUintN(32, value << by) | (value >> (32n - by));
    if (bits < 256n) found.push((Number(turn) << 8) | Number(bits));
  }
  return found;
}

/** A shift is a MOV with a shifted register. */
function shifted(base: string, flags: boolean, [a, b, c]: readonly Wanted[]): Words {
  const [d, m] = [numberOf(a), numberOf(b)];
  if (d === undefined || m === undefined || c === undefined) return undefined;
  const word = (13 << 21) | ((flags ? 1 : 0) << 20) | (d << 12) | (shifts.indexOf(base) << 5) | m;
  const by = numberOf(c);
  if (by !== undefined) return [word | (by << 8) | 0x10];
  return values(c).flatMap((value) => (value > 0n && value < 32n ? [word | (Number(value) << 7)] : []));
}

/** The processor's counter is two instructions ahead. */
function branches(opcode: number, to: Wanted | undefined, place: EncodingPlace): Words {
  const { address } = place;
  const targets = targetsOf(to, place);
  return targets.map((target) => {
    const words = Number(BigInt.asIntN(32, target - address - 8n)) / 4;
    return opcode | (words & 0xffffff);
  });
}

/** A number is an address, or one in the file, or how far it goes, from the instruction or, as M1 writes it, from behind it. */
function targetsOf(to: Wanted | undefined, { address, offset, labels }: EncodingPlace): readonly bigint[] {
  if (to?.kind === "label") return labels.addressesOf(to.name).map((each) => each + to.plus);
  if (to?.kind === "distance") return [address + to.bytes];
  return values(to).flatMap((value) => [
    value,
    address + value + 4n,
    ...(offset === undefined ? [] : [address + value, address - BigInt(offset) + value]),
  ]);
}

/** Loads and stores of several registers: P tells before from after, U up from down. */
function multiple(base: string, memory: Wanted | undefined, list: Wanted | undefined): Words {
  const n = memory?.kind === "memory" ? numberOf({ kind: "register", name: memory.base ?? "" }) : undefined;
  if (n === undefined || memory?.kind !== "memory" || list?.kind !== "list") return undefined;
  const [load, way] = [base.startsWith("ldm"), base.slice(3) || "ia"];
  const [before, up] = [way.endsWith("b"), way.startsWith("i")];
  const bits = [before, up, false, memory.update !== undefined, load].reduce(
    (all, bit) => (all << 1) | (bit ? 1 : 0),
    0,
  );
  return [0x08000000 | (bits << 20) | (n << 16) | maskOf(list.registers)];
}

function maskOf(registers: readonly string[]): number {
  return registers
    .map((name) => numberOf({ kind: "register", name })!)
    .reduce((all, number) => all | (1 << number), 0);
}

/** Of one register there are two encodings: a store that moves its base is what assemblers take for it. */
function stack(base: string, wanted: Wanted | undefined): Words {
  if (wanted?.kind !== "list") return undefined;
  const numbers = wanted.registers.map((name) => numberOf({ kind: "register", name })!);
  const mask = maskOf(wanted.registers);
  const many = (base === "push" ? 0x092d0000 : 0x08bd0000) | mask;
  const alone = (base === "push" ? 0x052d0004 : 0x049d0004) | (numbers[0]! << 12);
  return numbers.length === 1 ? [many, alone] : [many];
}

function accessed(load: boolean, byte: boolean, register: Wanted | undefined, memory: WantedMemory): Words {
  const d = numberOf(register);
  const n = numberOf({ kind: "register", name: memory.base ?? "" });
  if (d === undefined || n === undefined) return undefined;
  const word =
    0x04000000 | ((byte ? 1 : 0) << 22) | ((load ? 1 : 0) << 20) | (n << 16) | (d << 12) | indexing(memory);
  if (memory.index !== undefined)
    return one(
      { kind: "register", name: memory.index },
      (m) => word | 0x02800000 | (Math.log2(memory.scale) << 7) | m,
    );
  return displacements(memory, 12).map(([up, size]) => word | (up << 23) | size);
}

/** Halfwords and signed bytes have their displacement in two parts of four bits. */
function halves(load: boolean, kind: string, register: Wanted | undefined, memory: WantedMemory): Words {
  const d = numberOf(register);
  const n = numberOf({ kind: "register", name: memory.base ?? "" });
  if (d === undefined || n === undefined) return undefined;
  const what = { h: 0xb0, sb: 0xd0, sh: 0xf0 }[kind]!;
  const word = what | ((load ? 1 : 0) << 20) | (n << 16) | (d << 12) | indexing(memory);
  if (memory.index !== undefined)
    return one({ kind: "register", name: memory.index }, (m) => word | 0x00800000 | m);
  return displacements(memory, 8).map(
    ([up, size]) => word | (up << 23) | 0x00400000 | ((size >> 4) << 8) | (size & 15),
  );
}

function indexing({ update }: WantedMemory): number {
  return update === "after" ? 0 : update === "before" ? 0x01200000 : 0x01000000;
}

/** Sign and size of a displacement; of none, both signs are the same. */
function displacements({ displacement }: WantedMemory, bits: number): readonly (readonly [number, number])[] {
  const all = displacement === undefined ? [0n] : values(displacement);
  return all.flatMap((value) => {
    const size = Number(value < 0n ? -value : value);
    if (size >= 2 ** bits) return [];
    return value === 0n ? [[1, 0] as const] : [[value < 0n ? 0 : 1, size] as const];
  });
}
