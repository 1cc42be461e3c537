import { traitsOf } from "../../../assemble/architectures";
import type { Range } from "../../../text/range";
import { knownName, namedTargets, type NamedTarget } from "../targets";
import { fits, type Fitting, type Reference } from "./encode";
import type { Machine } from "./target";

/** A line of a source that has bytes. */
export interface Line {
  readonly bytes: Uint8Array;
  /** The file offsets of those of the line. */
  readonly range: Range;
  readonly comment: string;
}

/** Bytes that are a reference: from a file offset on, as hex2 writes it. */
export interface FoundReference extends Fitting {
  readonly at: number;
  /** `%name`, `^~name`, `%name>base`. */
  readonly text: string;
}

/** The labels of a source by name: their file offsets. */
export type Labels = ReadonlyMap<string, number>;

/**
 * Finds references in a line. Those that comments name are found here; a decoder that knows where jumps go to is another
 * finder. What several find at the same bytes is the first one's.
 */
export type Finder = (line: Line, labels: Labels, machine: Machine) => readonly FoundReference[];

/**
 * The references that the line's comment names: where a name is that of a label, and bytes of the line are just what a
 * reference to it comes to, at one place alone.
 */
export const namedReferences: Finder = (line, labels, machine) => {
  const found: FoundReference[] = [];
  const isFree = (at: number, size: number) =>
    found.every((other) => at + size <= other.at || other.at + other.size <= at);
  for (const named of namedTargets(line.comment)) {
    const places = placesOf(line, named, labels, machine).filter(({ at, size }) => isFree(at, size));
    if (places.length === 1) found.push(places[0]!);
  }
  return found.sort((a, b) => a.at - b.at);
};

/** How many places a line's comment names; two names of one label are one. */
export function countNamed({ comment }: Line, labels: Labels): number {
  const places = new Set<number>();
  for (const named of namedTargets(comment)) {
    const name = knownName(named, (each) => labels.has(each));
    if (name !== undefined) places.add(labels.get(name)!);
  }
  return places.size;
}

function placesOf(
  line: Line,
  named: NamedTarget,
  labels: Labels,
  machine: Machine,
): readonly FoundReference[] {
  const name = knownName(named, (each) => labels.has(each));
  if (name === undefined) return [];
  const base = named.base === undefined ? undefined : labels.get(named.base);
  if (named.base !== undefined && base === undefined) return [];
  const { words } = traitsOf(machine.architecture);
  const sigil = named.sigil;
  const own =
    sigil === undefined
      ? []
      : placesWith(
          line,
          { ...named, sigil, name },
          { target: labels.get(name)!, base },
          machine,
          words ? 4 : 1,
        );
  const relative = sigil === undefined || "%!@~".includes(sigil);
  if (own.length > 0 || !relative || words || named.aligned || base !== undefined) return own;
  return atEnd(line, name, labels.get(name)!, machine);
}

interface Written {
  readonly sigil: string;
  readonly name: string;
  readonly aligned: boolean;
  readonly base: string | undefined;
}

/** The places in a line whose bytes are those of a reference. A merged one begins with an instruction of four bytes. */
function placesWith(
  { bytes, range }: Line,
  { sigil, name, aligned, base }: Written,
  labels: Pick<Reference, "target" | "base">,
  machine: Machine,
  step: number,
): FoundReference[] {
  const text = `${aligned ? "^" : ""}${sigil}${name}${base === undefined ? "" : `>${base}`}`;
  const reference = { sigil: sigil.charCodeAt(0), aligned, ...labels };
  const found: FoundReference[] = [];
  for (let at = range.start; at < range.end; at += step) {
    const fitting = fits(bytes, at, reference, machine);
    if (fitting !== undefined && at + fitting.size <= range.end) found.push({ ...fitting, at, text });
  }
  return found;
}

/** A displacement of whatever size at the end of the line, where an instruction that jumps has it. */
function atEnd({ bytes, range }: Line, name: string, target: number, machine: Machine): FoundReference[] {
  if (traitsOf(machine.architecture).displacement !== "plain") return [];
  const found: FoundReference[] = [];
  for (const [sigil, size] of [
    ["%", 4],
    ["@", 2],
    ["!", 1],
  ] as const) {
    const at = range.end - size;
    // In front of the displacement there is the instruction.
    if (at <= range.start) continue;
    const reference = { sigil: sigil.charCodeAt(0), aligned: false, target, base: undefined };
    const fitting = fits(bytes, at, reference, machine);
    if (fitting !== undefined) found.push({ ...fitting, at, text: `${sigil}${name}` });
  }
  return found;
}
