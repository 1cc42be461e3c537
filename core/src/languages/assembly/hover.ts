import { touches, type Range } from "../../text/range";
import type { Document, Hover } from "../language";
import { askedOf } from "./code/asked";
import { explainBytes, explainData } from "./code/explainByte";
import { imageOf } from "./code/image";
import { nextLabel } from "./labels";
import { definitionsOf, nameAt, valueOf, type Found, type NameAt } from "./names";
import { bytesText, hex, placeOf, resolve, signed, sizeOf, type Place } from "./places";
import { shownScope } from "./shownScope";
import { meaningOfSigil } from "./sigils";
import { situationOf, type ProgramFile, type Situation } from "./situation";
import { shownName } from "./source";
import { kind } from "./tokens";

/** So many bytes are shown of what a word comes to. */
const mostBytes = 24;

/** What is under the cursor, in the program that the document is part of. */
export async function hover(document: Document, offset: number): Promise<Hover | undefined> {
  const situation = await situationOf(document);
  const { source, input } = situation;
  const file = situation.files.find((each) => each.input === input);
  if (file === undefined) return undefined;
  const name = nameAt(source, offset);
  const token = name?.token ?? source.tokens.at(offset);
  if (token === undefined) return undefined;
  const code = await codeText(situation, file, token, offset);
  const text =
    name?.what === "labels"
      ? after(labelText(situation, file, name), code)
      : name?.what === "macros"
        ? before(macroText(situation, file, name), code)
        : (code ?? plainText(situation, file, token, offset));
  if (text === undefined) return undefined;
  const own = source.tokens.rangeOf(token);
  const range = name?.range ?? text.range ?? own;
  if (!touches(range, offset) && !touches(own, offset)) return undefined;
  const shown = touches(range, offset) ? range : own;
  const end = await shownScope(situation);
  const why = code?.why === undefined ? [] : [`*${code.why}*`];
  return { range: shown, markdown: [...text.lines, [...why, end].join("  \n")].join("\n\n") };
}

interface CodeText extends Text {
  readonly why: string | undefined;
}

function after(text: Text, code: CodeText | undefined): Text {
  return { ...text, lines: [...text.lines, ...(code?.lines ?? [])] };
}

function before(text: Text, code: CodeText | undefined): Text {
  return { ...text, lines: [...(code?.lines ?? []), ...text.lines] };
}

/** What the token's bytes are in their instruction or header field, and of digits alone, where they are. */
async function codeText(
  situation: Situation,
  file: ProgramFile,
  token: number,
  offset: number,
): Promise<CodeText | undefined> {
  const { tokens, text } = situation.source;
  const what = tokens.kindOf(token);
  if (what === kind.string || what === kind.label || what === kind.define) return undefined;
  if (what === kind.defineName || what === kind.defineValue || what === kind.comment) return undefined;
  const asked = askedOf(situation, file, token, offset);
  if (asked === undefined || asked.bytes.end > situation.program.assembly.bytes.length) return undefined;
  const line = text.lineAt(tokens.startOf(token));
  if (!isResolved(situation, file, text.line(line)) || isPlainData(situation, text.line(line)))
    return undefined;
  const image = imageOf(situation);
  const code = { document: situation.document, situation, image };
  const named = what === kind.reference || what === kind.base || what === kind.macro;
  const found = await explainBytes(code, asked.bytes, line, {
    ...(asked.bits !== undefined && { bits: asked.bits }),
    told: what === kind.reference || what === kind.base,
  });
  const place = placeText(placeOf(situation, file.input, tokens.startOf(token)));
  if (found === undefined) {
    if (what !== kind.digits || asked.bytes.end - asked.bytes.start !== 1) return undefined;
    const { blocks, why } = await explainData(code, asked.bytes.start, line);
    const range = image.rangeOf(asked.bytes.start, 1);
    return { lines: [...blocks, placeOfByte(situation, asked.bytes.start)], why, ...(range && { range }) };
  }
  const { blocks, whole, why } = found;
  const range = image.rangeOf(whole.start, whole.end - whole.start);
  const where = what === kind.digits ? placeOfByte(situation, asked.bytes.start) : place;
  return { lines: named ? blocks : [...blocks, where], why, ...(range && { range }) };
}

