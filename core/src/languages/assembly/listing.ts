import type { Listing, ListedLine, Machine, Note } from "../../audit/listing";
import { machineOf } from "../../audit/machine";
import { isElf } from "../../isa/headers/elf";
import type { HeaderField } from "../../isa/headers/field";
import { leadingFields } from "../../isa/headers/headers";
import { loadedImage } from "../../isa/headers/image";
import type { Range } from "../../text/range";
import { labelsInLine } from "../hex/labelComments";
import { isBootPath } from "./architectureOfPath";
import { addressNote, lineNotes, type AddressNote } from "./addressNotes";
import { definitionsOf } from "./names";
import { namesOf, type Source } from "./source";
import type { Situation } from "./situation";
import { kind } from "./tokens";

/** Bytes of a sector of a disk. */
const SECTOR = 512;

/** The first address that boot code cannot be at. */
const REAL_MODE = 0x100000;

/** All notes may be behind a change of so many bytes. */
const MOST_CHANGED = 64;

/** What the audit looks at: a document's lines with the bytes that its program has for them. */
export function listingOf(situation: Situation): Listing {
  const { source, program } = situation;
  const { bytes } = program.assembly;
  const { text } = source;
  const { machine, addressOf, offsetOf } = placementOf(situation);
  const labels = new Labels(situation, addressOf);
  const lines = linesOf(situation);
  return {
    text,
    notes: [...addressNotes(situation, labels), ...displacementNotes(situation, lines)],
    bytes,
    machine,
    lines,
    headers: fieldsIn(situation),
    addressOf,
    addressesOf: (name) => labels.addressesOf(name),
    namesAt: (address) => labels.namesAt(address),
    digitsOf: (offset) => digitsOf(situation, offset),
    offsetOf,
    labels: labels.offsets,
    isNoted: (name) => labels.isNoted(name),
  };
}

/** A document's processor, and where the bytes of its program are in memory. */
export interface Placement {
  readonly machine: Machine;
  /** Virtual address of a file offset; counted from zero where nothing says one. */
  readonly addressOf: (offset: number) => bigint;
  /** File offset of a virtual address; undefined where no byte of the program is. */
  readonly offsetOf: (address: bigint) => number | undefined;
}

/** Where all that is said of a document has its addresses from: the header of its program, its notes, or where it is linked. */
export function placementOf(situation: Situation): Placement {
  const { program, scope } = situation;
  const { bytes } = program.assembly;
  const notes = baseByNotes(situation);
  const machine = machineFor(situation, notes);
  const { language } = scope.reading;
  // The digits of hex0 and hex1 have their addresses in them; whatever hex2 is linked at is the address that it has.
  const own = language === "hex0" || language === "hex1";
  const base = BigInt(
    own ? (notes ?? (machine.from === "boot sector" ? 0x7c00 : program.base)) : program.base,
  );
  // hex2 links a PE program at one address, wherever its sections go.
  const image = own || isElf(bytes) ? loadedImage(bytes) : undefined;
  return {
    machine,
    addressOf: (offset) => image?.addressOf(offset) ?? base + BigInt(offset),
    offsetOf: (address) => {
      if (image !== undefined) return image.offsetOf(address);
      const offset = Number(address - base);
      return offset >= 0 && offset < bytes.length ? offset : undefined;
    },
  };
}

/** The processor of a document's program. `base`: the address of its first byte by its address notes. */
export function machineFor(situation: Situation, base = baseByNotes(situation)): Machine {
  const { source, program, scope, document } = situation;
  return machineOf({
    text: source.text,
    bytes: program.assembly.bytes,
    bootPath: isBootPath(document.path ?? ""),
    architecture: scope.from === "nothing" ? undefined : scope.reading.architecture,
    from: scope.from,
    base,
  });
}

