import { touches, type Range } from "../../text/range";
import type { Document, Hover } from "../language";
import { decodedLine } from "./decode";
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
  const text =
    name?.what === "labels"
      ? labelText(situation, file, name)
      : name?.what === "macros"
        ? macroText(situation, file, name)
        : plainText(situation, file, token, offset);
  if (text === undefined) return undefined;
  const range = name?.range ?? text.range ?? source.tokens.rangeOf(token);
  if (!touches(range, offset) && !touches(source.tokens.rangeOf(token), offset)) return undefined;
  const shown = touches(range, offset) ? range : source.tokens.rangeOf(token);
  const decoded = await decodedLine(situation, offset);
  const lines = [...text.lines, ...(decoded === undefined ? [] : [decoded]), await shownScope(situation)];
  return { range: shown, markdown: lines.join("\n\n") };
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
  if (what === kind.digits && bytes.length === 1) {
    const value = bytes[0]!;
    const character =
      value > 0x20 && value < 0x7f && value !== 0x60 ? `, \`${String.fromCharCode(value)}\`` : "";
    return { lines: [`\`${shown}\` = ${value}${character}`, place], range: before.range };
  }
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