function placeOfByte(situation: Situation, offset: number): string {
  const { address } = placeOf(situation, situation.input, 0);
  const { base } = situation.program;
  return placeText({ offset, address: address === undefined ? undefined : (base + offset) >>> 0 });
}

/** Whether a line has numbers and references alone: nothing of an opcode. */
function isPlainData({ source: { tokens } }: Situation, line: Range): boolean {
  const isCode: readonly number[] = [kind.digits, kind.macro, kind.word, kind.quote];
  for (let token = tokens.firstBehind(line.start); token < tokens.count; token++) {
    if (tokens.startOf(token) >= line.end) break;
    if (isCode.includes(tokens.kindOf(token))) return false;
  }
  return true;
}

/** Whether every reference of a line is filled in: a hole in an instruction would be decoded as a number. */
function isResolved(situation: Situation, file: ProgramFile, line: Range): boolean {
  const { tokens } = situation.source;
  for (let token = tokens.firstBehind(line.start); token < tokens.count; token++) {
    if (tokens.startOf(token) >= line.end) break;
    if (tokens.kindOf(token) !== kind.reference) continue;
    if (resolve(situation, file, tokens.rangeOf(token)) === undefined) return false;
  }
  return true;
}

interface Text {
  readonly lines: readonly string[];
  readonly range?: Range;
}

function labelText(situation: Situation, file: ProgramFile, name: NameAt): Text {
  const { source, scope } = situation;
  const { tokens, text } = source;
  const label = shownName(name.name);
  if (tokens.kindOf(name.token) === kind.label) {
    const place = placeOf(situation, file.input, name.range.start);
    return { lines: [`**${label}** — ${sizeText(situation, file, name.range)}`, placeText(place)] };
  }
  const lines: string[] = [];
  const range = tokens.rangeOf(name.token);
  const sigil = text.latin1[range.start]!;
  const meaning = meaningOfSigil(source.language, scope.reading.architecture, sigil);
  const resolved = tokens.kindOf(name.token) === kind.reference ? resolve(situation, file, range) : undefined;
  const definition = resolved?.definition ?? definitionsOf(situation, "labels", name.name).at(-1);
  if (definition === undefined) {
    lines.push(
      `**${label}** — ${scope.reading.whole ? "no such label" : "defined in none of the files at hand"}`,
    );
  } else {
    const where = fileText(situation, definition);
    lines.push(`**${label}** — ${where}`);
    const place = resolved?.target ?? placeOf(situation, definition.file.input, definition.range.start);
    if (resolved !== undefined) {
      const value = resolved.relative ? signed(resolved.value) : hex(resolved.value);
      lines.push(`\`${sigil}\` = **${value}**  →  ${placeText(place)}`);
    } else lines.push(placeText(place));
  }
  if (meaning !== undefined) lines.push(`\`${sigil}\` ${meaning}`);
  return { lines };
}

/** Where a definition stands: `file:line`, or only the line where it is in the same file. */
function fileText({ input }: Situation, { file, range }: Found): string {
  const line = file.source.text.lineAt(range.start) + 1;
  return file.input === input
    ? `line ${line}`
    : `\`${file.path.slice(file.path.lastIndexOf("/") + 1)}:${line}\``;
}

