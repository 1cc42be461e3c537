import { allSources } from "../../tree/packages";
import { touches } from "../../text/range";
import type { Document, Target } from "../language";
import { buildsOfPackage, referencesOfStep } from "../manifest/step";
import { parseSources } from "./parser";
import { placeOf } from "./place";

/** From a distfile to the lines of the manifest that build what needs it. */
export async function definition(document: Document, offset: number): Promise<readonly Target[]> {
  const line = parseSources(document.text).lines.find(({ range }) => touches(range, offset));
  const place = await placeOf(document);
  if (line === undefined || place === undefined) return [];
  const builds = await buildsOfPackage(place.workspace, place.tree, place.name);
  return builds.map((target) => ({ ...target, origin: line.range }));
}

/** The step of the file, its builds and all its hashes; of a distfile that other steps use as well, their lines too. */
export async function references(document: Document, offset: number): Promise<readonly Target[]> {
  const place = await placeOf(document);
  const { path } = document;
  if (place === undefined || path === undefined) return [];
  const { workspace, tree } = place;
  const found = [...(await referencesOfStep(workspace, tree, path))];
  const line = parseSources(document.text).lines.find(({ range }) => touches(range, offset));
  if (line === undefined) return found;
  for (const other of await allSources(workspace, tree)) {
    if (other.path === path) continue;
    for (const { hash } of other.contents.lines) {
      if (hash.text.toLowerCase() === line.hash.text.toLowerCase())
        found.push({ path: other.path, range: hash.range });
    }
  }
  return found;
}
