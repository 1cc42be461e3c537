import type * as Iced from "iced-x86";
import type { Decoder, Flow, Instruction, InstructionPart, Mode } from "./decoder";

/** The longest x86 instruction in bytes (Intel SDM volume 2, section 2.3.11). */
const LONGEST = 15;

const bitness: Readonly<Record<Mode, number>> = { "x86-16": 16, "x86-32": 32, "x86-64": 64 };

/** What WebAssembly holds of a decoder is never freed, so there is one for each mode. */
const decoders = new Map<Mode, Decoder>();

let loading: Promise<typeof Iced> | undefined;

/** Loads the x86 decoder (0.8 MB of WebAssembly) the first time that somebody needs one. */
export async function loadX86Decoder(mode: Mode): Promise<Decoder> {
  const iced = await (loading ??= import("iced-x86").then((module) => interop(module)));
  let decoder = decoders.get(mode);
  if (!decoder) decoders.set(mode, (decoder = new X86Decoder(iced, mode)));
  return decoder;
}

/** iced-x86 is CommonJS: a bundler gives it as the namespace, Node's own loader as its default export. */
function interop(module: typeof Iced & { default?: typeof Iced }): typeof Iced {
  return module.default ?? module;
}

class X86Decoder implements Decoder {
  readonly #formatter: Iced.Formatter;
  readonly #flows: ReadonlyMap<Iced.FlowControl, Flow>;

  constructor(
    private readonly iced: typeof Iced,
    private readonly mode: Mode,
  ) {
    this.#formatter = new iced.Formatter(iced.FormatterSyntax.Intel);
    this.#formatter.hexPrefix = "0x";
    this.#formatter.hexSuffix = "";
    this.#formatter.spaceAfterOperandSeparator = true;
    this.#formatter.spaceBetweenMemoryAddOperators = true;
    this.#formatter.branchLeadingZeros = false;
    // `[rip + 0x12]` is what the bytes say; the address is told beside it.
    this.#formatter.ripRelativeAddresses = true;
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
    const { iced } = this;
    const decoder = new iced.Decoder(
      bitness[this.mode],
      bytes.subarray(offset, offset + LONGEST),
      iced.DecoderOptions.None,
    );
    decoder.ip = address;
    const decoded = decoder.decode();
    try {
      if (decoded.isInvalid) return undefined;
      const direct = this.#isNearBranch(decoded);
      const constants = decoder.getConstantOffsets(decoded);
      const instruction: Instruction = {
        offset,
        length: decoded.length,
        address,
        text: this.#formatter.format(decoded),
        flow: this.#flowOf(decoded),
        target: direct ? decoded.nearBranchTarget : undefined,
        data: decoded.isIpRelMemoryOperand ? decoded.ipRelMemoryAddress : undefined,
        parts: partsOf(decoded.length, constants, direct),
      };
      constants.free();
      return instruction;
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
