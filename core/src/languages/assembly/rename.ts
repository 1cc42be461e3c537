import { strtoint } from "../../assemble/m1Numbers";
import type { TextEdit } from "../../diagnostics/diagnostic";
import type { Document } from "../language";
import type { Refusal, Renamable, WorkspaceChange } from "../services";
import { misread, misreadByHex2, m1ReadingsOf, wordOf } from "./misreading";
import { nameAt, type NameAt, type What } from "./names";
import { sharingOf, type Sharing } from "./sharing";
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
  const sharing = await sharingOf(situation, name);
  const { files, whole } = sharing;
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
  const why = to === shown ? undefined : misreading(sharing, name, latin1);
  if (why !== undefined) return { refused: `The tools would not read \`${clipped(to)}\` back: ${why}` };
  const edits = new Map<string, readonly TextEdit[]>();
  for (const { path, mentions } of files)
    edits.set(
      path,
      mentions.map(({ range }) => ({ range, text: to })),
    );
  return { edits };
}

const mostShown = 40;

function clipped(name: string): string {
  const characters = Array.from(name);
  return characters.length > mostShown ? `${characters.slice(0, mostShown).join("")}…` : name;
}

/** What the tools that read the files would make of the new name, a character a byte: they are asked. */
function misreading({ files, readings }: Sharing, { what, name }: NameAt, to: string): string | undefined {
  for (const { path, source, mentions } of files) {
    if (source.language === "hex1") continue;
    const words = new Set<string>();
    for (const { token } of source.language === "m1" ? mentions : []) {
      const word = wordOf(source, token, (each) => (each === name ? to : each));
      if (word !== undefined) words.add(word);
    }
    for (const reading of readings) {
      for (const each of words.size === 0 ? [] : m1ReadingsOf(reading, path)) {
        const why = misread(each, what, [...words]);
        if (why !== undefined) return why;
      }
      const why = what === "labels" ? misreadByHex2(reading, to) : undefined;
      if (why !== undefined) return why;
    }
  }
  return undefined;
}

/** Why no tool would read a name back. */
function unfitName(language: AssemblyId, what: What, name: string): string | undefined {
  if (language === "hex1")
    return /^[\x21-\x7e]$/.test(name) ? undefined : "A label of hex1 is one character of ASCII.";
  if (name === "" || /[\s>]/.test(name)) return "A name has no blank and no `>` in it.";
  if (/[\p{Cc}\p{Cs}]/u.test(name)) return "A name has no control character in it.";
  if (what === "labels") {
    if (language !== "m1") return undefined;
    if (/^[-0-9]/.test(name))
      return "M0 and M1 take a reference to a name that begins with a digit for a number.";
    const bytes = new TextEncoder().encode(name);
    return strtoint(bytes, 0, bytes.length) === 0
      ? undefined
      : "M1 takes a reference to a name of `_` and digits for a number.";
  }
  if (/^[#;"':!@$~%&^<]/.test(name)) return "A macro's name begins with no sigil, quote or comment.";
  return name === "DEFINE" ? "DEFINE is M1's own word." : undefined;
}
