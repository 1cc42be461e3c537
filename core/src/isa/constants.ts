import { canonical } from "./canonical";
import type { Effects, Instruction, MemoryOperand, Mode, Operand } from "./decoder";

/** A number of which some bits are known: those of the mask. Both have 64 bits. */
interface Known {
  readonly value: bigint;
  readonly mask: bigint;
}

/** Registers by name, and what is put into them. */
type Results = readonly (readonly [string, Known])[];

const all = (1n << 64n) - 1n;
const nothing: Known = { value: 0n, mask: 0n };

/** A register as a part of the widest one that it is in: from which bit on, how many. `wide`: a write clears what is above. */
interface Part {
  readonly root: string;
  readonly low: number;
  readonly bits: number;
  readonly wide: boolean;
}

/**
 * What straight-line code leaves in registers, as far as that is known. It knows the instructions by which programs put
 * numbers into registers; whatever else is written is unknown from then on.
 */
export class Constants {
  #registers = new Map<string, Known>();
  /** What was pushed, the last one at the end. */
  #stack: Known[] = [];

  constructor(private readonly mode: Mode) {}

  copy(): Constants {
    const other = new Constants(this.mode);
    other.#registers = new Map(this.#registers);
    other.#stack = [...this.#stack];
    return other;
  }

  /** What is the same in both: where two ways meet. */
  meet(other: Constants): Constants {
    const both = new Constants(this.mode);
    for (const [root, own] of this.#registers) {
      const its = other.#registers.get(root) ?? nothing;
      const mask = own.mask & its.mask & ~(own.value ^ its.value);
      if (mask !== 0n) both.#registers.set(root, { value: own.value & mask, mask });
    }
    return both;
  }

  /** Unsigned value of a register; undefined where some bit of it is unknown. */
  valueOf(register: string): bigint | undefined {
    const part = partOf(register, this.mode);
    const { value, mask } = this.#known(part);
    const wanted = (1n << BigInt(part.bits)) - 1n;
    return (mask & wanted) === wanted ? value & wanted : undefined;
  }

  /** Goes over an instruction. `bytes` are those of the whole program, for numbers that are loaded from near the instruction. */
  step(instruction: Instruction, bytes: Uint8Array, effects: Effects | undefined): void {
    const { flow } = instruction;
    if (
      flow === "call" ||
      flow === "indirect call" ||
      effects === undefined ||
      this.#isUnknown(instruction)
    ) {
      this.#registers.clear();
      this.#stack = [];
      return;
    }
    const top = this.#stack.at(-1) ?? nothing;
    const moved = this.#stackStep(instruction);
    const results = this.#results(instruction, bytes, top);
    for (const register of effects.writes) {
      if (register === "memory") continue;
      const part = partOf(register, this.mode);
      // The stack stays known over pushes and pops alone.
      if (part.root === "rsp" && !moved) this.#stack = [];
      this.#write(part, nothing);
    }
    for (const [register, known] of results) this.#write(partOf(register, this.mode), known);
    if (flow === "interrupt") this.#afterInterrupt(instruction);
  }

