import type { SourceText } from "../../../text/sourceText";
import type { Document } from "../../language";
import type { Action, Relocated } from "../../services";
import { locate, type Located } from "./located";
import { relocate, type Relocation } from "./relocate";

/** Of each text that is on the disk what was found in it. */
const saved = new WeakMap<SourceText, Promise<Located>>();

/** What would make the references of a hex0, hex1 or hex2 document right: by its labels, and by how its file was saved. */
export async function relocationOf(document: Document): Promise<Relocation> {
  const now = await locate(document);
  const { path, text, workspace } = document;
  const before = path === undefined ? undefined : await workspace?.savedText(path);
  if (before === undefined || before.latin1 === text.latin1) return relocate(now);
  let found = saved.get(before);
  if (found === undefined) saved.set(before, (found = locate({ ...document, text: before })));
  return relocate(now, await found);
}

/** The same for an editor. */
export async function relocation(document: Document): Promise<Relocated> {
  const { unknown, ...found } = await relocationOf(document);
  return { ...found, unknown: unknown.map(({ line }) => line.code) };
}

/** *Fix all displacements*, where there is something to fix. */
export async function relocationActions(document: Document): Promise<readonly Action[]> {
  const { edits } = await relocationOf(document);
  if (edits.length === 0) return [];
  return [{ title: "Fix all displacements", kind: "source.fixDisplacements", edits }];
}
