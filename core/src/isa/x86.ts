import type * as Iced from "iced-x86";
import type {
  Decoder,
  Encodable,
  EncodableOperand,
  Examination,
  Flow,
  Instruction,
  InstructionPart,
  Mode,
} from "./decoder";
import { sameButForPrefixes, twins, X86Encoder } from "./x86Encoder";
import { X86Examiner } from "./x86Examiner";
import { X86Operands } from "./x86Operands";

/** The longest x86 instruction in bytes (Intel SDM volume 2, section 2.3.11). */
const LONGEST = 15;

export type X86Mode = Extract<Mode, `x86-${string}`>;

const bitness: Readonly<Record<X86Mode, 16 | 32 | 64>> = { "x86-16": 16, "x86-32": 32, "x86-64": 64 };

/** What WebAssembly holds of a decoder is never freed, so there is one for each mode. */
const decoders = new Map<X86Mode, Decoder>();

let loading: Promise<typeof Iced> | undefined;

/** Loads the x86 decoder (0.8 MB of WebAssembly) the first time that somebody needs one. */
export async function loadX86Decoder(mode: X86Mode): Promise<Decoder> {
  const iced = await (loading ??= import("iced-x86").then((module) => interop(module)));
  let decoder = decoders.get(mode);
  if (!decoder) decoders.set(mode, (decoder = new X86Decoder(iced, mode)));
  return decoder;
}

/** iced-x86 is CommonJS: a bundler gives it as the namespace, Node's own loader as its default export. */
function interop(module: typeof Iced & { default?: typeof Iced }): typeof Iced {
  return module.default ?? module;
}

type Details = Pick<Instruction, "mnemonic" | "prefixes" | "operands" | "parts">;

/** Control flow asks for the first members only, of very many instructions: the others are found when asked for. */
class X86Instruction implements Instruction {
  #known: Details | undefined;
  #text: string | undefined;

  constructor(
    readonly offset: number,
    readonly length: number,
    readonly address: bigint,
    readonly flow: Flow,
    readonly target: bigint | undefined,
    readonly data: bigint | undefined,
    private readonly find: () => Details,
    private readonly write: () => string,
  ) {}

  get #details(): Details {
    return (this.#known ??= this.find());
  }

  get text() {
    return (this.#text ??= this.write());
  }

  get mnemonic() {
    return this.#details.mnemonic;
  }

  get prefixes() {
    return this.#details.prefixes;
  }

  get operands() {
    return this.#details.operands;
  }

  get parts() {
    return this.#details.parts;
  }
}

class X86Decoder implements Decoder {
  readonly #formatter: Iced.Formatter;
  readonly #flows: ReadonlyMap<Iced.FlowControl, Flow>;
  readonly #operands: X86Operands;
  readonly #encoder: X86Encoder;
  #examiner: X86Examiner | undefined;