  /** Systems change the register of their result; a BIOS may change any. */
  #afterInterrupt({ mnemonic }: Instruction): void {
    switch (this.mode) {
      case "x86-16":
        this.#registers.clear();
        return;
      case "x86-32":
      case "x86-64":
        for (const name of mnemonic === "syscall" ? ["rax", "rcx", "r11"] : ["rax"])
          this.#registers.delete(name);
        return;
      case "aarch64":
        this.#registers.delete("x0");
        return;
      case "arm":
        this.#registers.delete("r0");
        return;
      case "riscv32":
      case "riscv64":
        this.#registers.delete("a0");
        return;
      case "knight":
        this.#registers.clear();
    }
  }

  /** What is repeated or done on a condition may have been done or not. */
  #isUnknown({ mnemonic }: Instruction): boolean {
    return this.mode.startsWith("x86") && /^(cpuid|popa|popad|leave|enter|iret)/.test(mnemonic);
  }

  #known({ root, low }: Part): Known {
    const { value, mask } = this.#registers.get(root) ?? nothing;
    return { value: value >> BigInt(low), mask: mask >> BigInt(low) };
  }

  #write({ root, low, bits, wide }: Part, { value, mask }: Known): void {
    const before = this.#registers.get(root) ?? nothing;
    const own = ((1n << BigInt(bits)) - 1n) << BigInt(low);
    const kept = wide ? 0n : all & ~own;
    const cleared = wide ? all & ~own : 0n;
    this.#registers.set(root, {
      value: (before.value & kept & before.mask) | ((value << BigInt(low)) & own),
      mask: (before.mask & kept) | ((mask << BigInt(low)) & own) | cleared,
    });
  }

  /** What an operand that is read is worth. */
  #read(operand: Operand | undefined): Known {
    if (operand?.kind === "immediate") {
      const { shift, value } = operand;
      if (shift === undefined) return { value: value & all, mask: all };
      if (shift.kind !== "lsl" || typeof shift.amount !== "number") return nothing;
      return { value: (value << BigInt(shift.amount)) & all, mask: all };
    }
    if (operand?.kind !== "register" || operand.shift !== undefined) return nothing;
    if (operand.name === "zero" || operand.name === "xzr" || operand.name === "wzr")
      return { value: 0n, mask: all };
    const part = partOf(operand.name, this.mode);
    const { value, mask } = this.#known(part);
    const own = (1n << BigInt(part.bits)) - 1n;
    // What is wider than the register is as if extended with zeros.
    return { value: value & own, mask: (mask & own) | (all & ~own) };
  }

  #number(operand: Operand | undefined): bigint | undefined {
    const { value, mask } = this.#read(operand);
    return mask === all ? value : undefined;
  }

  /** Whether the instruction pushes or pops, and what it does to what is known of the stack. */
  #stackStep({ mnemonic, operands }: Instruction): boolean {
    if (!this.mode.startsWith("x86")) return false;
    if (mnemonic === "push") this.#stack = [...this.#stack, this.#read(operands[0])];
    else if (mnemonic === "pop") this.#stack = this.#stack.slice(0, -1);
    else return false;
    return true;
  }

  /** The numbers that an instruction puts into registers. `top`: what lay on the stack in front of it. */
  #results(instruction: Instruction, bytes: Uint8Array, top: Known): Results {
    const { mode } = this;
    const { mnemonic, operands } = canonical(instruction, mode);
    const [to, a, b] = operands;
    if (to?.kind !== "register") return [];
    const result = (known: Known) => [[to.name, known] as const];
    const ofNumbers = (
      make: (first: bigint, second: bigint) => bigint,
      first: Operand | undefined,
      second: Operand | undefined,
    ) => {
      const [x, y] = [this.#number(first), this.#number(second)];
      return x === undefined || y === undefined ? [] : result({ value: make(x, y) & all, mask: all });
    };
    if (mode.startsWith("x86")) {
      const same = a?.kind === "register" && a.name === to.name;
      if ((mnemonic === "xor" || mnemonic === "sub") && same) return result({ value: 0n, mask: all });
      switch (mnemonic) {
        case "pop":
          return result(top);
        case "mov":
          return a?.kind === "memory" ? [] : result(this.#read(a));
        case "movzx":
          return result(this.#read(a));
        case "xchg":
          return a?.kind === "register" ? [...result(this.#read(a)), [a.name, this.#read(to)] as const] : [];
        case "inc":
          return ofNumbers((x) => x + 1n, to, to);
        case "dec":
          return ofNumbers((x) => x - 1n, to, to);
        case "not":
          return ofNumbers((x) => ~x, to, to);
        case "neg":
          return ofNumbers((x) => -x, to, to);
        case "lea":
          return a?.kind === "memory" ? this.#address(to.name, a) : [];
        default:
          return operations[mnemonic] === undefined ? [] : ofNumbers(operations[mnemonic], to, a);
      }
    }
    switch (mnemonic) {
      case "mov":
      case "movz":
      case "movw":
      case "c.li":
      case "c.mv":
        return result(this.#read(a));
      case "mvn":
      case "movn":
        return ofNumbers((x) => ~x, a, a);
      case "movk":
      case "movt":
        return this.#upperPart(to, a, mnemonic);
      case "lui":
      case "c.lui":
        return ofNumbers((x) => BigInt.asIntN(32, x << 12n), a, a);
      case "ldr":
        return this.#loaded(to.name, instruction, bytes);
      default: {
        const name = mnemonic.replace(/^c\./, "").replace(/i?w?$/, "");
        const operation = operations[rest[name] ?? name];
        if (operation === undefined) return [];
        const narrow = mode === "riscv64" && mnemonic.endsWith("w");
        const make = narrow ? (x: bigint, y: bigint) => BigInt.asIntN(32, operation(x, y)) : operation;
        return b === undefined ? ofNumbers(make, to, a) : ofNumbers(make, a, b);
      }
    }
  }

  #address(to: string, { base, index, displacement, segment }: MemoryOperand): Results {
    if (base === undefined || index !== undefined || segment !== undefined || /ip$/.test(base)) return [];
    const value = this.#number({ kind: "register", name: base });
    return value === undefined ? [] : [[to, { value: (value + displacement) & all, mask: all }]];
  }

  #upperPart(to: Operand & { kind: "register" }, from: Operand | undefined, mnemonic: string): Results {
    if (from?.kind !== "immediate") return [];
    const { value, mask } = this.#read(to);
    const low =
      mnemonic === "movt" ? 16n : BigInt(typeof from.shift?.amount === "number" ? from.shift.amount : 0);
    const own = 0xffffn << low;
    return [[to.name, { value: (value & ~own) | ((from.value << low) & own), mask: mask | own }]];
  }

  /** A number that lies near the instruction (`LOAD_W0_AHEAD` of AArch64). */
  #loaded(to: string, { data, address, offset, mnemonic }: Instruction, bytes: Uint8Array): Results {
    if (data === undefined || mnemonic !== "ldr") return [];
    const from = offset + Number(data - address);
    const size = to.startsWith("x") ? 8 : 4;
    if (from < 0 || from + size > bytes.length) return [];
    const value = bytes.slice(from, from + size).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    return [[to, { value, mask: all }]];
  }
}

const operations: Readonly<Record<string, (first: bigint, second: bigint) => bigint>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  shl: (a, b) => a << (b & 63n),
};

