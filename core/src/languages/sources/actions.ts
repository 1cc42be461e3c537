import type { Range } from "../../text/range";
import { nameFault } from "../../distfiles/name";
import type { Document } from "../language";
import type { Action } from "../services";
import { distfileState } from "./distfileState";
import { parseSources } from "./parser";
import { placeOf, type Place } from "./place";

/** Title of whatever writes the hash of a file in distfiles/. */
export const computeHash = "Compute the hash from the local distfile";

/** Title of what fetches everything that the plan lacks. */
export const fetchAll = "Fetch all distfiles that are missing";

/** What can be done with the lines in a range: a hash that is still missing, and files to fetch. */
export async function actions(document: Document, { start, end }: Range): Promise<readonly Action[]> {
  const place = await placeOf(document);
  if (place === undefined) return [];
  const sources = parseSources(document.text);
  const touched = (range: Range) => range.start <= end && range.end >= start;
  const found: Action[] = [];
  for (const range of sources.malformed.filter(touched)) {
    const hash = await hashToAdd(place, document.text.slice(range));
    if (hash === undefined) continue;
    const at = range.start + document.text.latin1.slice(range.start, range.end).trimEnd().length;
    const edits = [{ range: { start: at, end: range.end }, text: ` ${hash}` }];
    found.push({ title: computeHash, kind: "quickfix", edits, preferred: true });
  }
  for (const line of sources.lines.filter(({ range }) => touched(range))) {
    if (nameFault(line.name) !== undefined || (await distfileState(place, line)).kind !== "missing") continue;
    found.push({ title: `Fetch ${line.name}`, kind: "quickfix", ...fetching(place, [line.name]) });
  }
  const fetches = found.some(({ command }) => command !== undefined);
  if (fetches) found.push({ title: fetchAll, kind: "quickfix", ...fetching(place, []) });
  return found;
}

/** The command that fetches distfiles of a tree, with what it is given; all that are missing where no name is said. */
export function fetching(
  { tree }: Pick<Place, "tree">,
  names: readonly string[],
): { readonly command: string; readonly arguments: readonly unknown[] } {
  return { command: "fetchDistfiles", arguments: [{ tree: tree.root, names }] };
}

/** The hash of the file that a line without one names: `f URL`, `g REPOSITORY~REF URL`. */
async function hashToAdd({ tree, workspace }: Place, line: string): Promise<string | undefined> {
  const words = line.split(/[ \t]+/).filter((word) => word !== "");
  const url = { f: words[1], file: words[1], g: words[2], git: words[2] }[words[0] ?? ""];
  if (url === undefined || words.at(-1) !== url) return undefined;
  const name = url.slice(url.lastIndexOf("/") + 1);
  if (nameFault(name) !== undefined) return undefined;
  const path = `${tree.distfiles}/${name}`;
  if ((await workspace.files.stamp(path)) === undefined) return undefined;
  return (await workspace.hash?.(path))?.sha256;
}
