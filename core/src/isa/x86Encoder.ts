import type * as Iced from "iced-x86";
import type { Encodable, EncodableOperand } from "./decoder";

/** Opcodes that do what another one does and that no assembler uses: 82 for 80, /1 of F6 and F7 for /0, /6 of shifts for /4. */
export const twins = /_82$|_F[67]r1$|^Sal_/;

/** Jumps and returns that leave 16 bits of the instruction pointer: of no use outside of code of 16 bits. */
const cutsCounter = /_rel8_16$|_rel16$|^Retnw/;

/** Prefixes that may stand in any order (Intel SDM volume 2, section 2.1.1). */
const legacyPrefixes = new Set([0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3]);

/** Whether two encodings are the same but for the order of their prefixes, in which assemblers differ. */
export function sameButForPrefixes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  const split = (code: Uint8Array) => {
    const end = code.findIndex((byte) => !legacyPrefixes.has(byte));
    return [...code.slice(0, end).sort(), ...code.slice(end)].join();
  };
  return split(a) === split(b);
}

/** What comments write for a SIB that has no index, as objdump does. */
export const idleIndex = /^[er]iz$/;

/** Whether a memory operand's base is that from behind the instruction: eip has the prefix 67 of 64-bit code. */
export function isInstructionPointer(base: string | undefined): boolean {
  return base === "rip" || base === "eip";
}

type EncodableMemory = EncodableOperand & { kind: "memory" };

/** Goes the other way than the decoder: from mnemonic and operands to bytes. */
export class X86Encoder {
  #registers: ReadonlyMap<string, Iced.Register> | undefined;
  #codes: ReadonlyMap<string, readonly Iced.Code[]> | undefined;
  readonly #kindNames: ReadonlyMap<Iced.OpCodeOperandKind, string>;

  constructor(
    private readonly iced: typeof Iced,
    private readonly bitness: 16 | 32 | 64,
  ) {
    this.#kindNames = new Map(membersOf(iced.OpCodeOperandKind).map(([name, kind]) => [kind, name]));
  }

  /**
   * A decoded instruction with other operands, in the encoding that it has; undefined where that has no place for them.
   * `operands` are those that are not implied.
   */
  like(
    decoded: Iced.Instruction,
    address: bigint,
    operands: readonly EncodableOperand[],
  ): Uint8Array | undefined {
    const { OpKind } = this.iced;
    let next = 0;
    for (let index = 0; index < decoded.opCount; index++) {
      const kind = decoded.opKind(index);
      if (kind >= OpKind.MemorySegSI && kind <= OpKind.MemoryESRDI) continue;
      const operand = operands[next++];
      if (operand === undefined || !this.#setLike(decoded, index, kind, operand)) return undefined;
    }
    if (next !== operands.length) return undefined;
    const { length } = decoded;
    const idle = operands.find(
      (operand): operand is EncodableMemory =>
        operand.kind === "memory" && idleIndex.test(operand.index ?? ""),
    );
    return idle === undefined
      ? this.#encode(decoded, address)
      : this.#withIdleIndex(decoded, address, length, idle.scale);
  }

  /**
   * An instruction of so many bytes with a SIB that has no index, and a scale all the same, which iced has no way to ask for: the byte is
   * put in behind the ModRM, or has its scale set where it is there anyhow.
   */
  #withIdleIndex(
    decoded: Iced.Instruction,
    address: bigint,
    length: number,
    scale: number,
  ): Uint8Array | undefined {
    const encoder = new this.iced.Encoder(this.bitness);
    try {
      encoder.encode(decoded, address);
      const code = encoder.takeBuffer();
      const constants = encoder.getConstantOffsets();
      const end = constants.hasDisplacement
        ? constants.displacementOffset
        : constants.hasImmediate
          ? constants.immediateOffset
          : code.length;
      constants.free();
      const bits = (Math.log2(scale) << 6) | (4 << 3);
      if (code.length === length) {
        code[end - 1] = bits | (code[end - 1]! & 7);
        return code;
      }
      const modrm = code[end - 1]!;
      return Uint8Array.of(
        ...code.slice(0, end - 1),
        (modrm & ~7) | 4,
        bits | (modrm & 7),
        ...code.slice(end),
      );
    } catch {
      return undefined;
    } finally {
      encoder.free();
    }
  }

  /** Every encoding of an instruction that some assembler may choose, each once; of no length is it sure that there is one. */
  all({ mnemonic, prefixes, operands }: Encodable, address: bigint): readonly Uint8Array[] {
    const found = new Map<string, Uint8Array>();
    for (const code of this.#codesOf(mnemonic)) {
      for (const displacementSize of [0, 1, 2, 4, 8]) {
        const bytes = this.#with(code, prefixes, operands, address, displacementSize);
        if (bytes !== undefined) found.set(bytes.join(), bytes);
        if (!operands.some(({ kind }) => kind === "memory")) break;
      }
    }
    return [...found.values()];
  }

