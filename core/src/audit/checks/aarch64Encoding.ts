import type { Claim, Wanted, WantedMemory } from "../claim";
import type { EncodingPlace } from "./place";

type Encoder = (
  operands: readonly Wanted[],
  place: EncodingPlace,
) => readonly (number | undefined)[] | undefined;

const conditions = "eq ne hs lo mi pl vs vc hi ls ge lt gt le".split(" ");

/** Opcodes are those of the Arm Architecture Reference Manual for A-profile, chapter C6. */
const encoders: Readonly<Record<string, Encoder>> = {
  mov,
  add: addOrSubtract(0x0b000000, 0x11000000),
  sub: addOrSubtract(0x4b000000, 0x51000000),
  cmp: (operands, of) => addOrSubtract(0x6b000000, 0x71000000)([zeroLike(operands[0]), ...operands], of),
  cmn: (operands, of) => addOrSubtract(0x2b000000, 0x31000000)([zeroLike(operands[0]), ...operands], of),
  neg: ([to, from]) => threeRegisters(0x4b000000, to, { kind: "register", name: "xzr" }, from),
  mvn: ([to, from]) => threeRegisters(0x2a200000, to, { kind: "register", name: "xzr" }, from),
  and: logical(0x0a000000, 0x12000000),
  orr: logical(0x2a000000, 0x32000000),
  eor: logical(0x4a000000, 0x52000000),
  tst: (operands, of) => logical(0x6a000000, 0x72000000)([zeroLike(operands[0]), ...operands], of),
  lsl: shift(0x1ac02000, (wide, amount) => bitfield(0x53000000, wide, -amount, (wide ? 63 : 31) - amount)),
  lsr: shift(0x1ac02400, (wide, amount) => bitfield(0x53000000, wide, amount, wide ? 63 : 31)),
  asr: shift(0x1ac02800, (wide, amount) => bitfield(0x13000000, wide, amount, wide ? 63 : 31)),
  msub: ([to, a, b, from]) => {
    const last = numberOf(from);
    const words = threeRegisters(0x1b008000, to, a, b);
    return last && words?.map((word) => word && (word | (last.number << 10)) >>> 0);
  },
  mul: eitherWay(0x1b007c00),
  sdiv: ([to, a, b]) => threeRegisters(0x1ac00c00, to, a, b),
  udiv: ([to, a, b]) => threeRegisters(0x1ac00800, to, a, b),
  ldr: access(0xf8400000, 0xb8400000),
  str: access(0xf8000000, 0xb8000000),
  ldrb: access(undefined, 0x38400000),
  strb: access(undefined, 0x38000000),
  ldrh: access(undefined, 0x78400000),
  strh: access(undefined, 0x78000000),
  ldrsb: access(0x38800000, 0x38c00000),
  ldrsh: access(0x78800000, 0x78c00000),
  ldrsw: access(0xb8800000, undefined),
  b: ([to], place) => relative(0x14000000, to, place, 26, 0),
  bl: ([to], place) => relative(0x94000000, to, place, 26, 0),
  cbz: compareAndBranch(0x34000000),
  cbnz: compareAndBranch(0x35000000),
  ret: ([to]) => [to === undefined ? 0xd65f03c0 : withRegister(0xd65f0000, to)],
  svc: ([number]) => values(number).map((value) => (0xd4000001 | (Number(value) << 5)) >>> 0),
  br: ([to]) => [withRegister(0xd61f0000, to)],
  blr: ([to]) => [withRegister(0xd63f0000, to)],
};

/** The words that a claim may be; undefined for what is not in the table, and where a label is nowhere. */
export function encodeAarch64(claim: Claim, place: EncodingPlace): readonly number[] | undefined {
  const variants = stacksOf(claim.operands).map((operands) => encodeWith({ ...claim, operands }, place));
  const words = variants.flatMap((each) => each ?? []);
  return words.length === 0 ? undefined : words;
}

