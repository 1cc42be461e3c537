import { failed } from "../../../assemble/assembly";
import { DisassemblyText } from "../../../isa/disassembly/text";
import { baseOf, parseElf } from "../../../isa/headers/elf";
import { SourceText } from "../../../text/sourceText";
import type { Range } from "../../../text/range";
import type { Document } from "../../language";
import type { Lowered, Problem, Stage } from "../../services";
import { disassembleSource } from "../disassembly";
import { gapsBefore } from "../places";
import { expandingOf, situationOf, type Situation } from "../situation";
import { namesOf, sourceOf } from "../source";
import { dump, dumpedAt, rowOf, shownAt, type Dumped } from "./dump";
import type { Listing } from "./listing";
import { lowerToHex0, lowerToHex2, stagesBelow, type Assembled } from "./lower";
import { bytePieces, rangeOf, type Pieces } from "./pieces";

/** What was written, and the program that it is of. */
export interface LoweredDocument extends Lowered {
  readonly situation: Situation;
}

type Written = Pick<Lowered, "text" | "lines" | "written" | "origin">;

/** By a program: an edit makes another one. The files of a large one are seldom all looked at. */
const known = new WeakMap<Situation["program"], Map<string, Promise<Written | undefined>>>();

/**
 * A document written in the language one stage down, or as the bytes that it comes to in its program. Undefined where
 * the language has no such stage below it.
 */
export async function lowerDocument(document: Document, to: Stage): Promise<LoweredDocument | undefined> {
  const situation = await situationOf(document);
  if (!stagesBelow(situation.source.language).includes(to)) return undefined;
  const { program, input } = situation;
  let lowered = known.get(program);
  if (lowered === undefined) known.set(program, (lowered = new Map<string, Promise<Written | undefined>>()));
  const key = `${to} ${input}`;
  let writing = lowered.get(key);
  if (writing === undefined) lowered.set(key, (writing = write(situation, to)));
  const written = await writing;
  if (written === undefined) return undefined;
  const { reading, build } = situation.scope;
  return {
    ...{ situation, problems: problemsOf(situation), architecture: reading.architecture },
    output: build?.output,
    ...written,
  };
}

async function write(situation: Situation, to: Stage): Promise<Written | undefined> {
  const { source, input, document } = situation;
  switch (to) {
    case "dump":
      return writtenDump(situation);
    case "bytes":
      return writtenBytes(situation);
    case "hex0":
      return ofListing(lowerToHex0(assembledOf(situation), source, input));
    case "hex2": {
      const expanding = expandingOf(situation, document.path ?? "");
      if (expanding === undefined) return undefined;
      const { reading, files } = expanding;
      return ofListing(lowerToHex2({ ...reading, files }, source, expanding.input));
    }
  }
}

function ofListing({ text, lines, spans }: Listing): Written {
  const written = (range: Range) => {
    const found = spans.became(range);
    return found === undefined ? [] : [found];
  };
  return { text, lines, written, origin: (range) => spans.was(range) };
}

async function writtenBytes(situation: Situation): Promise<Written> {
  const { bytes, map } = situation.program.assembly;
  const pieces = bytePieces(map, situation.input);
  const { rows, lineOf } = await disassembleSource(situation, rangeOf(pieces));
  const shown = new DisassemblyText(bytes, rows, (row) => {
    const line = lineOf(row);
    return line === undefined ? "" : String(line + 1);
  });
  const byOffset = new Map(rows.map((row) => [row.offset, lineOf(row)]));
  const lines = new Int32Array(shown.count);
  for (let line = 0, last = 0; line < shown.count; line++)
    lines[line] = last = Math.max(last, byOffset.get(shown.offsetOf(line)) ?? 0);
  return {
    text: new SourceText(shown.bytes),
    lines,
    written: (its) => {
      const became = pieces.became(its);
      return became === undefined ? [] : shown.shownAt(became);
    },
    origin: (its) => {
      const asked = shown.bytesAt(its);
      return asked && pieces.was(asked);
    },
  };
}

function writtenDump(situation: Situation): Written {
  const { program, input, source } = situation;
  const { bytes, map } = program.assembly;
  const pieces = bytePieces(map, input);
  const range = rangeOf(pieces);
  const dumped: Dumped = { bytes, range, addressOf: addressesOf(situation) };
  const text = new SourceText(dump(dumped));
  return {
    text,
    lines: linesOfDump(pieces, dumped, source.text),
    written: (its) => {
      const shown = pieces.became(its);
      return shown === undefined ? [] : dumpedAt(dumped, shown);
    },
    origin: (its) => {
      const shown = shownAt(dumped, its);
      return shown && pieces.was(shown);
    },
  };
}

/** The line of the document that the first byte of each row came from. */
function linesOfDump(pieces: Pieces, dumped: Dumped, text: SourceText): Int32Array {
  const { start, end } = dumped.range;
  if (start >= end) return new Int32Array();
  const lines = new Int32Array(rowOf(dumped, end - 1) + 1).fill(-1);
  for (let piece = 0; piece < pieces.count; piece++) {
    const line = text.lineAt(pieces.start(piece));
    for (let row = rowOf(dumped, pieces.from(piece)); row <= rowOf(dumped, pieces.to(piece) - 1); row++) {
      if (lines[row] === -1) lines[row] = line;
    }
  }
  return lines;
}

function assembledOf(situation: Situation): Assembled {
  const { bytes, map } = situation.program.assembly;
  return { bytes, map, addressOf: addressesOf(situation), isLabel: labelsOf(situation) };
}

/** Addresses as the linker counts them; of hex0 and hex1, as the headers that they write say. */
function addressesOf(situation: Situation): (offset: number) => number | undefined {
  const { program, scope, input } = situation;
  if (gapsBefore(situation, input) > 0) return () => undefined;
  const { language } = scope.reading;
  const linked = language !== "hex0" && language !== "hex1";
  const elf = linked ? undefined : parseElf(program.assembly.bytes);
  const base = linked ? program.base : elf && baseOf(elf);
  return (offset) => (base === undefined ? undefined : base + offset);
}

/** Labels of all files of the program, and of what blood-elf makes of them. */
function labelsOf({ files, program }: Situation): (name: string) => boolean {
  const made = program.inputs
    .filter(({ name, unknown }) => name === "" && unknown !== true)
    .map(({ bytes }) => sourceOf(new SourceText(bytes), "m1"));
  const sources = [...files.map(({ source }) => source), ...made];
  return (name) => sources.some((source) => namesOf(source).definitions.labels.has(name));
}

function problemsOf({ program, input }: Situation): readonly Problem[] {
  if (!failed(program.assembly)) return [];
  return program.assembly.findings
    .filter(({ diagnostic }) => diagnostic.severity === "error")
    .map((finding) => ({
      range: finding.input === input ? finding.diagnostic.range : undefined,
      message: finding.diagnostic.message,
    }));
}
