import type { Workspace } from "../../tree/workspace";
import type { SymbolKind } from "../services";
import type { Range } from "../../text/range";
import { assemblyIdOfPath, namesOf, shownName, sourceOf } from "./source";

/** A label or macro of some file. */
export interface FoundSymbol {
  readonly name: string;
  readonly kind: SymbolKind;
  readonly path: string;
  readonly range: Range;
}

/** So many files are looked through, and so many names told. */
const mostFiles = 3000;
const mostFound = 500;
const skipped = new Set([".git", "node_modules", "distfiles"]);

/** Labels and macros of every hex1, hex2 and M1 file below a folder whose names hold the letters of a query in its order. */
export async function symbolsBelow(
  workspace: Workspace,
  folder: string,
  query: string,
  given: () => boolean = () => false,
): Promise<readonly FoundSymbol[]> {
  const found: FoundSymbol[] = [];
  const folders = [folder];
  let files = 0;
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    for (const { name, kind } of await workspace.files.list(at)) {
      if (given()) return [];
      const path = `${at}/${name}`;
      if (kind === "directory" && !skipped.has(name)) folders.push(path);
      if (kind !== "file" || !/\.(hex[12]|M1)$/.test(name)) continue;
      if (++files > mostFiles || found.length >= mostFound) return found.slice(0, mostFound);
      found.push(...(await symbolsOf(workspace, path, query)));
    }
  }
  return found.slice(0, mostFound);
}

async function symbolsOf(workspace: Workspace, path: string, query: string): Promise<readonly FoundSymbol[]> {
  const text = await workspace.text(path);
  if (text === undefined) return [];
  const { labels, macros } = namesOf(sourceOf(text, assemblyIdOfPath(path)));
  const found: FoundSymbol[] = [];
  for (const [names, kind] of [
    [labels, "label"],
    [macros, "macro"],
  ] as const) {
    for (const [name, mentions] of names) {
      if (!holdsLetters(name, query)) continue;
      const range = mentions.find(({ write }) => write)?.range;
      if (range !== undefined) found.push({ name: shownName(name), kind, path, range });
    }
  }
  return found;
}

/** Whether the letters of a query stand in a name, in order, whatever stands between them; case does not count. */
function holdsLetters(name: string, query: string): boolean {
  const letters = name.toLowerCase();
  let at = 0;
  for (const letter of query.toLowerCase()) {
    at = letters.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
