import type { Pace } from "../../../audit/pace";
import { applied } from "../../../diagnostics/applied";
import type { SourceText } from "../../../text/sourceText";
import type { Document } from "../../language";
import type { Action, Relocated } from "../../services";
import { locate, type Located } from "./located";
import { relocate, type Relocation } from "./relocate";

/** What is known of a text that is on the disk, and of what became of it since. */
interface Saved {
  located?: Promise<Located>;
  /** What was told last of a text, where that left nothing open. */
  proposed?: { readonly text: SourceText; readonly edits: Relocation["edits"] } | undefined;
  /** The last text that such edits made: all is right in it, too. */
  fixed?: Located;
}

const saved = new WeakMap<SourceText, Saved>();

/**
 * What would make the references of a hex0, hex1 or hex2 document right: by its labels, and by how it was when all was
 * right: as its file was saved, or as the last fix left it.
 */
export async function relocationOf(document: Document, pace?: Pace): Promise<Relocation> {
  const now = await locate(document, pace);
  const { path, text, workspace } = document;
  const before = path === undefined ? undefined : await workspace?.savedText(path);
  if (before === undefined || before.latin1 === text.latin1) return relocate(now);
  const known: Saved = saved.get(before) ?? {};
  saved.set(before, known);
  // Whoever began it may have given it up.
  const done = await known.located?.catch(() => undefined);
  const then = done ?? (await (known.located = locate({ ...document, text: before }, pace)));
  if (isMadeBy(text, known.proposed)) known.fixed = now;
  const { fixed } = known;
  if (fixed?.listing.text.latin1 === text.latin1) return relocate(now);
  const found = leastUnknown(fixed && relocate(now, fixed), relocate(now, then));
  const { edits, unknown, unreached } = found;
  if (edits.length > 0)
    known.proposed = unknown.length + unreached.length === 0 ? { text, edits } : undefined;
  return found;
}

function isMadeBy(text: SourceText, proposed: Saved["proposed"]): boolean {
  if (proposed === undefined) return false;
  const length = proposed.edits.reduce(
    (sum, { range, text: { length } }) => sum + length - (range.end - range.start),
    proposed.text.length,
  );
  return length === text.length && applied(proposed.text, proposed.edits).latin1 === text.latin1;
}

/** Edits may have been undone: then the saved text tells more. */
function leastUnknown(byFix: Relocation | undefined, bySaved: Relocation): Relocation {
  return byFix !== undefined && byFix.unknown.length <= bySaved.unknown.length ? byFix : bySaved;
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