  constructor(
    private readonly iced: typeof Iced,
    private readonly mode: X86Mode,
  ) {
    this.#formatter = new iced.Formatter(iced.FormatterSyntax.Intel);
    this.#formatter.hexPrefix = "0x";
    this.#formatter.hexSuffix = "";
    this.#formatter.spaceAfterOperandSeparator = true;
    this.#formatter.spaceBetweenMemoryAddOperators = true;
    this.#formatter.branchLeadingZeros = false;
    // `[rip + 0x12]` is what the bytes say; the address is told beside it.
    this.#formatter.ripRelativeAddresses = true;
    this.#operands = new X86Operands(iced, bitness[mode]);
    this.#encoder = new X86Encoder(iced, bitness[mode]);
    const { FlowControl } = iced;
    this.#flows = new Map<Iced.FlowControl, Flow>([
      [FlowControl.Next, "next"],
      [FlowControl.UnconditionalBranch, "jump"],
      [FlowControl.ConditionalBranch, "branch"],
      [FlowControl.Call, "call"],
      [FlowControl.Return, "return"],
      [FlowControl.IndirectBranch, "indirect jump"],
      [FlowControl.IndirectCall, "indirect call"],
      [FlowControl.Interrupt, "interrupt"],
      [FlowControl.Exception, "trap"],
      [FlowControl.XbeginXabortXend, "branch"],
    ]);
  }

  decode(bytes: Uint8Array, offset: number, address: bigint): Instruction | undefined {
    const code = bytes.subarray(offset, offset + LONGEST);
    return this.#with(code, address, (decoded) => {
      if (decoded.isInvalid) return undefined;
      return new X86Instruction(
        offset,
        decoded.length,
        address,
        this.#flowOf(decoded),
        this.#isNearBranch(decoded) ? decoded.nearBranchTarget : undefined,
        decoded.isIpRelMemoryOperand ? decoded.ipRelMemoryAddress : undefined,
        () => this.#details(code, address),
        () => this.#with(code, address, (again) => this.#formatter.format(again)),
      );
    });
  }

  isPlain(bytes: Uint8Array, offset: number, address: bigint): boolean {
    const code = bytes.subarray(offset, offset + LONGEST);
    return this.#with(code, address, (decoded) => {
      if (decoded.isInvalid || twins.test(this.iced.Code[decoded.code])) return false;
      const encoder = new this.iced.Encoder(bitness[this.mode]);
      try {
        encoder.encode(decoded, address);
        const encoded = encoder.takeBuffer();
        return sameButForPrefixes(encoded, code.subarray(0, decoded.length));
      } catch {
        // What iced decodes but does not encode is nothing that an assembler writes.
        return false;
      } finally {
        encoder.free();
      }
    });
  }

  encodedLike(
    bytes: Uint8Array,
    offset: number,
    address: bigint,
    operands: readonly EncodableOperand[],
  ): Uint8Array | undefined {
    const code = bytes.subarray(offset, offset + LONGEST);
    return this.#with(code, address, (decoded) =>
      decoded.isInvalid || twins.test(this.iced.Code[decoded.code])
        ? undefined
        : this.#encoder.like(decoded, address, operands),
    );
  }

  encodings(what: Encodable, address: bigint): readonly Uint8Array[] {
    return this.#encoder.all(what, address);
  }

  examine<What extends keyof Examination>(
    what: What,
    bytes: Uint8Array,
    offset: number,
    address: bigint,
  ): Examination[What] | undefined {
    const examiner = (this.#examiner ??= new X86Examiner(this.iced));
    return this.#with(bytes.subarray(offset, offset + LONGEST), address, (decoded) =>
      decoded.isInvalid ? undefined : examiner.examine(what, decoded),
    );
  }

  #details(code: Uint8Array, address: bigint): Details {
    return this.#with(code, address, (decoded, decoder) => {
      const constants = decoder.getConstantOffsets(decoded);
      const details: Details = {
        mnemonic: this.iced.Mnemonic[decoded.mnemonic].toLowerCase(),
        prefixes: prefixesOf(decoded),
        operands: this.#operands.of(decoded),
        parts: partsOf(decoded.length, constants, this.#isNearBranch(decoded)),
      };
      constants.free();
      return details;
    });
  }

  /** What is made of the instruction; the memory that WebAssembly has for it is freed behind that. */
  #with<Result>(
    code: Uint8Array,
    address: bigint,
    make: (decoded: Iced.Instruction, decoder: Iced.Decoder) => Result,
  ): Result {
    const { iced } = this;
    const decoder = new iced.Decoder(bitness[this.mode], code, iced.DecoderOptions.None);
    decoder.ip = address;
    const decoded = decoder.decode();
    try {
      return make(decoded, decoder);
    } finally {
      decoded.free();
      decoder.free();
    }
  }

  /** Whether the first operand is an address that the instruction gives relative to itself. */
  #isNearBranch(decoded: Iced.Instruction): boolean {
    const { OpKind } = this.iced;
    if (decoded.opCount === 0) return false;
    const kind = decoded.op0Kind;
    return kind === OpKind.NearBranch16 || kind === OpKind.NearBranch32 || kind === OpKind.NearBranch64;
  }

  #flowOf(decoded: Iced.Instruction): Flow {
    const { Mnemonic } = this.iced;
    // iced files these under calls; what they call is the system, as int 0x80 does.
    if (decoded.mnemonic === Mnemonic.Syscall || decoded.mnemonic === Mnemonic.Sysenter) return "interrupt";
    return this.#flows.get(decoded.flowControl) ?? "next";
  }
}

function prefixesOf(decoded: Iced.Instruction): readonly string[] {
  const prefixes: string[] = [];
  if (decoded.hasLockPrefix) prefixes.push("lock");
  if (decoded.hasRepePrefix) prefixes.push("rep");
  if (decoded.hasRepnePrefix) prefixes.push("repne");
  return prefixes;
}

function partsOf(
  length: number,
  constants: Iced.ConstantOffsets,
  relative: boolean,
): readonly InstructionPart[] {
  const marked: InstructionPart[] = [];
  if (constants.hasDisplacement) {
    marked.push({
      kind: "displacement",
      start: constants.displacementOffset,
      size: constants.displacementSize,
    });
  }
  if (constants.hasImmediate) {
    // iced files a branch's displacement under immediates.
    const kind = relative ? "displacement" : "immediate";
    marked.push({ kind, start: constants.immediateOffset, size: constants.immediateSize });
  }
  if (constants.hasImmediate2) {
    marked.push({ kind: "immediate", start: constants.immediateOffset2, size: constants.immediateSize2 });
  }
  marked.sort((a, b) => a.start - b.start);
  const parts: InstructionPart[] = [];
  let at = 0;
  for (const part of marked) {
    if (part.start > at) parts.push({ kind: "opcode", start: at, size: part.start - at });
    parts.push(part);
    at = part.start + part.size;
  }
  if (at < length) parts.push({ kind: "opcode", start: at, size: length - at });
  return parts;
}
