import type { TextEdit } from "../../diagnostics/diagnostic";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import { scriptTexts } from "./stepScripts";
import type { Word } from "./syntax";

/** Where something is renamed. */
export interface Surroundings {
  readonly tree: Tree;
  readonly workspace: Workspace;
}

/** Adds to the edits, by absolute path, what makes another name of a pattern's finds in all scripts. */
export async function renameInScripts(
  edits: Map<string, TextEdit[]>,
  { tree, workspace }: Surroundings,
  { from, to, pattern }: { readonly from: string; readonly to: string; readonly pattern: RegExp },
): Promise<void> {
  for (const { path, text } of await scriptTexts(workspace, tree)) {
    // Of thousands of scripts nearly all do not even hold the name.
    if (!text.latin1.includes(from)) continue;
    const found = [...text.latin1.matchAll(pattern)];
    const ranges = found.map(({ index: start, 0: { length } }) => ({
      range: { start, end: start + length },
    }));
    if (found.length > 0) addEdits(edits, path, replaced(ranges, to));
  }
}

/** Edits that put a text in the place of each word. */
export function replaced(words: readonly Pick<Word, "range">[], text: string): TextEdit[] {
  return words.map(({ range }) => ({ range, text }));
}

/** Adds edits of a file, by its absolute path. */
export function addEdits(edits: Map<string, TextEdit[]>, path: string, more: readonly TextEdit[]): void {
  if (more.length > 0) edits.set(path, [...(edits.get(path) ?? []), ...more]);
}
