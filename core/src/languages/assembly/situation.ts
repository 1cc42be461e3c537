import { assemble } from "../../assemble/assemble";
import { bloodElf } from "../../assemble/bloodElf";
import { assembleProgram, type LinkedFile, type Program, type ProgramInput } from "../../assemble/program";
import type { Content, M1Reading, SymbolTable } from "../../tree/builds/build";
import type { SourceText } from "../../text/sourceText";
import type { Document } from "../language";
import { scopeOf, type Reading, type Scope } from "./scope";
import { assemblyIdOfPath, sourceOf, sourceOfDocument, type Source } from "./source";

/** A file of a program, in the order in which the program reads them. */
export interface ProgramFile {
  readonly path: string;
  readonly source: Source;
  /** Index into the program's inputs. */
  readonly input: number;
}

/** A document, the program that it is part of, and that program's bytes. */
export interface Situation {
  readonly document: Document;
  readonly source: Source;
  readonly scope: Scope;
  readonly program: Program;
  /** Index of the document among the program's inputs. */
  readonly input: number;
  /** Every file of the program, the document among them. */
  readonly files: readonly ProgramFile[];
  /** The text of each file of the program that there is, by its path. */
  readonly texts: ReadonlyMap<string, SourceText>;
}

/** What is known of a document from its program. */
export async function situationOf(document: Document): Promise<Situation> {
  const source = sourceOfDocument(document);
  const scope = await scopeOf(document);
  const texts = await textsOf(document, scope.reading.files);
  const program = programOf(scope.reading, texts);
  const own = document.path ?? "";
  const files: ProgramFile[] = [];
  const seen = new Set<string>();
  program.inputs.forEach(({ name, unknown }, input) => {
    const text = texts.get(name);
    if (text === undefined || unknown === true || seen.has(name)) return;
    seen.add(name);
    const its = name === own ? source : sourceOf(text, assemblyIdOfPath(name));
    files.push({ path: name, source: its, input });
  });
  const input = files.find(({ path }) => path === own)?.input ?? 0;
  return { document, source, scope, program, input, files, texts };
}

type Texts = ReadonlyMap<string, SourceText>;

/** The document's own text is that of the request, whatever else is known of its file. */
async function textsOf({ path = "", text, workspace }: Document, files: readonly string[]): Promise<Texts> {
  const texts = new Map<string, SourceText>();
  for (const file of files) {
    const found = file === path ? text : await workspace?.text(file);
    if (found !== undefined) texts.set(file, found);
  }
  return texts;
}

interface Assembled {
  readonly texts: readonly (SourceText | undefined)[];
  readonly program: Program;
}

/** The programs that were looked at last; what comes first was not asked for the longest. */
const assembled = new Map<Reading, Assembled>();
const mostAssembled = 12;

function programOf(reading: Reading, texts: Texts): Program {
  const known = assembled.get(reading);
  const own = reading.files.map((file) => texts.get(file));
  assembled.delete(reading);
  const same = known?.texts.every((text, index) => text === own[index]) === true;
  const result = same ? known : { texts: own, program: assembleReading(reading, texts) };
  assembled.set(reading, result);
  if (assembled.size > mostAssembled) assembled.delete(assembled.keys().next().value!);
  return result.program;
}

/** Assembles a program from the texts of its files; what is not among them has no bytes. */
export function assembleReading(reading: Reading, texts: Texts): Program {
  const { language, architecture, bigEndian, stage, inputs, whole } = reading;
  const loader = new Loader(texts);
  if (language === "hex0" || language === "hex1") {
    const flat = inputs.flatMap((content) => loader.plain(content));
    const dialect = stage ? "stage" : "mescc-tools";
    const { map, ...assembly } = assemble({ language, architecture, inputs: flat, dialect, map: true });
    const base = language === "hex1" && architecture === "aarch64" ? 0x600000 : 0;
    return {
      assembly: { ...assembly, map: map! },
      base,
      inputs: flat,
      unusedLabels: [],
      unusedDefines: [],
    };
  }
  const baseAddress = (reading.baseAddress ?? stageBase(reading)) | 0;
  const files = inputs.map((content) => loader.linked(content));
  return assembleProgram(files, { architecture, bigEndian, baseAddress, stage, incomplete: !whole });
}

/** Inputs that M1 or M0 reads, and which of them is asked for. */
export interface Expanding {
  readonly reading: M1Reading;
  /** Inputs of one inner list are opened as one file. */
  readonly files: readonly (readonly ProgramInput[])[];
  /** Index among all of them. */
  readonly input: number;
}

/** What M1 or M0 reads together with a file of a program; undefined where neither reads it. */
export function expandingOf({ scope, texts }: Situation, path: string): Expanding | undefined {
  const loader = new Loader(texts);
  const find = (content: Content): Expanding | undefined => {
    if (content.kind === "joined") return first(content.parts, find);
    if (content.kind !== "expanded") return undefined;
    const files = content.inputs.map((input) => loader.plain(input));
    const input = files.flat().findIndex(({ name }) => name === path);
    return input < 0 ? undefined : { reading: content.reading, files, input };
  };
  return first(scope.reading.inputs, find);
}

function first<Item, Found>(
  items: readonly Item[],
  find: (item: Item) => Found | undefined,
): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function stageBase({ architecture, stage }: Reading): number {
  if (!stage) return 0;
  return architecture === "x86" ? 0x08048000 : 0x600000;
}

const nothing = new Uint8Array();

/** Turns what builds speak of into inputs of an assembly. */
class Loader {
  constructor(readonly texts: Texts) {}

  linked(content: Content): LinkedFile {
    if (content.kind === "joined") return content.parts.flatMap((part) => this.linked(part));
    if (content.kind !== "expanded") return this.plain(content);
    const { stage, architecture } = content.reading;
    return [{ stage, architecture, files: content.inputs.map((input) => this.plain(input)) }];
  }

  plain(content: Content): ProgramInput[] {
    switch (content.kind) {
      case "joined":
        return content.parts.flatMap((part) => this.plain(part));
      case "file": {
        const text = this.texts.get(content.path);
        return [text === undefined ? absent(content.path) : { name: content.path, bytes: text.bytes }];
      }
      case "symbols":
        return [this.#symbols(content.table, content.inputs)];
      case "expanded":
        return [absent("")];
      case "unknown":
        return [absent(content.path)];
    }
  }

  #symbols({ bits, bigEndian, entries }: SymbolTable, contents: readonly Content[]): ProgramInput {
    const inputs = contents.flatMap((content) => this.plain(content));
    if (inputs.some(({ unknown }) => unknown === true)) return absent("");
    return { name: "", bytes: bloodElf(inputs, { bits, bigEndian, entries }).m1 };
  }
}

function absent(name: string): ProgramInput {
  return { name, bytes: nothing, unknown: true };
}
