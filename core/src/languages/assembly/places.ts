import type { Range } from "../../text/range";
import { definitionsOf, type Found } from "./names";
import type { ProgramFile, Situation } from "./situation";

/** Where a stretch of a source ends up. */
export interface Place {
  /** File offset of the next byte. */
  readonly offset: number;
  /** Undefined behind an input that is not known, and in programs without an address of their own. */
  readonly address: number | undefined;
}

/** Whether addresses mean anything in the program: hex0 and most hex1 know none. */
function hasAddresses({ scope }: Situation): boolean {
  return scope.reading.language !== "hex0" && scope.reading.language !== "hex1";
}

/** How many inputs that are not known lie before an input: bytes are as far apart as it seems only where it is the same. */
export function gapsBefore({ program }: Situation, input: number): number {
  let gaps = 0;
  for (let index = 0; index < input; index++) if (program.inputs[index]!.unknown === true) gaps++;
  return gaps;
}

export function placeOf(situation: Situation, input: number, offset: number): Place {
  const { program } = situation;
  const at = program.assembly.map.firstAfter(input, offset);
  const known = hasAddresses(situation) && gapsBefore(situation, input) === 0;
  return { offset: at, address: known ? (program.base + at) >>> 0 : undefined };
}

/** The definition of a label that counts: the last. */
function labelOf(situation: Situation, name: string): Found | undefined {
  return definitionsOf(situation, "labels", name).at(-1);
}

/** The value that a reference was filled with; undefined where it has no bytes of its own, or its label is not known. */
export interface Resolved {
  /** As it stands in the bytes, signed for relative references. */
  readonly value: number;
  /** Address or, without addresses, file offset of the target. */
  readonly target: Place;
  readonly definition: Found;
  readonly relative: boolean;
}

const absoluteSigils = "&$";

/** What a reference token comes to. `range` is the token's, its sigil first. */
export function resolve(situation: Situation, file: ProgramFile, range: Range): Resolved | undefined {
  const { program, scope } = situation;
  const { latin1 } = file.source.text;
  const sigil = latin1[range.start]!;
  const definition = labelOf(situation, latin1.slice(range.start + 1, range.end));
  if (definition === undefined) return undefined;
  const target = placeOf(situation, definition.file.input, definition.range.start);
  const origin = program.assembly.map.segmentAt(file.input, range.start);
  // A word of M1 may have a `^` in front of the sigil.
  const first = latin1[range.start - 1] === "^" ? range.start - 1 : range.start;
  const own =
    origin !== undefined && origin.range.start >= first && origin.range.start <= range.start
      ? origin.output
      : undefined;
  const merges = scope.reading.architecture.startsWith("riscv") && sigil !== "%" && sigil !== "&";
  const relative = merges || !absoluteSigils.includes(sigil);
  const near = gapsBefore(situation, file.input) === gapsBefore(situation, definition.file.input);
  if (relative ? !near : target.address === undefined) return undefined;
  if (merges) {
    const here = placeOf(situation, file.input, range.start).offset;
    return { value: target.offset - here, target, definition, relative };
  }
  if (own === undefined) return undefined;
  const bytes = program.assembly.bytes.subarray(own.start, own.end);
  return { value: numberOf(bytes, scope.reading.bigEndian, relative), target, definition, relative };
}

function numberOf(bytes: Uint8Array, bigEndian: boolean, signed: boolean): number {
  const ordered = bigEndian ? [...bytes] : [...bytes].reverse();
  const value = ordered.reduce((sum, byte) => sum * 256 + byte, 0);
  const limit = 256 ** ordered.length;
  return signed && value >= limit / 2 ? value - limit : value;
}

export function hex(value: number): string {
  return `0x${value.toString(16).toUpperCase()}`;
}

/** A number with its sign, as people write displacements. */
export function signed(value: number): string {
  return value < 0 ? `-${-value}` : `+${value}`;
}

export function bytesText(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ");
}

/** Number of bytes from a label to the next one of its file. */
export function sizeOf(
  situation: Situation,
  file: ProgramFile,
  label: Range,
  next: number | undefined,
): number {
  const start = placeOf(situation, file.input, label.start).offset;
  const end = placeOf(situation, file.input, next ?? file.source.text.length).offset;
  return Math.max(0, end - start);
}