function macroText(situation: Situation, file: ProgramFile, name: NameAt): Text {
  const definitions = definitionsOf(situation, "macros", name.name);
  const definition = pick(situation, file, name, definitions);
  const label = shownName(name.name);
  if (definition === undefined) {
    const missing = situation.scope.reading.whole ? "no such macro" : "defined in none of the files at hand";
    return { lines: [`**${label}** — ${missing}`] };
  }
  const value = valueOf(definition.file, definition);
  const { text } = definition.file.source;
  const encoding = value === undefined ? "nothing" : `\`${text.slice(value)}\``;
  const lines = [`**${label}** = ${encoding}`, `DEFINE of ${fileText(situation, definition)}`];
  if (definitions.length > 1) lines.push(`${definitions.length} DEFINEs of this name`);
  if (situation.source.tokens.kindOf(name.token) === kind.macro) {
    const origin = situation.program.assembly.map.segmentAt(file.input, name.range.start);
    if (origin !== undefined && touches(origin.range, name.range.start))
      lines.push(placeText(placeOf(situation, file.input, name.range.start)));
  }
  return { lines };
}

/** The DEFINE that a use means: M0 takes the last one above it, M1 the last of all. */
function pick(
  { scope }: Situation,
  file: ProgramFile,
  { range }: NameAt,
  definitions: readonly Found[],
): Found | undefined {
  const own = definitions.find((each) => each.file === file && each.range.start === range.start);
  if (own !== undefined) return own;
  const stage = scope.reading.language === "M0" || scope.reading.stage;
  if (!stage) return definitions.at(-1);
  return definitions.findLast(
    (each) => each.file.input < file.input || (each.file === file && each.range.start < range.start),
  );
}

function plainText(situation: Situation, file: ProgramFile, token: number, offset: number): Text | undefined {
  const { source, program, scope } = situation;
  const { tokens, text } = source;
  const what = tokens.kindOf(token);
  const range = tokens.rangeOf(token);
  if (what === kind.comment || what === kind.stray) return undefined;
  if (what === kind.define || what === kind.defineValue) return undefined;
  if (what === kind.pad || what === kind.caret || what === kind.word) {
    const sigil = text.latin1[range.start]!;
    const meaning = meaningOfSigil(source.language, scope.reading.architecture, sigil);
    return { lines: [`\`${sigil}\` ${meaning ?? "does nothing on this architecture"}`] };
  }
  const origin = program.assembly.map.segmentAt(file.input, what === kind.digits ? offset : range.start);
  const before = origin !== undefined && touches(origin.range, offset) ? origin : undefined;
  if (before === undefined) return undefined;
  const bytes = program.assembly.bytes.subarray(before.output.start, before.output.end);
  const place = placeText(placeOf(situation, file.input, before.range.start));
  const shown = bytesText(bytes.subarray(0, mostBytes)) + (bytes.length > mostBytes ? " …" : "");
  const count = bytes.length === 1 ? "1 byte" : `${bytes.length} bytes`;
  const lines = [`\`${shown}\` — ${count}`, place];
  if (what === kind.number) {
    const meaning = meaningOfNumber(situation, text.latin1[range.start]!);
    if (meaning !== undefined) lines.push(meaning);
  }
  return { lines, range: what === kind.digits ? before.range : range };
}

function meaningOfNumber({ scope }: Situation, sigil: string): string | undefined {
  if (sigil === "<") return "`<` so many zeros";
  const merging = scope.reading.architecture.startsWith("riscv");
  const forms: Readonly<Record<string, string>> = merging
    ? { "!": "`!` an I immediate", "@": "`@` an S immediate", "~": "`~` a U immediate", "%": "`%` 4 bytes" }
    : {
        "!": "`!` 1 byte",
        "@": "`@` 2 bytes",
        $: "`$` 2 bytes",
        "~": "`~` 3 bytes",
        "%": "`%` 4 bytes",
        "&": "`&` 4 bytes",
      };
  return forms[sigil];
}

function sizeText(situation: Situation, file: ProgramFile, label: Range): string {
  const next = nextLabel(file.source, label.start);
  const size = sizeOf(situation, file, label, next && next.start - 1);
  return size === 1 ? "1 byte" : `${size} bytes`;
}

function placeText({ offset, address }: Place): string {
  const inFile = `offset ${offset} (${hex(offset)})`;
  return address === undefined ? inFile : `address ${hex(address)} · ${inFile}`;
}