  #with(
    code: Iced.Code,
    prefixes: readonly string[],
    operands: readonly EncodableOperand[],
    address: bigint,
    displacementSize: number,
  ): Uint8Array | undefined {
    const made = new this.iced.Instruction();
    const info = this.iced.CodeExt.opCode(code);
    try {
      made.code = code;
      made.hasRepPrefix = prefixes.includes("rep");
      made.hasRepnePrefix = prefixes.includes("repne");
      made.hasLockPrefix = prefixes.includes("lock");
      const explicit: number[] = [];
      for (let index = 0; index < info.opCount; index++)
        if (!this.#setImplied(made, index, this.#kindNames.get(info.opKind(index))!)) explicit.push(index);
      if (explicit.length !== operands.length) return undefined;
      const width = this.iced.MemorySizeExt.size(info.memorySize);
      const fits = explicit.every((index, at) =>
        this.#set(
          made,
          index,
          this.#kindNames.get(info.opKind(index))!,
          operands[at]!,
          displacementSize,
          width,
        ),
      );
      if (!fits) return undefined;
      const relative = operands.find(
        (operand): operand is EncodableMemory =>
          operand.kind === "memory" && isInstructionPointer(operand.base),
      );
      const first = this.#encode(made, address);
      if (relative === undefined || first === undefined) return first;
      // How far it is depends on where the instruction ends.
      const place = relative.to ?? address + BigInt(first.length) + relative.displacement;
      made.memoryDisplacement = BigInt.asUintN(relative.base === "rip" ? 64 : 32, place);
      return this.#encode(made, address);
    } finally {
      info.free();
      made.free();
    }
  }

  /** Operands that the mnemonic has by itself, as those of string instructions. */
  #setImplied(made: Iced.Instruction, index: number, kind: string): boolean {
    const { OpKind } = this.iced;
    const width = ({ 16: "", 32: "E", 64: "R" } as const)[this.bitness];
    if (kind === "seg_rSI") made.setOpKind(index, OpKind[`MemorySeg${width}SI`]);
    else if (kind === "es_rDI") made.setOpKind(index, OpKind[`MemoryES${width}DI`]);
    else if (kind === "seg_rDI") made.setOpKind(index, OpKind[`MemorySeg${width}DI`]);
    else return false;
    return true;
  }

  #set(
    made: Iced.Instruction,
    index: number,
    kind: string,
    operand: EncodableOperand,
    displacementSize: number,
    width: number,
  ): boolean {
    const { OpKind } = this.iced;
    switch (operand.kind) {
      case "register": {
        const number = this.#register(operand.name);
        if (number === undefined || !takesRegister(kind, operand.name)) return false;
        made.setOpKind(index, OpKind.Register);
        made.setOpRegister(index, number);
        return true;
      }
      case "memory": {
        if (!/mem/.test(kind)) return false;
        if (operand.size !== undefined && width !== 0 && operand.size !== width) return false;
        const based = operand.base !== undefined || operand.index !== undefined;
        if (kind === "mem_offs" && based) return false;
        made.setOpKind(index, OpKind.Memory);
        return this.#setMemory(made, operand, based ? displacementSize : this.bitness / 8);
      }
      case "immediate": {
        const immediate = /^imm(\d+)(?:sex(\d+))?(_const_1)?$/.exec(kind);
        if (immediate === null) return false;
        const [, bits, sign, one] = immediate;
        if (one !== undefined && operand.value !== 1n) return false;
        made.setOpKind(
          index,
          sign === undefined
            ? OpKind[`Immediate${bits as "8" | "16" | "32" | "64"}`]
            : OpKind[`Immediate${bits as "8"}to${sign as "16" | "32" | "64"}`],
        );
        return setImmediate(made, index, operand.value, Number(bits), Number(sign ?? bits));
      }
      case "address": {
        const near = /^br(16|32|64)_\d$/.exec(kind);
        if (near === null) return false;
        made.setOpKind(index, OpKind[`NearBranch${near[1] as "16" | "32" | "64"}`]);
        setBranch(made, Number(near[1]), operand.value);
        return true;
      }
      case "far": {
        const far = /^farbr([24])_2$/.exec(kind);
        if (far === null) return false;
        made.setOpKind(index, far[1] === "2" ? OpKind.FarBranch16 : OpKind.FarBranch32);
        return setFar(made, far[1] === "2" ? 16 : 32, operand.segment, operand.offset);
      }
      case "other":
        return false;
    }
  }

  /** Sets an operand of a decoded instruction, whose kind stays. */
  #setLike(made: Iced.Instruction, index: number, kind: Iced.OpKind, operand: EncodableOperand): boolean {
    const { OpKind } = this.iced;
    switch (operand.kind) {
      case "register": {
        const number = this.#register(operand.name);
        if (kind !== OpKind.Register || number === undefined) return false;
        made.setOpRegister(index, number);
        return true;
      }
      case "memory":
        return kind === OpKind.Memory && this.#setMemory(made, operand, made.memoryDisplSize);
      case "immediate": {
        const form = /^Immediate(\d+)(?:to(\d+)|_2nd)?$/.exec(OpKind[kind]);
        return (
          form !== null &&
          setImmediate(made, index, operand.value, Number(form[1]), Number(form[2] ?? form[1]))
        );
      }
      case "address": {
        const form = /^NearBranch(\d+)$/.exec(OpKind[kind]);
        if (form === null) return false;
        setBranch(made, Number(form[1]), operand.value);
        return true;
      }
      case "far": {
        const form = /^FarBranch(\d+)$/.exec(OpKind[kind]);
        return form !== null && setFar(made, Number(form[1]), operand.segment, operand.offset);
      }
      case "other":
        return false;
    }
  }

  #setMemory(made: Iced.Instruction, operand: EncodableMemory, displacementSize: number): boolean {
    const { Register } = this.iced;
    const none = Register.None;
    const registers = [operand.base, operand.index, operand.segment].map((name) =>
      name === undefined || idleIndex.test(name) ? none : this.#register(name),
    );
    const [base, index, segment] = registers;
    if (base === undefined || index === undefined || segment === undefined) return false;
    made.memoryBase = base;
    made.memoryIndex = index;
    made.memoryIndexScale = operand.scale;
    made.segmentPrefix = segment;
    made.memoryDisplSize = base === Register.RIP ? 8 : displacementSize;
    const value = operand.to ?? operand.displacement;
    if (displacementSize === 0 && value !== 0n) return false;
    if (base !== none && base !== Register.RIP && displacementSize === 1 && BigInt.asIntN(8, value) !== value)
      return false;
    made.memoryDisplacement = BigInt.asUintN(64, value);
    return true;
  }

  #encode(made: Iced.Instruction, address: bigint): Uint8Array | undefined {
    const encoder = new this.iced.Encoder(this.bitness);
    try {
      encoder.encode(made, address);
      return encoder.takeBuffer();
    } catch {
      // The encoding has no place for what was asked for.
      return undefined;
    } finally {
      encoder.free();
    }
  }

  #register(name: string): Iced.Register | undefined {
    this.#registers ??= new Map(
      membersOf(this.iced.Register).map(([each, number]) => [each.toLowerCase(), number]),
    );
    return this.#registers.get(name);
  }

  /** Of what assemblers use: the table of all five thousand opcodes is gone through once, when somebody asks for it. */
  #codesOf(mnemonic: string): readonly Iced.Code[] {
    this.#codes ??= this.#indexCodes();
    return this.#codes.get(mnemonic) ?? [];
  }

  #indexCodes(): ReadonlyMap<string, readonly Iced.Code[]> {
    const { iced } = this;
    const found = new Map<string, Iced.Code[]>();
    for (const [name, code] of membersOf(iced.Code)) {
      if (twins.test(name) || (this.bitness !== 16 && cutsCounter.test(name))) continue;
      const info = iced.CodeExt.opCode(code);
      if (info.encoding === iced.EncodingKind.Legacy && info.isAvailableInMode(this.bitness)) {
        const mnemonic = iced.Mnemonic[info.mnemonic].toLowerCase();
        const known = found.get(mnemonic);
        if (known === undefined) found.set(mnemonic, [code]);
        else known.push(code);
      }
      info.free();
    }
    return found;
  }
}