/** M2-Planet and M2libc call x18 their sp (and x17 its base), besides the processor's own. */
function stacksOf(operands: readonly Wanted[]): readonly (readonly Wanted[])[] {
  if (!operands.some(isStack)) return [operands];
  const second = operands.map((wanted): Wanted =>
    isStack(wanted) ? { kind: "register", name: "x18" } : wanted,
  );
  return [operands, second];
}

function encodeWith({ mnemonic, operands }: Claim, place: EncodingPlace): readonly number[] | undefined {
  const condition = /^b\.(\w\w)$/.exec(mnemonic)?.[1];
  const encoder: Encoder | undefined =
    condition === undefined
      ? encoders[mnemonic]
      : ([to]) => relative(0x54000000 | conditions.indexOf(condition), to, place, 19, 5);
  const words = encoder?.(operands, place);
  if (words === undefined || words.length === 0 || words.includes(undefined)) return undefined;
  return words.filter((word) => word !== undefined);
}

/** Number of a register and whether it has 64 bits; sp and the zero register are both 31, told apart by the instruction. */
function numberOf(
  wanted: Wanted | undefined,
): { readonly number: number; readonly wide: boolean } | undefined {
  if (wanted?.kind !== "register") return undefined;
  const { name } = wanted;
  const plain = /^([xw])(\d+|zr)$/.exec(name);
  if (plain) return { number: plain[2] === "zr" ? 31 : Number(plain[2]), wide: plain[1] === "x" };
  const named: Readonly<Record<string, number>> = { lr: 30, fp: 29, bp: 17 };
  const number = named[name];
  return number === undefined ? undefined : { number, wide: true };
}

function isStack(wanted: Wanted | undefined): boolean {
  return wanted?.kind === "register" && wanted.name === "sp";
}

/** A register where number 31 is the stack pointer and not the zero register. */
function stackOr(wanted: Wanted | undefined): ReturnType<typeof numberOf> {
  return isStack(wanted) ? { number: 31, wide: true } : numberOf(wanted);
}

function values(wanted: Wanted | undefined): readonly bigint[] {
  return wanted?.kind === "number" ? wanted.values : [];
}

function zeroLike(wanted: Wanted | undefined): Wanted {
  return { kind: "register", name: numberOf(wanted)?.wide === false ? "wzr" : "xzr" };
}

function mov([to, from]: readonly Wanted[]): readonly (number | undefined)[] | undefined {
  if (from?.kind === "register") {
    const source = stackOr(from);
    const both = stackOr(to);
    // From or to the stack pointer it is an addition of nothing.
    if (source !== undefined && both !== undefined && (isStack(from) || isStack(to)))
      return [(0x91000000 | (source.number << 5) | both.number) >>> 0];
    return threeRegisters(0x2a000000, to, { kind: "register", name: "xzr" }, from);
  }
  const target = numberOf(to);
  if (target === undefined) return undefined;
  const width = target.wide ? 64 : 32;
  return values(from).map((value) => wideMove(BigInt.asUintN(width, value), width, target.number));
}

/** MOVZ where one group of 16 bits holds all of the number, else MOVN where one holds all of its complement. */
function wideMove(value: bigint, width: number, to: number): number | undefined {
  for (const [opcode, number] of [
    [0x52800000, value],
    [0x12800000, BigInt.asUintN(width, ~value)],
  ] as const) {
    for (let group = 0; group < width / 16; group++) {
      const part = (number >> BigInt(16 * group)) & 0xffffn;
      if (part << BigInt(16 * group) !== number) continue;
      return (opcode | (width === 64 ? 0x80000000 : 0) | (group << 21) | (Number(part) << 5) | to) >>> 0;
    }
  }
  return undefined;
}