/** The fields of the program's header that the document holds, or begins to. */
export function fieldsIn({ program, input }: Situation): readonly HeaderField[] {
  const { bytes, map } = program.assembly;
  return leadingFields(bytes).filter(({ offset }) => map.originOf(offset)?.input === input);
}

function linesOf(situation: Situation): readonly ListedLine[] {
  const { files, source } = situation;
  const defined = new Set(files.flatMap((file) => [...namesOf(file.source).definitions.labels.keys()]));
  return linesIn(situation, 0, source.text.lineCount, (name) => defined.has(name));
}

/** A line (zero-based) of a document; undefined where it has no bytes. */
export function listedLine(situation: Situation, line: number): ListedLine | undefined {
  // The comment of a line may be one above it.
  const lines = linesIn(
    situation,
    Math.max(0, line - 6),
    line + 1,
    (name) => definitionsOf(situation, "labels", name).length > 0,
  );
  return lines.find((each) => each.line === line);
}

/** The lines from `first` on up to before `end`. */
function linesIn(
  { source, program, input }: Situation,
  first: number,
  end: number,
  isDefined: (label: string) => boolean,
): readonly ListedLine[] {
  const { text, tokens } = source;
  const { map } = program.assembly;
  const lines: ListedLine[] = [];
  let above: Range | undefined;
  let token = tokens.firstBehind(text.line(first).start);
  for (let line = first; line < end; line++) {
    const { start, end: lineEnd } = text.line(line);
    let code: Range | undefined;
    let comment: Range | undefined;
    let unresolved: string | undefined;
    for (; token < tokens.count && tokens.startOf(token) < lineEnd; token++) {
      const range = tokens.rangeOf(token);
      const what = tokens.kindOf(token);
      if (what === kind.comment) comment ??= range;
      else if (what !== kind.label) code = { start: code?.start ?? range.start, end: range.end };
      if (what !== kind.reference && what !== kind.base) continue;
      const name = tokens.nameOf(token);
      const word = text.latin1.slice(name.start, name.end);
      if (!isDefined(word)) unresolved = word;
    }
    if (code === undefined) {
      if (comment !== undefined) above = comment;
      continue;
    }
    const bytes = { start: map.firstAfter(input, start), end: map.firstAfter(input, lineEnd) };
    if (bytes.end > bytes.start) lines.push({ line, bytes, code, comment: comment ?? above, unresolved });
    above = undefined;
  }
  return lines;
}

/** A reference, a macro, or what is merged with something else is more than its digits. */
function digitsOf(
  { program, input, source: { text } }: Situation,
  offset: number,
): readonly [number, number] | undefined {
  const { bytes, map } = program.assembly;
  const origin = map.originOf(offset);
  if (origin?.input !== input || origin.define !== undefined) return undefined;
  if (origin.output.end - origin.output.start !== 1) return undefined;
  const { start, end } = origin.range;
  const digits = text.latin1[start]! + text.latin1[end - 1]!;
  return /^[0-9A-Fa-f]{2}$/.test(digits) && Number.parseInt(digits, 16) === bytes[offset]
    ? [start, end - 1]
    : undefined;
}

/** A place that a label or a label comment names. */
export interface NamedPlace {
  /** File offset; that of the end for what stands behind all bytes. */
  readonly offset: number;
  /** The file that names it: index among the program's inputs. */
  readonly input: number;
  readonly note?: AddressNote;
}

/** What labels and label comments name, in every file of the program. */
export function labelsOf({ files, program }: Situation): ReadonlyMap<string, readonly NamedPlace[]> {
  const found = new Map<string, NamedPlace[]>();
  const add = (name: string, place: NamedPlace) => {
    const known = found.get(name);
    if (known === undefined) found.set(name, [place]);
    else known.push(place);
  };
  const { map } = program.assembly;
  for (const { source, input } of files) {
    for (const [name, mentions] of namesOf(source).definitions.labels)
      for (const { range } of mentions) add(name, { offset: map.firstAfter(input, range.start), input });
    for (const { name, at, note } of commentLabels(source))
      add(name, { offset: map.firstAfter(input, at), input, ...(note && { note }) });
  }
  return found;
}

