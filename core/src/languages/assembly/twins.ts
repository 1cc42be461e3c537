import type { Program } from "../../assemble/program";
import { failed } from "../../assemble/assembly";
import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import { isElf } from "../../isa/headers/elf";
import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";
import type { Content } from "../../tree/builds/build";
import type { Workspace } from "../../tree/workspace";
import type { Document } from "../language";
import { isBootPath } from "./architectureOfPath";
import { listingOf } from "./listing";
import { scopeOf, type Reading, type Scope } from "./scope";
import { assembleReading, situationOf, type Situation } from "./situation";
import { assemblyIdOfPath } from "./source";
import { isComplete, wholeProgramOf } from "./wholeProgram";

/** Endings of sources, each language before those that are prototypes of it. */
const endings: readonly (readonly string[])[] = [[".hex0"], [".hex1"], [".hex2"], [".M1", ".m1"]];

/**
 * So much of the longer one is the same in both, or they are two programs: upstream's twins that are meant to be the same have more
 * than 99 %, those that went ways of their own at most 85 %.
 */
const alike = 0.9;

/** Where upstream keeps the prototypes of what is in the folder above. */
const DEVELOPMENT = "Development";

/** Where a source and the nearest of its prototypes are to be told apart, at the first byte that is another. */
export async function twinDiagnostics(document: Document): Promise<readonly Diagnostic[]> {
  const { path, workspace } = document;
  if (path === undefined || workspace === undefined) return [];
  const twins = await twinsOf(path, workspace);
  if (twins.length === 0) return [];
  const situation = await situationOf(document);
  const own = ownBytes(situation);
  if (own === undefined) return [];
  for (const twin of twins) {
    const its = await twinBytes(situation, own, twin, workspace);
    const compared = its && compare(own, its);
    // What lies further off is held against the one between.
    if (compared !== undefined) return compared.count === 0 ? [] : [told(path, own, twin, its!, compared)];
  }
  return [];
}

/** The prototypes of a source by their absolute paths, the nearest language first: of the same name, in its folder or the one for prototypes. */
async function twinsOf(path: string, workspace: Workspace): Promise<readonly string[]> {
  const slash = path.lastIndexOf("/");
  const folder = path.slice(0, slash);
  const name = path.slice(slash + 1);
  const level = endings.findIndex((each) => each.some((ending) => name.endsWith(ending)));
  if (level < 0 || level === endings.length - 1) return [];
  const base = name.slice(0, name.lastIndexOf("."));
  const listed = await workspace.files.list(folder);
  const folders = [folder];
  if (listed.some((entry) => entry.name === DEVELOPMENT && entry.kind === "directory"))
    folders.push(`${folder}/${DEVELOPMENT}`);
  if (folder.endsWith(`/${DEVELOPMENT}`)) folders.push(folder.slice(0, -DEVELOPMENT.length - 1));
  const names = endings.slice(level + 1).flatMap((each) => each.map((ending) => base + ending));
  const files = new Set<string>();
  for (const each of folders)
    for (const entry of each === folder ? listed : await workspace.files.list(each))
      if (entry.kind === "file") files.add(`${each}/${entry.name}`);
  return names.flatMap((each) => folders.map((one) => `${one}/${each}`)).filter((file) => files.has(file));
}

/** A program's bytes, and which of them are of the source that is looked at. */
interface Bytes {
  readonly program: Program;
  /** File offsets. */
  readonly stretch: Range;
}

function ownBytes(situation: Situation): Bytes | undefined {
  const whole = wholeProgramOf(situation);
  if ("missing" in whole) return undefined;
  return bytesIn(whole.program, situation.input, situation.source.text);
}

function bytesIn(program: Program, input: number, text: SourceText): Bytes | undefined {
  if (failed(program.assembly)) return undefined;
  const { map } = program.assembly;
  const stretch = { start: map.firstAfter(input, 0), end: map.firstAfter(input, text.length) };
  return stretch.end > stretch.start ? { program, stretch } : undefined;
}

/** What a twin is assembled to in the place of the source; undefined where that is not certain. */
async function twinBytes(
  situation: Situation,
  own: Bytes,
  path: string,
  workspace: Workspace,
): Promise<Bytes | undefined> {
  const text = await workspace.text(path);
  if (text === undefined) return undefined;
  const scope = await scopeOf({ language: assemblyIdOfPath(path), path, text, workspace });
  if (scope.guessed && !isBootPath(path)) return undefined;
  const assembled = async (reading: Reading) => {
    const texts = new Map<string, SourceText>();
    for (const file of reading.files) {
      const found = file === path ? text : (situation.texts.get(file) ?? (await workspace.text(file)));
      if (found !== undefined) texts.set(file, found);
    }
    const program = assembleReading({ ...reading, whole: true }, texts);
    const input = program.inputs.findIndex(({ name }) => name === path);
    return isComplete(program) ? bytesIn(program, input, text) : undefined;
  };
  if (scope.build !== undefined) return assembled(scope.build);
  const reading = readingOf(situation, own, scope);
  const found = await assembled(reading);
  if (found === undefined) return undefined;
  const headed = await withHeader(own, found, path, reading, workspace, assembled);
  if (headed === undefined || isPlaced(situation, own)) return headed;
  // Wherever it is in memory, it has to be the same.
  const elsewhere = await assembled({ ...reading, baseAddress: (reading.baseAddress ?? 0) ^ 0x55555555 });
  return sameBytes(headed, elsewhere) ? headed : undefined;
}