function threeRegisters(
  opcode: number,
  to: Wanted | undefined,
  a: Wanted | undefined,
  b: Wanted | undefined,
): readonly (number | undefined)[] | undefined {
  const [d, n, m] = [numberOf(to), numberOf(a), numberOf(b)];
  if (d === undefined || n === undefined || m === undefined) return undefined;
  const shift = b?.kind === "register" ? b.shift : undefined;
  const kind = ["lsl", "lsr", "asr", "ror"].indexOf(shift?.kind ?? "lsl");
  // An extended register (`uxtw`) is of another encoding, which is not in the table.
  if (kind < 0) return undefined;
  const wide = d.wide || m.wide ? 0x80000000 : 0;
  return [
    (opcode |
      wide |
      (kind << 22) |
      (m.number << 16) |
      ((shift?.amount ?? 0) << 10) |
      (n.number << 5) |
      d.number) >>>
      0,
  ];
}

/** Of registers, or with an immediate that is a pattern of ones, repeated. */
function logical(registers: number, immediate: number): Encoder {
  return ([to, a, b]) => {
    if (b?.kind !== "number") return eitherWay(registers)([to, a, b]);
    const [d, n] = [numberOf(to), numberOf(a)];
    if (d === undefined || n === undefined) return undefined;
    return values(b).map((value) => {
      const pattern = patternOf(BigInt.asUintN(n.wide ? 64 : 32, value), n.wide);
      return pattern === undefined
        ? undefined
        : (immediate | (n.wide ? 0x80000000 : 0) | (pattern << 10) | (n.number << 5) | d.number) >>> 0;
    });
  };
}

/** Fields N, immr and imms of an immediate of ones that are rotated and repeated (DecodeBitMasks). */
function patternOf(value: bigint, wide: boolean): number | undefined {
  for (let size = 2; size <= (wide ? 64 : 32); size *= 2) {
    const part = BigInt.asUintN(size, value);
    let repeated = 0n;
    for (let at = 0; at < (wide ? 64 : 32); at += size) repeated |= part << BigInt(at);
    if (repeated !== value) continue;
    const ones = part.toString(2).replaceAll("0", "").length;
    if (ones === 0 || ones === size) return undefined;
    const block = (1n << BigInt(ones)) - 1n;
    for (let turn = 0; turn < size; turn++) {
      const turned = (block >> BigInt(turn)) | BigInt.asUintN(size, block << BigInt(size - turn));
      if (turned === part)
        return ((size === 64 ? 1 : 0) << 12) | (turn << 6) | ((-size * 2) & 0x3f) | (ones - 1);
    }
  }
  return undefined;
}

function shift(registers: number, immediate: (wide: boolean, amount: number) => number): Encoder {
  return ([to, a, b]) => {
    if (b?.kind !== "number") return threeRegisters(registers, to, a, b);
    const [d, n] = [numberOf(to), numberOf(a)];
    if (d === undefined || n === undefined) return undefined;
    return values(b).map((value) =>
      value >= 0n && value < (n.wide ? 64n : 32n)
        ? (immediate(n.wide, Number(value)) | (n.number << 5) | d.number) >>> 0
        : undefined,
    );
  };
}

/** UBFM and SBFM, which shifts by a number are. */
function bitfield(opcode: number, wide: boolean, turn: number, last: number): number {
  return (opcode | (wide ? 0x80400000 : 0) | ((turn & (wide ? 63 : 31)) << 16) | (last << 10)) >>> 0;
}

/** What gives the same with its sources the other way round. */
function eitherWay(opcode: number): (operands: readonly (Wanted | undefined)[]) => ReturnType<Encoder> {
  return ([to, a, b]) => {
    const [straight, swapped] = [threeRegisters(opcode, to, a, b), threeRegisters(opcode, to, b, a)];
    return straight && swapped && [...straight, ...swapped];
  };
}