/** Names that comments give: alone on a line, or to a label of one character (`:a #:First_pass`, `:f ;First_pass`). */
function* commentLabels({
  text,
  language,
}: Source): Iterable<{ name: string; at: number; note: AddressNote | undefined }> {
  if (language === "m1") return;
  for (let line = 0; line < text.lineCount; line++) {
    const { start, end } = text.line(line);
    const content = text.latin1.slice(start, end);
    const letter = language === "hex1" ? /^\s*:\S\s*[#;]+\s*:?\s*([A-Za-z_][\w.$-]*)/.exec(content) : null;
    const alone = /^\s*#\s*([A-Za-z_]\w*):\s*$/.exec(content);
    const named = labelsInLine(content, start);
    for (const { name, range } of named)
      yield { name, at: end, note: addressNote(text.latin1.slice(range.end, end), range.end) };
    const other = letter?.[1] ?? (named.length === 0 ? alone?.[1] : undefined);
    if (other !== undefined) yield { name: other, at: end, note: undefined };
  }
}

/**
 * Addresses by name. What stands behind the last byte has no place of its own: it is where its note says, and nowhere where several
 * without a note stand there. What stands there alone is the end, unless its note has it far behind that.
 */
class Labels {
  readonly #names: ReadonlyMap<string, readonly NamedPlace[]>;
  readonly #isEnd: boolean;
  #byAddress: ReadonlyMap<bigint, readonly string[]> | undefined;
  #capitals: ReadonlyMap<string, string> | undefined;

  constructor(
    situation: Situation,
    readonly addressOf: (offset: number) => bigint,
  ) {
    this.#names = labelsOf(situation);
    this.length = situation.program.assembly.bytes.length;
    const [only, ...others] = [...this.#names.values()].flat().filter(({ offset }) => offset >= this.length);
    this.#isEnd = only !== undefined && others.length === 0 && !this.#isFar(only);
  }

  readonly length: number;

  get offsets(): ReadonlySet<number> {
    return new Set([...this.#names.values()].flat().map(({ offset }) => offset));
  }

  /** Where a name is; one in capitals may be a label in small letters: `JAL RA, READ_UART`. */
  addressesOf(name: string): readonly bigint[] {
    const isOther = name === name.toUpperCase() && !this.#names.has(name);
    return this.#addressesOf(isOther ? (this.#inCapitals().get(name) ?? name) : name, new Set());
  }

  /** Names by what they are in capitals; of several the first. */
  #inCapitals(): ReadonlyMap<string, string> {
    this.#capitals ??= new Map([...this.#names.keys()].reverse().map((name) => [name.toUpperCase(), name]));
    return this.#capitals;
  }

  /** Names whose one place is an address, those of them first that stand nearest to the front. */
  namesAt(address: bigint): readonly string[] {
    this.#byAddress ??= this.#index();
    return this.#byAddress.get(address) ?? [];
  }

  #index(): ReadonlyMap<bigint, readonly string[]> {
    const found = new Map<bigint, string[]>();
    for (const name of this.#names.keys()) {
      const [address, ...others] = this.addressesOf(name);
      if (address === undefined || others.length > 0) continue;
      const known = found.get(address);
      if (known === undefined) found.set(address, [name]);
      else known.push(name);
    }
    return found;
  }

  /** `asked`: names whose notes led here; notes can go round in a circle. */
  #addressesOf(name: string, asked: ReadonlySet<string>): readonly bigint[] {
    return (this.#names.get(name) ?? []).flatMap(({ offset, note }) => {
      if (!this.isInMemory(offset)) return [this.addressOf(offset)];
      if (note === undefined || asked.has(name)) return [];
      return this.#noted(note, new Set([...asked, name]));
    });
  }

  /** Whether a name stands for what is in memory only, where its note says. */
  isNoted(name: string): boolean {
    const places = this.#names.get(name) ?? [];
    return places.some((place) => place.note !== undefined && this.isInMemory(place.offset));
  }

  /** Whether what stands at a file offset is in memory only. */
  isInMemory(offset: number): boolean {
    return !this.#isEnd && offset >= this.length;
  }

  /** Whether a note is farther behind the last byte than a change of the program can have left it. */
  #isFar({ note }: NamedPlace): boolean {
    const end = this.addressOf(this.length);
    return note?.kind === "address" && BigInt(note.value) - end > MOST_CHANGED;
  }

  /** The addresses that a note may mean. */
  noted(note: AddressNote): readonly bigint[] {
    return this.#noted(note, new Set());
  }

  #noted(note: AddressNote, asked: ReadonlySet<string>): readonly bigint[] {
    if (note.kind === "address") return [BigInt(note.value)];
    return this.#addressesOf(note.from, asked).map((from) => from + BigInt(note.value));
  }
}

