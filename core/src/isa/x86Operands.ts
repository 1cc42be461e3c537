import type * as Iced from "iced-x86";
import type { MemoryOperand, Operand } from "./decoder";

/** What has interrupts, ports, sizes and counts for immediates, which have no sign. */
const counts = /^(?:Int|In|Out|Enter|Aa[dm]|Retf?|R[co][lr]|S[ah][lr]|Sh[lr]d|Bt[crs]?)$/;

/** Turns the operands that iced-x86 decoded into ours. */
export class X86Operands {
  readonly #implicit: ReadonlyMap<Iced.OpKind, string>;
  readonly #immediateBits: ReadonlyMap<Iced.OpKind, readonly [given: number, taken: number]>;

  constructor(
    private readonly iced: typeof Iced,
    private readonly bitness: 16 | 32 | 64,
  ) {
    const { OpKind } = iced;
    this.#implicit = new Map([
      [OpKind.MemorySegSI, "si"],
      [OpKind.MemorySegESI, "esi"],
      [OpKind.MemorySegRSI, "rsi"],
      [OpKind.MemorySegDI, "di"],
      [OpKind.MemorySegEDI, "edi"],
      [OpKind.MemorySegRDI, "rdi"],
      [OpKind.MemoryESDI, "di"],
      [OpKind.MemoryESEDI, "edi"],
      [OpKind.MemoryESRDI, "rdi"],
    ]);
    this.#immediateBits = new Map([
      [OpKind.Immediate8, [8, 8]],
      [OpKind.Immediate8_2nd, [8, 8]],
      [OpKind.Immediate16, [16, 16]],
      [OpKind.Immediate32, [32, 32]],
      [OpKind.Immediate64, [64, 64]],
      [OpKind.Immediate8to16, [8, 16]],
      [OpKind.Immediate8to32, [8, 32]],
      [OpKind.Immediate8to64, [8, 64]],
      [OpKind.Immediate32to64, [32, 64]],
    ]);
  }

  of(decoded: Iced.Instruction): readonly Operand[] {
    const operands: Operand[] = [];
    for (let index = 0; index < decoded.opCount; index++) operands.push(this.#operand(decoded, index));
    return operands;
  }

  #operand(decoded: Iced.Instruction, index: number): Operand {
    const { OpKind } = this.iced;
    const kind = decoded.opKind(index);
    if (kind === OpKind.Register)
      return { kind: "register", name: this.#register(decoded.opRegister(index)) };
    if (kind === OpKind.NearBranch16 || kind === OpKind.NearBranch32 || kind === OpKind.NearBranch64)
      return { kind: "address", value: decoded.nearBranchTarget };
    if (kind === OpKind.FarBranch16)
      return { kind: "far", segment: decoded.farBranchSelector, offset: decoded.farBranch16 };
    if (kind === OpKind.FarBranch32)
      return { kind: "far", segment: decoded.farBranchSelector, offset: decoded.farBranch32 };
    if (kind === OpKind.Memory) return this.#memory(decoded);
    const base = this.#implicit.get(kind);
    if (base !== undefined) return { kind: "memory", base, scale: 1, displacement: 0n, implicit: true };
    const bits = this.#immediateBits.get(kind);
    if (bits === undefined) return { kind: "other", text: OpKind[kind] };
    const [given, taken] = bits;
    const value = decoded.immediate(index);
    const unsigned = counts.test(this.iced.Mnemonic[decoded.mnemonic]);
    return {
      kind: "immediate",
      value: unsigned ? BigInt.asUintN(given, value) : BigInt.asIntN(given, value),
      bits: taken,
    };
  }

  #memory(decoded: Iced.Instruction): MemoryOperand {
    const { Register, MemorySize } = this.iced;
    const { memoryBase, memoryIndex, segmentPrefix } = decoded;
    const relative = memoryBase === Register.RIP || memoryBase === Register.EIP;
    const based = memoryBase !== Register.None || memoryIndex !== Register.None;
    const wide = decoded.memoryDisplacement;
    const size =
      decoded.memorySize === MemorySize.Unknown ? 0 : this.iced.MemorySizeExt.size(decoded.memorySize);
    return {
      kind: "memory",
      ...(segmentPrefix !== Register.None && { segment: this.#register(segmentPrefix) }),
      ...(memoryBase !== Register.None && { base: this.#register(memoryBase) }),
      ...(memoryIndex !== Register.None && { index: this.#register(memoryIndex) }),
      scale: decoded.memoryIndexScale,
      displacement: relative
        ? BigInt.asIntN(64, decoded.ipRelMemoryAddress - decoded.nextIP)
        : based
          ? BigInt.asIntN(this.#addressBits(decoded), wide)
          : wide,
      ...(size > 0 && { size }),
    };
  }

  /** Width of the effective address. Displacements are signed in it. */
  #addressBits(decoded: Iced.Instruction): number {
    const { RegisterExt, Register } = this.iced;
    const register = decoded.memoryBase === Register.None ? decoded.memoryIndex : decoded.memoryBase;
    const size = RegisterExt.size(register);
    return size > 0 ? size * 8 : this.bitness;
  }

  #register(register: Iced.Register): string {
    return this.iced.Register[register].toLowerCase();
  }
}
