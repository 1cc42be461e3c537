import type { TextEdit } from "../../diagnostics/diagnostic";
import type { Document } from "../language";
import type { Refusal, Renamable, WorkspaceChange } from "../services";
import { nameAt, type What } from "./names";
import { sharingOf } from "./sharing";
import { situationOf } from "./situation";
import { namesOf, shownName, sourceOfDocument, type AssemblyId } from "./source";

/** A label or a macro that the document names. */
export function renamable(document: Document, offset: number): Renamable | undefined {
  const name = nameAt(sourceOfDocument(document), offset);
  return name && { range: name.range, name: shownName(name.name) };
}

/** Renames a label or macro in every program that shares it. */
export async function rename(
  document: Document,
  offset: number,
  to: string,
): Promise<WorkspaceChange | Refusal> {
  if (document.path === undefined) return { refused: "The file has no place yet: save it first." };
  const situation = await situationOf(document);
  const name = nameAt(situation.source, offset);
  if (name === undefined) return { refused: "There is no label or macro here." };
  const unfit = unfitName(situation.source.language, name.what, to);
  if (unfit !== undefined) return { refused: unfit };
  const shown = shownName(name.name);
  const { files, whole } = await sharingOf(situation, name);
  const definitions = files.filter(({ mentions }) => mentions.some(({ write }) => write));
  if (definitions.length === 0) return { refused: `No file at hand defines \`${shown}\`.` };
  if (!whole && situation.scope.build !== undefined)
    return { refused: `A compiler writes part of a program with this file, and may use \`${shown}\` there.` };
  if (!whole && definitions.some(({ path }) => path !== document.path))
    return { refused: `\`${shown}\` is defined in a file that no script of the tree joins with this one.` };
  const latin1 = Array.from(new TextEncoder().encode(to), (byte) => String.fromCharCode(byte)).join("");
  const taken = files.find(({ source }) => namesOf(source)[name.what].has(latin1));
  const here = situation.files.find(({ source }) => namesOf(source)[name.what].has(latin1));
  if (to !== shown && (taken ?? here) !== undefined)
    return { refused: `\`${to}\` is a name of \`${(taken ?? here)!.path}\` already.` };
  const edits = new Map<string, readonly TextEdit[]>();
  for (const { path, mentions } of files)
    edits.set(
      path,
      mentions.map(({ range }) => ({ range, text: to })),
    );
  return { edits };
}

/** Why the tools would not read a name back. */
function unfitName(language: AssemblyId, what: What, name: string): string | undefined {
  if (language === "hex1")
    return /^[\x21-\x7e]$/.test(name) ? undefined : "A label of hex1 is one character of ASCII.";
  if (name === "" || /[\s>]/.test(name)) return "A name has no blank and no `>` in it.";
  if (what === "labels")
    return language === "m1" && /^[-0-9]/.test(name)
      ? "M0 and M1 take a reference to a name that begins with a digit for a number."
      : undefined;
  if (/^[#;"':!@$~%&^<]/.test(name)) return "A macro's name begins with no sigil, quote or comment.";
  return name === "DEFINE" ? "DEFINE is M1's own word." : undefined;
}
