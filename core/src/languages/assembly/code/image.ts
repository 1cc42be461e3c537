import type { Machine } from "../../../audit/listing";
import { parseElf } from "../../../isa/headers/elf";
import type { Range } from "../../../text/range";
import type { SourceText } from "../../../text/sourceText";
import { placementOf, type Placement } from "../listing";
import { gapsBefore } from "../places";
import type { ProgramFile, Situation } from "../situation";
import { shownName } from "../source";
import { kind } from "../tokens";

/** A label, and where it stands: `line 12`, `` `libc.M1:12` ``. */
export interface NamedPlace {
  readonly name: string;
  readonly where: string;
}

/** The bytes of a document's program, and how they are written in the document. Offsets of bytes are file offsets. */
export interface Image {
  readonly text: SourceText;
  readonly bytes: Uint8Array;
  readonly machine: Machine;
  /** File offset of the program's first instruction; undefined where no header says it, or it may be wrong. */
  readonly entry: number | undefined;
  /** Virtual address; counted from zero where nothing says one. */
  addressOf(offset: number): bigint;
  /** Undefined for addresses that no byte has. */
  offsetOf(address: bigint): number | undefined;
  /** The label right in front of a byte. */
  labelAt(offset: number): NamedPlace | undefined;
  /** File offsets that label comments give a name. */
  commented?(name: string): readonly number[];
  /** Where a byte is written, in words. */
  whereIs(offset: number): string;
  /** Where bytes are written in the document; undefined where another file holds them. */
  rangeOf(offset: number, count: number): Range | undefined;
  /** The bytes that a line of the document (zero-based) gives. */
  bytesOfLine(line: number): Range;
}

/** The program of a hex1, hex2 or M1 document. */
export function imageOf(situation: Situation): Image {
  return new ProgramImage(situation);
}

/** So many words at most stand between a label and the byte that it names: those of a word of RISC-V, and comments. */
const mostBetween = 40;

class ProgramImage implements Image {
  readonly text: SourceText;
  readonly bytes: Uint8Array;
  readonly machine: Machine;
  readonly entry: number | undefined;
  readonly #placement: Placement;

  constructor(private readonly situation: Situation) {
    const { source, program } = situation;
    this.text = source.text;
    this.bytes = program.assembly.bytes;
    this.#placement = placementOf(situation);
    this.machine = this.#placement.machine;
    // Behind a part that is not known every address is wrong.
    const elf = gapsBefore(situation, program.inputs.length) === 0 ? parseElf(this.bytes) : undefined;
    this.entry = elf && this.offsetOf(elf.entry);
  }

  addressOf(offset: number): bigint {
    return this.#placement.addressOf(offset);
  }

  offsetOf(address: bigint): number | undefined {
    return this.#placement.offsetOf(address);
  }

  labelAt(offset: number): NamedPlace | undefined {
    const found = this.#origin(offset);
    if (found === undefined) return undefined;
    const { file, range } = found;
    const { tokens, text, language } = file.source;
    const { map } = this.situation.program.assembly;
    const first = tokens.firstBehind(range.start);
    for (let token = first - 1; token >= Math.max(0, first - mostBetween); token--) {
      const what = tokens.kindOf(token);
      if (what === kind.label) {
        const its = tokens.nameOf(token);
        if (map.firstAfter(file.input, its.start) !== offset) return undefined;
        const behind =
          language === "hex1" ? text.latin1.slice(its.end, text.line(text.lineAt(its.end)).end) : "";
        const longer = /^\s*[#;]+\s*:?\s*([A-Za-z_][\w.$-]*)/.exec(behind)?.[1];
        const name = longer ?? shownName(text.latin1.slice(its.start, its.end));
        return { name, where: this.#line(file, its.start) };
      }
      const gives =
        what === kind.digits || what === kind.macro || what === kind.string || what === kind.number;
      if (gives && map.firstAfter(file.input, tokens.startOf(token)) !== offset) return undefined;
    }
    return undefined;
  }

  whereIs(offset: number): string {
    const found = this.#origin(offset);
    return found === undefined ? "another file" : this.#line(found.file, found.range.start);
  }

  rangeOf(offset: number, count: number): Range | undefined {
    const { map } = this.situation.program.assembly;
    const first = map.originOf(offset);
    const last = map.originOf(offset + count - 1);
    const { input } = this.situation;
    if (first?.input !== input || last?.input !== input) return undefined;
    return { start: first.range.start, end: last.range.end };
  }

  bytesOfLine(line: number): Range {
    const { start, end } = this.text.line(line);
    const { map } = this.situation.program.assembly;
    const { input } = this.situation;
    return { start: map.firstAfter(input, start), end: map.firstAfter(input, end) };
  }

  #origin(offset: number): { file: ProgramFile; range: Range } | undefined {
    const origin = this.situation.program.assembly.map.originOf(offset);
    const file = this.situation.files.find(({ input }) => input === origin?.input);
    return origin === undefined || file === undefined ? undefined : { file, range: origin.range };
  }

  #line(file: ProgramFile, offset: number): string {
    const line = file.source.text.lineAt(offset) + 1;
    return file.input === this.situation.input
      ? `line ${line}`
      : `\`${file.path.slice(file.path.lastIndexOf("/") + 1)}:${line}\``;
  }
}