/** Names and numbers of an enumeration, which has a number's name among its members, too. */
function membersOf<Member extends number>(
  enumeration: Readonly<Record<string, Member | string>>,
): readonly (readonly [string, Member])[] {
  return Object.entries(enumeration).filter(([name]) => !/^\d/.test(name)) as [string, Member][];
}

/** Registers that an opcode has by itself are kinds of their own; the encoder looks after all others. */
function takesRegister(kind: string, name: string): boolean {
  return /^(?:[a-ds][lx]|e?ax|rax|[c-gs]s)$/.test(kind) ? kind === name : /^(?:r\d|seg|cr|dr|tr)/.test(kind);
}

/** Sets an immediate of some bits, which the processor extends by its sign to so many as are wanted. */
function setImmediate(
  made: Iced.Instruction,
  index: number,
  value: bigint,
  bits: number,
  wide: number,
): boolean {
  const signed = BigInt.asIntN(wide, value);
  if (value !== signed && value !== BigInt.asUintN(wide, value)) return false;
  if (wide > bits && BigInt.asIntN(bits, signed) !== signed) return false;
  made.setImmediateI64(index, signed);
  return true;
}

function setBranch(made: Iced.Instruction, bits: number, target: bigint): void {
  if (bits === 16) made.nearBranch16 = Number(BigInt.asUintN(16, target));
  else if (bits === 32) made.nearBranch32 = Number(BigInt.asUintN(32, target));
  else made.nearBranch64 = BigInt.asUintN(64, target);
}

function setFar(made: Iced.Instruction, bits: number, segment: number, offset: number): boolean {
  if (segment < 0 || segment > 0xffff || offset < 0 || offset >= 2 ** bits) return false;
  made.farBranchSelector = segment;
  if (bits === 16) made.farBranch16 = offset;
  else made.farBranch32 = offset;
  return true;
}