/** Notes of addresses in a source, at label comments and alone on their lines. */
function addressNotes({ source, program, input }: Situation, labels: Labels): readonly Note[] {
  const { map, bytes } = program.assembly;
  const { text, language } = source;
  // What is linked at an address of its own may have notes of another one.
  if (language !== "hex0") return [];
  const named = [...commentLabels(source)].flatMap(({ at, note }): Note[] => {
    const offset = map.firstAfter(input, at);
    if (note === undefined) return [];
    const values = labels.noted(note);
    const [value] = values;
    if (value === undefined) return [];
    const from = note.kind === "address" ? 0n : value - BigInt(note.value);
    return [
      { kind: "address", range: note.range, offset, inMemory: labels.isInMemory(offset), values, from },
    ];
  });
  const alone = lineNotes(text).flatMap(({ end, address, range }): Note[] => {
    const offset = map.firstAfter(input, end);
    if (offset >= bytes.length) return [];
    return [{ kind: "address", range, offset, inMemory: false, values: [BigInt(address)], from: 0n }];
  });
  return [...named, ...alone];
}

/** `# +192B`, alone on the line behind an instruction. */
function displacementNotes({ source: { text } }: Situation, lines: readonly ListedLine[]): readonly Note[] {
  return lines.flatMap(({ line }, index): Note[] => {
    if (line + 1 >= text.lineCount) return [];
    const { start, end } = text.line(line + 1);
    const match = /^(\s*[#;]+\s*)([+-]\d+)B?\s*$/.exec(text.latin1.slice(start, end));
    if (match === null) return [];
    const at = start + match[1]!.length;
    const range = { start: at, end: at + match[2]!.length };
    return [{ kind: "displacement", range, line: index, value: BigInt(match[2]!) }];
  });
}

/**
 * The address of the first byte by the address notes; undefined where there are none. A note on that byte says it, else
 * most notes do, among those that put it where a sector can begin: behind an insertion all notes are wrong.
 */
function baseByNotes({ source: { text }, program, input }: Situation): number | undefined {
  const votes = new Map<number, number>();
  for (const { end, address } of lineNotes(text)) {
    const offset = program.assembly.map.firstAfter(input, end);
    if (offset === 0) return address;
    const base = address - offset;
    votes.set(base, (votes.get(base) ?? 0) + 1);
  }
  const isSector = (base: number) => Number(base % SECTOR === 0);
  const ranked = [...votes].sort(([a, ofA], [b, ofB]) => isSector(b) - isSector(a) || ofB - ofA);
  const base = ranked[0]?.[0];
  if (base === undefined || base > REAL_MODE) return base;
  const nearest = Math.round(base / SECTOR) * SECTOR;
  return Math.abs(nearest - base) <= MOST_CHANGED ? nearest : base;
}
