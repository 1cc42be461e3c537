import { modeOfMachine, type Decoder, type Instruction } from "../../isa/decoder";
import { reachable } from "../../isa/flow";
import { loadDecoder } from "../../isa/loadDecoder";
import type { HexModel } from "./model";

/** An instruction that a byte belongs to, and how sure that is. */
export interface FoundInstruction {
  readonly instruction: Instruction;
  /** Whether control flow from the entry point reaches it; otherwise it was decoded from the start of its line. */
  readonly reached: boolean;
}

interface Code {
  readonly decoder: Decoder;
  readonly reached: ReadonlyMap<number, Instruction>;
}

const codes = new WeakMap<HexModel, Promise<Code | undefined>>();

/**
 * The instruction that the byte at a file offset belongs to. Undefined for files of no known processor, for header
 * bytes, and for bytes that decode to nothing.
 */
export async function instructionAt(model: HexModel, offset: number): Promise<FoundInstruction | undefined> {
  const code = await codeOf(model);
  if (!code) return undefined;
  // 15 bytes is the longest instruction, so its start is at most 14 back.
  for (let start = offset; start >= Math.max(0, offset - 14); start--) {
    const instruction = code.reached.get(start);
    if (instruction && offset < start + instruction.length) return { instruction, reached: true };
  }
  const instruction = decodeFromLine(model, code.decoder, offset);
  return instruction && { instruction, reached: false };
}

async function codeOf(model: HexModel): Promise<Code | undefined> {
  let code = codes.get(model);
  if (!code) {
    code = analyse(model);
    codes.set(model, code);
  }
  return code;
}

async function analyse(model: HexModel): Promise<Code | undefined> {
  const { elf, bytes, space } = model;
  const mode = elf && modeOfMachine(elf.machine, elf.bits);
  if (!elf || !mode) return undefined;
  const decoder = await loadDecoder(mode);
  const entry = space.offsetOf(elf.entry);
  return { decoder, reached: reachable(bytes, decoder, space, entry === undefined ? [] : [entry]) };
}

/** A line of more bytes before the asked one is data, whatever it decodes to. */
const MOST_BEFORE = 256;

/**
 * Sources are written an instruction a line, so the first byte of a line begins one. An instruction that would run
 * past its line is taken for data.
 */
function decodeFromLine(model: HexModel, decoder: Decoder, offset: number): Instruction | undefined {
  const { text, map, bytes, space } = model;
  const line = map.bytesIn(text.line(text.lineAt(map.rangeOf(offset)!.start)));
  if (offset - line.start > MOST_BEFORE) return undefined;
  for (let start = line.start; start <= offset;) {
    const address = space.addressOf(start);
    const instruction = address === undefined ? undefined : decoder.decode(bytes, start, address);
    if (!instruction || start + instruction.length > line.end) return undefined;
    start += instruction.length;
    if (offset < start) return instruction;
  }
  return undefined;
}
