import { Constants } from "../../../isa/constants";
import type { Instruction, Mode } from "../../../isa/decoder";
import { effectsOf } from "../../../isa/explain/effects";
import { fallsThrough } from "../../../isa/flow";
import { auditDocument } from "../audited";
import type { Code, FoundCode } from "./codeAt";
import { CodeLines, type Placed } from "./codeLines";

/** So many lines in front of an instruction are gone over for what is in its registers. */
const linesBefore = 80;
/** So many lines around are looked at for jumps into them: as far as those without labels go. */
const linesAround = 200;

/**
 * What is known of the registers where an instruction begins, which a line (zero-based) gives. Ways that meet there keep only what
 * all of them say, and nothing is known behind a place that may be reached from somewhere else.
 */
export async function constantsBefore(code: Code, found: FoundCode, line: number): Promise<Constants> {
  const modes = await modesOfLines(code);
  const mode = modes?.get(line) ?? found.mode;
  const lines = new CodeLines(code.image, found.decoder, mode, (at) => (modes?.get(at) ?? mode) === mode);
  return new Ways(code, found, lines, line).lead();
}

/** The ways that lead to an instruction. Only what is on one of them is looked at. */
class Ways {
  /** The instructions that go to a file offset. */
  readonly #sources = new Map<number, Placed[]>();
  /** What control comes from at the file offsets on the ways; nothing where it may come from anywhere. */
  readonly #origins = new Map<number, readonly Instruction[]>();
  readonly #firstLine: number;

  constructor(
    readonly code: Code,
    readonly found: FoundCode,
    readonly lines: CodeLines,
    readonly line: number,
  ) {
    this.#firstLine = Math.max(0, line - linesBefore);
    for (const placed of lines.jumps(line - linesAround, line + linesAround)) {
      const { target } = placed.instruction;
      const to = target === undefined ? undefined : code.image.offsetOf(target);
      if (to === undefined) continue;
      const known = this.#sources.get(to);
      if (known === undefined) this.#sources.set(to, [placed]);
      else known.push(placed);
    }
  }

  /** What they leave in the registers where they end. */
  lead(): Constants {
    const { bytes } = this.code.image;
    const { mode, decoder, instruction: last } = this.found;
    const left = new Map<Instruction, Constants>();
    const arriving = (offset: number) => {
      const [first, ...others] = this.#origins.get(offset)!.map((instruction) => left.get(instruction)!);
      return others.reduce((a, b) => a.meet(b), first?.copy() ?? new Constants(mode));
    };
    for (const instruction of this.#passed()) {
      const { offset, length } = instruction;
      const state = arriving(offset);
      const own = bytes.slice(offset, offset + length);
      state.step(instruction, bytes, effectsOf(instruction, own, mode, decoder));
      left.set(instruction, state);
    }
    return arriving(last.offset);
  }

  /** The instructions on the ways, in the order of their offsets: ways lead forward only. */
  #passed(): readonly Instruction[] {
    const passed = new Map<number, Instruction>();
    const open = [{ offset: this.found.instruction.offset, line: this.line }];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (this.#origins.has(at.offset)) continue;
      const origins = this.#originsOf(at.offset, at.line);
      this.#origins.set(
        at.offset,
        origins.map(({ instruction }) => instruction),
      );
      for (const { instruction, line } of origins) {
        passed.set(instruction.offset, instruction);
        open.push({ offset: instruction.offset, line });
      }
    }
    return [...passed.values()].sort((a, b) => a.offset - b.offset);
  }

  /** What control comes from at a file offset that a line gives; nothing where it may come from anywhere. */
  #originsOf(offset: number, line: number): readonly Placed[] {
    const { image } = this.code;
    const sources = this.#sources.get(offset) ?? [];
    const isSeen = ({ instruction, line: from }: Placed) =>
      (instruction.flow === "jump" || instruction.flow === "branch") &&
      instruction.offset < offset &&
      from >= this.#firstLine;
    if (!sources.every(isSeen) || image.entry === offset || image.labelAt(offset) !== undefined) return [];
    const before = this.lines.before(offset, line, this.#firstLine);
    // Behind data nobody knows what is in the registers, whoever jumps there.
    if (before === "data") return [];
    return before !== undefined && fallsThrough(before.instruction) ? [before, ...sources] : sources;
  }
}

/** Modes of the lines of boot code, which changes them; undefined where there is one mode only. */
async function modesOfLines({ document, image }: Code): Promise<ReadonlyMap<number, Mode> | undefined> {
  if (image.machine.modes.length < 2) return undefined;
  const { lines } = await auditDocument(document);
  return new Map(lines.flatMap(({ line, mode }) => (mode === undefined ? [] : [[line.line, mode] as const])));
}
