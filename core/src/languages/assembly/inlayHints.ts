import type { Range } from "../../text/range";
import type { Document } from "../language";
import type { InlayHint } from "../services";
import { fieldHints, headersOf } from "./headers";
import { definitionsOf, valueOf } from "./names";
import { hex, placeOf, resolve, signed, type Resolved } from "./places";
import { situationOf, type ProgramFile, type Situation } from "./situation";
import { kind } from "./tokens";

/** So many digits of a macro's value are shown. */
const longest = 24;

/**
 * Beside references what they come to, and, where the settings ask for it, the address at the start of a line and what
 * a macro stands for.
 */
export async function inlayHints(document: Document, range: Range): Promise<readonly InlayHint[]> {
  const wanted = document.workspace?.settings.inlayHints ?? {};
  const { addresses = false, displacements = true, expansions = false, fields = false } = wanted;
  if (!addresses && !displacements && !expansions && !fields) return [];
  const situation = await situationOf(document);
  const { source, input } = situation;
  const file = situation.files.find((each) => each.input === input);
  if (file === undefined) return [];
  const { tokens, text } = source;
  const found = fields ? [...fieldHints(await headersOf(document), range)] : [];
  let line = -1;
  for (let token = tokens.firstBehind(range.start); token < tokens.count; token++) {
    const its = tokens.rangeOf(token);
    if (its.start >= range.end) break;
    const what = tokens.kindOf(token);
    const at = text.lineAt(its.start);
    if (addresses && at !== line && what !== kind.comment) {
      const hint = addressHint(situation, file, at);
      if (hint !== undefined) found.push(hint);
    }
    line = at;
    if (displacements && what === kind.reference) {
      const hint = displacementHint(situation, file, its);
      if (hint !== undefined) found.push(hint);
    } else if (expansions && what === kind.macro) {
      const hint = expansionHint(situation, text.latin1.slice(its.start, its.end), its.end);
      if (hint !== undefined) found.push(hint);
    }
  }
  return found;
}

function addressHint(situation: Situation, file: ProgramFile, line: number): InlayHint | undefined {
  const { start, end } = file.source.text.line(line);
  const first = placeOf(situation, file.input, start);
  // A line without bytes has no place of its own.
  if (placeOf(situation, file.input, end).offset === first.offset) return undefined;
  const label = (first.address ?? first.offset)
    .toString(16)
    .toUpperCase()
    .padStart(first.address === undefined ? 4 : 7, "0");
  return { offset: start, label, tooltip: `offset ${first.offset} (${hex(first.offset)})`, padding: "right" };
}

function displacementHint(situation: Situation, file: ProgramFile, range: Range): InlayHint | undefined {
  const resolved = resolve(situation, file, range);
  if (resolved === undefined) return undefined;
  return {
    offset: range.end,
    label: `= ${shownValue(resolved)}`,
    tooltip: tooltip(resolved),
    padding: "left",
  };
}

function shownValue({ relative, value }: Resolved): string {
  return relative ? signed(value) : hex(value);
}

function tooltip({ target, definition }: Resolved): string {
  const line = definition.file.source.text.lineAt(definition.range.start) + 1;
  const name = definition.file.path.slice(definition.file.path.lastIndexOf("/") + 1);
  const where = target.address === undefined ? `offset ${hex(target.offset)}` : hex(target.address);
  return `${where}, ${name}:${line}`;
}

function expansionHint(situation: Situation, name: string, offset: number): InlayHint | undefined {
  const definition = definitionsOf(situation, "macros", name).at(-1);
  const value = definition && valueOf(definition.file, definition);
  if (value === undefined) return undefined;
  const text = definition!.file.source.text.slice(value);
  const label = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return { offset, label, padding: "left" };
}
