import type { Document } from "../language";
import type { Call, CallItem } from "../services";
import { labelBefore, labelsOf, type LabelDefinition } from "./labels";
import { definitionsOf, mentionsOf, nameAt, type Found } from "./names";
import { situationOf, type ProgramFile, type Situation } from "./situation";
import { shownName, type Source } from "./source";
import { kind } from "./tokens";

/** Words that say that control comes back: `call`, `FCALL`, `CALLI`, `BL`, and a jump that leaves its return address in ra. */
const callWord = /(?<!sys)calli?(?![a-z])|\bblx?\b|\brd_ra\b.*\bjalr?\b/i;

/** What is longer is no line that somebody wrote, and would be read again for each of its references. */
const longestLine = 400;

/** Whether the line of a reference calls, as far as its words, those of its comment and of a comment above it tell. */
function calls({ text }: Source, offset: number): boolean {
  const number = text.lineAt(offset);
  const { start, end } = text.line(number);
  if (end - start > longestLine) return false;
  const line = text.latin1.slice(start, end);
  if (callWord.test(line) || /\bE8\s*%/i.test(line)) return true;
  if (number === 0) return false;
  const above = text.line(number - 1);
  if (above.end - above.start > longestLine) return false;
  const comment = text.latin1.slice(above.start, above.end);
  const name = text.latin1.slice(offset, nameEnd(text.latin1, offset));
  return /^\s*[#;]/.test(comment) && comment.includes(name) && callWord.test(comment);
}

function nameEnd(latin1: string, offset: number): number {
  let at = offset;
  while (at < latin1.length && latin1.charCodeAt(at) > 0x20) at++;
  return at;
}

/** Names of labels that some line of the program calls, and those of C functions: what begins a function. */
const functions = new WeakMap<Situation["program"], ReadonlySet<string>>();

export function functionsOf(situation: Situation): ReadonlySet<string> {
  const { program, files } = situation;
  let found = functions.get(program);
  if (found === undefined) functions.set(program, (found = findFunctions(files)));
  return found;
}

function findFunctions(files: readonly ProgramFile[]): ReadonlySet<string> {
  const found = new Set<string>(["_start"]);
  for (const { source } of files) {
    const { tokens, text } = source;
    for (let token = 0; token < tokens.count; token++) {
      const what = tokens.kindOf(token);
      if (what !== kind.reference && what !== kind.label) continue;
      const { start, end } = tokens.nameOf(token);
      const name = text.latin1.slice(start, end);
      if (what === kind.label ? name.startsWith("FUNCTION_") : calls(source, start)) found.add(name);
    }
  }
  return found;
}

/** The function that an offset is in: from the last label before it that is one, else from the last label. */
function functionAt(situation: Situation, source: Source, offset: number): LabelDefinition | undefined {
  const known = functionsOf(situation);
  const labels = labelsOf(source);
  const nearest = labelBefore(source, offset);
  if (nearest === undefined) return undefined;
  for (let index = labels.indexOf(nearest); index >= 0; index--) {
    if (known.has(labels[index]!.name)) return labels[index];
  }
  return nearest;
}

export async function callItem(document: Document, offset: number): Promise<CallItem | undefined> {
  if (document.path === undefined) return undefined;
  const situation = await situationOf(document);
  const name = nameAt(situation.source, offset);
  if (name?.what !== "labels") return undefined;
  const definition = definitionsOf(situation, "labels", name.name).at(-1);
  return definition && itemOf(definition.file, labelBefore(definition.file.source, definition.range.start)!);
}

/** Who refers to a label from a line that calls. */
export async function callsTo(document: Document, item: CallItem): Promise<readonly Call[]> {
  const situation = await situationOf(document);
  const name = nameAt(situation.source, item.selection.start);
  if (name?.what !== "labels") return [];
  const found = mentionsOf(situation, "labels", name.name).filter(
    ({ write, file, range }) => !write && calls(file.source, range.start),
  );
  return grouped(situation, found, (mention) => ({
    file: mention.file,
    label: functionAt(situation, mention.file.source, mention.range.start),
  }));
}

/** Whom a function calls. */
export async function callsFrom(document: Document, item: CallItem): Promise<readonly Call[]> {
  const situation = await situationOf(document);
  const { source, input, files } = situation;
  const file = files.find((each) => each.input === input);
  const own = functionAt(situation, source, item.selection.start);
  if (file === undefined || own === undefined) return [];
  const { tokens, text } = source;
  const found: Found[] = [];
  for (let token = tokens.firstBehind(item.range.start); token < tokens.count; token++) {
    const { start, end } = tokens.nameOf(token);
    if (functionAt(situation, source, start) !== own) break;
    if (tokens.kindOf(token) !== kind.reference || !calls(source, start)) continue;
    const definition = definitionsOf(situation, "labels", text.latin1.slice(start, end)).at(-1);
    if (definition !== undefined) found.push({ ...definition, token });
  }
  const ranges = new Map(found.map((each) => [each, tokens.nameOf(each.token)]));
  return grouped(
    situation,
    found,
    ({ file: its, range }) => ({ file: its, label: labelBefore(its.source, range.start) }),
    (each) => ranges.get(each)!,
  );
}

function grouped(
  situation: Situation,
  mentions: readonly Found[],
  whose: (mention: Found) => { readonly file: ProgramFile; readonly label: LabelDefinition | undefined },
  rangeOf: (mention: Found) => Found["range"] = ({ range }) => range,
): readonly Call[] {
  const found = new Map<string, { item: CallItem; ranges: Found["range"][] }>();
  for (const mention of mentions) {
    const { file, label } = whose(mention);
    if (label === undefined) continue;
    const key = `${file.input}:${label.range.start}`;
    const known = found.get(key);
    if (known !== undefined) known.ranges.push(rangeOf(mention));
    else found.set(key, { item: itemOf(file, label), ranges: [rangeOf(mention)] });
  }
  return [...found.values()];
}

function itemOf(file: ProgramFile, { name, range, selection }: LabelDefinition): CallItem {
  const detail = file.path.slice(file.path.lastIndexOf("/") + 1);
  return { name: shownName(name), detail, kind: "label", path: file.path, range, selection };
}
