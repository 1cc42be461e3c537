import { Constants } from "../../../isa/constants";
import type { Decoder, Effects, Instruction, Mode } from "../../../isa/decoder";
import { effectsOf } from "../../../isa/explain/effects";
import { fieldsAt, leadingFields } from "../../../isa/headers/headers";
import { auditDocument } from "../audited";
import type { Code, FoundCode } from "./codeAt";
import type { Image } from "./image";

/** So many lines in front of an instruction are gone over for what is in its registers. */
const linesBefore = 80;
/** So many lines around are looked at for jumps into them: as far as those without labels go. */
const linesAround = 200;

/** The instructions that go to a file offset. */
type Sources = ReadonlyMap<number, readonly Instruction[]>;

/**
 * What is known of the registers where an instruction begins, which a line (zero-based) gives. Ways that meet there keep only what
 * all of them say, and nothing is known behind a place that may be reached from somewhere else.
 */
export async function constantsBefore(code: Code, found: FoundCode, line: number): Promise<Constants> {
  const { image } = code;
  const end = found.instruction.offset;
  const modes = await modesOfLines(code);
  const mode = modes?.get(line) ?? found.mode;
  const decoded = decodeLines(code, found, modes, mode, line - linesAround, line + linesAround);
  const sources = new Map<number, Instruction[]>();
  for (const instruction of decoded.values()) {
    const target = instruction.target === undefined ? undefined : image.offsetOf(instruction.target);
    if (target === undefined) continue;
    const known = sources.get(target);
    if (known === undefined) sources.set(target, [instruction]);
    else known.push(instruction);
  }
  const start = lastForgotten(code, sources, line);
  const walk = new Walk(code, found, sources);
  for (let offset = start; offset < end;) {
    const instruction = decoded.get(offset);
    walk.arrive(offset);
    if (instruction === undefined) walk.lose();
    else walk.step(instruction);
    offset += instruction?.length ?? 1;
  }
  walk.arrive(end);
  return walk.state ?? new Constants(found.mode);
}

/**
 * File offset of the last line in front of a line (zero-based) at which nothing is known, whatever comes before it: it has a label, and
 * no jump in front of it goes past it.
 */
function lastForgotten({ image }: Code, sources: Sources, line: number): number {
  const first = Math.max(0, line - linesBefore);
  const end = image.bytesOfLine(line).start;
  const skipped = [...sources].flatMap(([to, from]) =>
    to > end ? [] : from.filter(({ flow }) => flow !== "call").map(({ offset }) => ({ from: offset, to })),
  );
  for (let at = line; at > first; at--) {
    const { start } = image.bytesOfLine(at);
    const isPassed = skipped.some(({ from, to }) => from < start && start < to);
    if (!isPassed && image.labelAt(start) !== undefined) return start;
  }
  return image.bytesOfLine(first).start;
}

class Walk {
  /** Undefined where control does not come from the instruction before. */
  state: Constants | undefined;
  /** What forward jumps that were gone over leave at their targets. */
  readonly #pending = new Map<number, Constants[]>();

  constructor(
    readonly code: Code,
    readonly found: FoundCode,
    readonly sources: Sources,
  ) {}

  arrive(offset: number): void {
    const { image } = this.code;
    const pending = this.#pending.get(offset) ?? [];
    const unseen = (this.sources.get(offset)?.length ?? 0) > pending.length;
    const ways = [...(this.state === undefined ? [] : [this.state]), ...pending];
    const isNamed = image.labelAt(offset) !== undefined || image.entry === offset;
    if (unseen || isNamed || ways.length === 0) this.lose();
    else this.state = ways.reduce((a, b) => a.meet(b));
  }

  lose(): void {
    this.state = new Constants(this.found.mode);
  }

  step(instruction: Instruction): void {
    const { image } = this.code;
    const { mode, decoder } = this.found;
    const { offset, length, flow, target } = instruction;
    const state = (this.state ??= new Constants(mode));
    let effects = knownEffects.get(instruction);
    if (effects === undefined) {
      effects = { of: effectsOf(instruction, image.bytes.slice(offset, offset + length), mode, decoder) };
      knownEffects.set(instruction, effects);
    }
    state.step(instruction, image.bytes, effects.of);
    const to = target === undefined ? undefined : image.offsetOf(target);
    if ((flow === "jump" || flow === "branch") && to !== undefined && to > offset) {
      const there = this.#pending.get(to) ?? [];
      this.#pending.set(to, [...there, state.copy()]);
    }
    if (flow === "jump" || flow === "return" || flow === "indirect jump" || flow === "trap")
      this.state = undefined;
  }
}

const knownEffects = new WeakMap<Instruction, { readonly of: Effects | undefined }>();

/** Modes of the lines of boot code, which changes them; undefined where there is one mode only. */
async function modesOfLines({ document, image }: Code): Promise<ReadonlyMap<number, Mode> | undefined> {
  if (image.machine.modes.length < 2) return undefined;
  const { lines } = await auditDocument(document);
  return new Map(lines.flatMap(({ line, mode }) => (mode === undefined ? [] : [[line.line, mode] as const])));
}

/** The instructions of lines, by offset: each line of code begins one. */
function decodeLines(
  { image }: Code,
  { decoder }: FoundCode,
  modes: ReadonlyMap<number, Mode> | undefined,
  mode: Mode,
  first: number,
  last: number,
): ReadonlyMap<number, Instruction> {
  const found = new Map<number, Instruction>();
  const headers = leadingFields(image.bytes);
  const lines = decodedLines.get(image.bytes) ?? new Map<string, readonly Instruction[]>();
  decodedLines.set(image.bytes, lines);
  for (let line = Math.max(0, first); line <= Math.min(last, image.text.lineCount - 1); line++) {
    const { start, end } = image.bytesOfLine(line);
    if ((modes?.get(line) ?? mode) !== mode) continue;
    if (end === start || end - start > mostBytes || fieldsAt(headers, start).length > 0) continue;
    const key = `${mode} ${start} ${end}`;
    let own = lines.get(key);
    if (own === undefined) lines.set(key, (own = decodeLine(image, decoder, start, end)));
    for (const instruction of own) found.set(instruction.offset, instruction);
  }
  return found;
}

/** The bytes from `start` up to before `end`, as far as they are instructions. What runs past its line is data. */
function decodeLine(image: Image, decoder: Decoder, start: number, end: number): readonly Instruction[] {
  const found: Instruction[] = [];
  for (let offset = start; offset < end;) {
    const instruction = decoder.decode(image.bytes, offset, image.addressOf(offset));
    if (instruction === undefined || offset + instruction.length > end) break;
    found.push(instruction);
    offset += instruction.length;
  }
  return found;
}

/** Lines that were decoded, by the bytes of their program; each by its mode and where its bytes are. */
const decodedLines = new WeakMap<Uint8Array, Map<string, readonly Instruction[]>>();

/** A line of more bytes is data. */
const mostBytes = 256;