/** Operations of other processors by x86's names. */
const rest: Readonly<Record<string, string>> = { orr: "or", eor: "xor", sll: "shl", lsl: "shl", sl: "shl" };

const x86Words = "ax cx dx bx sp bp si di".split(" ");

/** Where a register lies. Registers of RISC-V and ARM are whole; of AArch64 `w1` is the lower half of `x1`. */
function partOf(name: string, mode: Mode): Part {
  if (mode === "aarch64") {
    const number = /^w(\d+)$/.exec(name)?.[1];
    if (number !== undefined) return { root: `x${number}`, low: 0, bits: 32, wide: true };
    return { root: name, low: 0, bits: 64, wide: true };
  }
  if (!mode.startsWith("x86")) return { root: name, low: 0, bits: mode === "riscv64" ? 64 : 32, wide: true };
  const numbered = /^(r\d+)([dwbl]?)$/.exec(name);
  if (numbered) {
    const bits = { "": 64, d: 32, w: 16, b: 8, l: 8 }[numbered[2]!]!;
    return { root: numbered[1]!, low: 0, bits, wide: bits >= 32 };
  }
  if (/^[abcd][lh]$/.test(name)) {
    const high = name.endsWith("h");
    return { root: `r${name[0]}x`, low: high ? 8 : 0, bits: 8, wide: false };
  }
  if (/^(sp|bp|si|di)l$/.test(name)) return { root: `r${name.slice(0, 2)}`, low: 0, bits: 8, wide: false };
  const word = x86Words.find((each) => name === each || name === `e${each}` || name === `r${each}`);
  if (word === undefined) return { root: name, low: 0, bits: 64, wide: false };
  const bits = name.startsWith("r") ? 64 : name.startsWith("e") ? 32 : 16;
  return { root: `r${word}`, low: 0, bits, wide: bits >= 32 };
}
