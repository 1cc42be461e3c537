import type { Range } from "../text/range";
import type { Architecture } from "./architectures";
import type { Assembly } from "./assembly";
import { Findings } from "./findings";
import { linked } from "./hex2";
import { Hex2Scanner } from "./hex2Scanner";
import { Linker, reference, type LinkOptions } from "./linker";
import { M0, putM0 } from "./m0";
import { putM1, readM1 } from "./m1";
import { M1Encoder } from "./m1Encoder";
import type { OriginMap } from "./originMap";
import { Sources, type AssemblyInput, type Place } from "./sources";

/** An input; `unknown` is one that a program makes that we do not have: it has no bytes here. */
export interface ProgramInput extends AssemblyInput {
  readonly unknown?: boolean;
}

/** What M1, or with `stage` the M0 of stage0-posix, makes of inputs. Those of one inner list are opened as one file. */
export interface ExpandedInput {
  readonly stage: boolean;
  readonly architecture: Architecture;
  readonly files: readonly (readonly ProgramInput[])[];
}

/** What a linker opens as one file: hex2 and expanded M1 behind one another, as catm joined them. */
export type LinkedFile = readonly (ProgramInput | ExpandedInput)[];

/** A program from all its sources, of whatever stage. */
export interface Program {
  readonly assembly: Assembly & { readonly map: OriginMap };
  /** Virtual address of the first byte. */
  readonly base: number;
  /** Inputs as the assembly's findings and map count them. */
  readonly inputs: readonly ProgramInput[];
  /** Labels that no reference names, and DEFINEs that no word uses; their names' places. */
  readonly unusedLabels: readonly Place[];
  readonly unusedDefines: readonly Place[];
}

/**
 * Assembles a program whose sources are of several languages: an ELF header in hex2 in front of what M1 makes of some
 * files, as the scripts of stage0-posix put programs together. Where an input is unknown, nothing is said of labels that
 * it may define.
 */
export function assembleProgram(files: readonly LinkedFile[], options: Omit<LinkOptions, "map">): Program {
  const inputs = files.flat().flatMap((part) => ("files" in part ? part.files.flat() : [part]));
  const incomplete = options.incomplete === true || inputs.some(({ unknown }) => unknown === true);
  const findings = new Findings(new Sources(inputs));
  const linker = new Linker({ ...options, map: true, incomplete }, findings);
  const scanner = new Hex2Scanner(linker, "hex");
  const encoders: M1Encoder[] = [];
  const feed = new Feed(linker, scanner, encoders);
  for (const file of files) {
    feed.file(file);
    scanner.endFile();
  }
  const assembly = linked(linker);
  return {
    assembly: { ...assembly, map: linker.map! },
    base: options.baseAddress >>> 0,
    inputs,
    unusedLabels: unusedLabels(linker),
    unusedDefines: encoders.flatMap((encoder) => unusedDefines(encoder)),
  };
}

/** Hands inputs to a linker in their order; counts which stretch of the sources comes next. */
class Feed {
  #next = 0;

  constructor(
    readonly linker: Linker,
    readonly scanner: Hex2Scanner,
    readonly encoders: M1Encoder[],
  ) {}

  /** Inputs of hex2 behind one another are one text: a name may begin in one and end in the next. */
  file(parts: LinkedFile): void {
    let plain = 0;
    for (const part of parts) {
      if (!("files" in part)) {
        plain++;
        continue;
      }
      this.#plain(plain);
      plain = 0;
      this.#expanded(part);
    }
    this.#plain(plain);
  }

  #plain(count: number): void {
    const { start, end } = this.#stretch(count);
    this.scanner.scan(this.linker.symbols.text, start, end);
  }

  #expanded(part: ExpandedInput): void {
    const { findings } = this.linker;
    const files = part.files.map((file) => this.#stretch(file.length));
    if (part.stage) {
      const range = { start: files[0]?.start ?? 0, end: files.at(-1)?.end ?? 0 };
      const m0 = new M0(findings, range, part.architecture);
      putM0(m0, this.#encoder(m0.meanings, true));
    } else putM1(this.#encoder(readM1(findings, files, part.architecture), false));
  }

  #encoder(meanings: M1Encoder["meanings"], plainStrings: boolean): M1Encoder {
    const encoder = new M1Encoder(meanings, this.linker, this.scanner, plainStrings);
    this.encoders.push(encoder);
    return encoder;
  }

  #stretch(count: number): Range {
    const { starts } = this.linker.findings.sources;
    const start = starts[this.#next]!;
    this.#next += count;
    return { start, end: starts[this.#next]! };
  }
}

function unusedLabels(linker: Linker): readonly Place[] {
  const { symbols, references, findings } = linker;
  const used = new Uint8Array(symbols.count);
  const { values } = references;
  for (let at = 0; at < references.length; at += reference.stride) {
    used[values[at + reference.symbol]!] = 1;
    const base = values[at + reference.base]!;
    if (base >= 0) used[base] = 1;
  }
  const unused: Place[] = [];
  for (let id = 0; id < symbols.count; id++) {
    if (used[id] === 1 || !symbols.isDefined(id)) continue;
    const start = symbols.definitionOf(id) + 1;
    unused.push(findings.sources.place(start, start + symbols.lengthOf(id)));
  }
  return unused;
}

function unusedDefines(encoder: M1Encoder): readonly Place[] {
  const { tokens, findings } = encoder.meanings;
  const unused: Place[] = [];
  for (const token of tokens.defines) {
    const name = tokens.ids.values[token + 1] ?? -1;
    if (token + 2 >= tokens.ids.length || name < 0 || encoder.used(name)) continue;
    unused.push(findings.sources.place(tokens.starts.values[token + 1]!, tokens.endOf(token + 1)));
  }
  return unused;
}