/** How a twin that no script assembles is read: where the source is, or where the source says that it is loaded. */
function readingOf(situation: Situation, own: Bytes, { reading }: Scope): Reading {
  const { scope, document, program } = situation;
  if (scope.build === undefined || scope.reading.files.length === 1 || scope.reading.language !== "hex2")
    return { ...reading, baseAddress: Number(listingOf(situation).addressOf(0) & 0xffffffffn) };
  const put = (content: Content): readonly Content[] => {
    if (content.kind === "joined") return [{ ...content, parts: content.parts.flatMap(put) }];
    return content.kind === "file" && content.path === document.path ? reading.inputs : [content];
  };
  return {
    ...scope.reading,
    // A prototype is for mescc-tools.
    stage: false,
    baseAddress: program.base,
    inputs: scope.reading.inputs.flatMap(put),
    files: [...scope.reading.files, ...reading.files],
  };
}

/** Behind the ELF header of its architecture where the twin has none and the source has one. */
async function withHeader(
  own: Bytes,
  found: Bytes,
  path: string,
  reading: Reading,
  workspace: Workspace,
  assembled: (reading: Reading) => Promise<Bytes | undefined>,
): Promise<Bytes | undefined> {
  if (!isElf(own.program.assembly.bytes) || isElf(found.program.assembly.bytes)) return found;
  if (reading.language !== "hex2" && reading.language !== "M1") return undefined;
  let folder = path;
  for (let up = 0; up < 2; up++) {
    folder = folder.slice(0, folder.lastIndexOf("/"));
    const headers = (await workspace.files.list(folder)).filter(
      ({ name, kind }) => kind === "file" && /^ELF-.*\.hex2$/.test(name) && !name.includes("debug"),
    );
    if (headers.length > 1) return undefined;
    if (headers.length === 0) continue;
    const header = `${folder}/${headers[0]!.name}`;
    return assembled({
      ...reading,
      inputs: [{ kind: "file", path: header }, ...reading.inputs],
      files: [header, ...reading.files],
    });
  }
  return undefined;
}

/** Whether it is known at which address the source is. */
function isPlaced({ scope, document }: Situation, own: Bytes): boolean {
  if (scope.build !== undefined && scope.reading.language === "hex2") return true;
  return isElf(own.program.assembly.bytes) || isBootPath(document.path ?? "") || scope.from === "setting";
}

function sameBytes(one: Bytes, other: Bytes | undefined): boolean {
  const [a, b] = [one.program.assembly.bytes, other?.program.assembly.bytes];
  return a.length === b?.length && a.every((byte, index) => byte === b[index]);
}

/** How many bytes are others, and the file offset of the first of them. */
interface Comparison {
  readonly first: number;
  readonly count: number;
  readonly of: number;
}

/** Undefined: it is another program. A header that only one of both has of its own is not looked at. */
function compare(own: Bytes, its: Bytes): Comparison | undefined {
  const start = Math.max(own.stretch.start, its.stretch.start);
  const [a, b] = [within(own, start), within(its, start)];
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  // M1 fills its strings with zeros.
  const padding = long.subarray(short.length).every((byte) => byte === 0);
  const of = padding ? short.length : long.length;
  let count = 0;
  let first = 0;
  for (let at = of - 1; at >= 0; at--) {
    if (a[at] === b[at]) continue;
    count++;
    first = at;
  }
  return of > 0 && of - count >= alike * of ? { first: start + first, count, of } : undefined;
}

function within({ program, stretch }: Bytes, start: number): Uint8Array {
  return program.assembly.bytes.subarray(start, stretch.end);
}

function told(
  path: string,
  own: Bytes,
  twin: string,
  its: Bytes,
  { first, count, of }: Comparison,
): Diagnostic {
  const name = shortName(path, twin);
  const at = `0x${first.toString(16).toUpperCase()}`;
  const [here, there] = [byteAt(own, first), byteAt(its, first)];
  const what =
    here === undefined
      ? `The bytes end at ${at} here, and go on with ${there} in \`${name}\``
      : there === undefined
        ? `The bytes go on with ${here} at ${at} here, and end in \`${name}\``
        : `The byte at ${at} is ${here} here, and ${there} in \`${name}\``;
  const differ = `${count} of ${of} differ${count === 1 ? "s" : ""}`;
  return diagnose("audit/twin", placeOf(own, first), `${what}: ${differ}.`, {
    related: [
      {
        path: twin,
        range: placeOf(its, first),
        message: there === undefined ? `It ends before ${at}` : `${there} at ${at}`,
      },
    ],
  });
}

/** As hex digits; undefined behind the source's last byte. */
function byteAt({ program, stretch }: Bytes, offset: number): string | undefined {
  if (offset >= stretch.end) return undefined;
  return program.assembly.bytes[offset]!.toString(16).toUpperCase().padStart(2, "0");
}

/** Where a byte is written; behind the last one, where that is. */
function placeOf({ program, stretch }: Bytes, offset: number): Range {
  return program.assembly.map.originOf(Math.min(offset, stretch.end - 1))!.range;
}

function shortName(path: string, twin: string): string {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  if (twin.startsWith(folder)) return twin.slice(folder.length);
  return `../${twin.slice(twin.lastIndexOf("/") + 1)}`;
}
