import type { Document } from "../language";
import type { Completion } from "../services";
import { labelBefore, labelsOf } from "./labels";
import { definitionsOf, valueOf, type Found } from "./names";
import { hex, placeOf, sizeOf } from "./places";
import { situationOf, type Situation } from "./situation";

/** So many lines of a comment are shown. */
const mostLines = 12;

/** What a label or macro that was offered stands for, where, and what its author says of it. */
export async function explain(
  document: Document,
  { label, kind }: Pick<Completion, "label" | "kind">,
): Promise<string | undefined> {
  const what = kind === "label" ? "labels" : kind === "macro" ? "macros" : undefined;
  if (what === undefined) return undefined;
  const situation = await situationOf(document);
  const name = String.fromCharCode(...new TextEncoder().encode(label));
  const definition = definitionsOf(situation, what, name).at(-1);
  if (definition === undefined) return undefined;
  const { file, range } = definition;
  const { text } = file.source;
  const place = `${file.path.slice(file.path.lastIndexOf("/") + 1)}:${text.lineAt(range.start) + 1}`;
  const about = what === "labels" ? labelText(situation, definition) : macroText(definition);
  const comment = commentOf(definition);
  return [`${about}  \n*${place}*`, ...(comment === "" ? [] : ["```", comment, "```"])].join("\n");
}

function labelText(situation: Situation, { file, range }: Found): string {
  const labels = labelsOf(file.source);
  const own = labelBefore(file.source, range.start);
  const next = own === undefined ? undefined : labels[labels.indexOf(own) + 1];
  const size = sizeOf(situation, file, range, next?.range.start);
  const { offset, address } = placeOf(situation, file.input, range.start);
  const at = address === undefined ? `offset ${hex(offset)}` : hex(address);
  return `${at}, ${size === 1 ? "1 byte" : `${size} bytes`}`;
}

function macroText(definition: Found): string {
  const value = valueOf(definition.file, definition);
  return value === undefined ? "nothing" : `\`${definition.file.source.text.slice(value)}\``;
}

/** The comment lines right above a definition, and the comment behind it. */
function commentOf({ file, range }: Found): string {
  const { text } = file.source;
  const own = text.lineAt(range.start);
  const lines: string[] = [];
  const commentIn = (line: number) => /^\s*[#;]+[ \t]?(.*?)\s*$/.exec(text.slice(text.line(line)))?.[1];
  for (let line = own - 1; line >= 0 && lines.length < mostLines; line--) {
    const comment = commentIn(line);
    if (comment === undefined) break;
    lines.unshift(comment);
  }
  const behind = /(?:^|\s)[#;]+[ \t]?(.*?)\s*$/.exec(
    text.slice({ start: range.end, end: text.line(own).end }),
  )?.[1];
  if (behind !== undefined) lines.push(behind);
  // No comment ends the block that shows it.
  return lines.join("\n").trim().replaceAll("```", "'''");
}