function addOrSubtract(registers: number, immediate: number): Encoder {
  return ([to, a, b]) => {
    if (b?.kind === "register")
      return registers === 0x0b000000 && b.shift === undefined
        ? eitherWay(registers)([to, a, b])
        : threeRegisters(registers, to, a, b);
    const [d, n] = [stackOr(to), stackOr(a)];
    if (d === undefined || n === undefined) return undefined;
    const base = immediate | (d.wide || n.wide ? 0x80000000 : 0) | (n.number << 5) | d.number;
    return values(b).map((value) => {
      if (value >= 0n && value < 0x1000n) return (base | (Number(value) << 10)) >>> 0;
      return value > 0n && value < 0x1000000n && (value & 0xfffn) === 0n
        ? (base | 0x400000 | (Number(value >> 12n) << 10)) >>> 0
        : undefined;
    });
  };
}

/** Loads and stores of one register: with an offset, moving the base before or after, with an index. */
function access(wideOpcode: number | undefined, narrowOpcode: number | undefined): Encoder {
  return ([register, memory], place) => {
    const to = numberOf(register);
    if (to === undefined) return undefined;
    if (memory?.kind === "distance")
      return relative((to.wide ? 0x58000000 : 0x18000000) | to.number, memory, place, 19, 5);
    if (memory?.kind !== "memory") return undefined;
    const opcode = to.wide ? wideOpcode : narrowOpcode;
    const base = numberOf({ kind: "register", name: memory.base ?? "" })?.number;
    // M2libc calls x18 its sp; with a base that moves the reader has told them apart.
    const bases = memory.base !== "sp" ? [base] : memory.update === undefined ? [31, 18] : [31];
    if (opcode === undefined || bases.includes(undefined)) return undefined;
    const size = opcode >>> 30;
    return bases.flatMap((number) => placed(memory, (opcode | (number! << 5) | to.number) >>> 0, size));
  };
}

function placed(
  { index, scale, displacement, update }: WantedMemory,
  word: number,
  size: number,
): readonly (number | undefined)[] {
  if (index !== undefined) {
    const register = numberOf({ kind: "register", name: index });
    // Shifted by the size of what is accessed, or not.
    const shifted = scale === 1 ? 0 : scale === 2 ** size ? 0x1000 : undefined;
    if (register === undefined || shifted === undefined) return [undefined];
    return [(word | 0x200000 | (register.number << 16) | 0x6800 | shifted) >>> 0];
  }
  return (displacement === undefined ? [0n] : values(displacement)).map((value) => {
    const offset = Number(value);
    if (update !== undefined)
      return (word | ((offset & 0x1ff) << 12) | (update === "before" ? 0xc00 : 0x400)) >>> 0;
    const scaled = offset / 2 ** size;
    return Number.isInteger(scaled) && scaled >= 0 && scaled < 0x1000
      ? (word | 0x01000000 | (scaled << 10)) >>> 0
      : undefined;
  });
}

function compareAndBranch(opcode: number): Encoder {
  return ([register, target], place) => {
    const to = numberOf(register);
    return to && relative((opcode | (to.wide ? 0x80000000 : 0) | to.number) >>> 0, target, place, 19, 5);
  };
}

function withRegister(opcode: number, wanted: Wanted | undefined): number | undefined {
  const register = numberOf(wanted);
  return register && (opcode | (register.number << 5)) >>> 0;
}

/** A word with the distance to a place, in words, in so many bits from `at` on. */
function relative(
  opcode: number,
  to: Wanted | undefined,
  { address, labels }: EncodingPlace,
  bits: number,
  at: number,
): readonly number[] {
  const distances =
    to?.kind === "distance"
      ? [to.bytes]
      : to?.kind === "label"
        ? labels.addressesOf(to.name).map((label) => label + to.plus - address)
        : [];
  return distances.map((distance) => {
    const words = Number(BigInt.asIntN(48, distance)) / 4;
    return (opcode | ((words & (2 ** bits - 1)) << at)) >>> 0;
  });
}
