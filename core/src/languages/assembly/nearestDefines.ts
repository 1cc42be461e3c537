import type { Architecture } from "../../assemble/architectures";
import type { Document } from "../language";
import { architectureOfPath } from "./architectureOfPath";
import { namesOf, sourceOfDocument } from "./source";

/** So many folders upwards are searched. */
const mostFolders = 4;

/**
 * The nearest `*_defs.M1` that a source without a build can take its macros from, by its absolute path: of its
 * architecture, in its folder or those above. None where the source defines all that it uses, or several would do.
 */
export async function nearestDefines(
  document: Document,
  architecture: Architecture,
): Promise<readonly string[]> {
  const { path, workspace } = document;
  if (path === undefined || workspace === undefined || path.endsWith("_defs.M1")) return [];
  const { macros } = namesOf(sourceOfDocument(document));
  if ([...macros.values()].every((mentions) => mentions.some(({ write }) => write))) return [];
  let folder = path;
  for (let up = 0; up < mostFolders; up++) {
    folder = folder.slice(0, folder.lastIndexOf("/"));
    if (folder === "") break;
    const names = (await workspace.files.list(folder))
      .filter(({ name, kind }) => kind === "file" && name.endsWith("_defs.M1"))
      .map(({ name }) => name);
    const fitting = names.filter((name) => {
      const told = architectureOfPath(name);
      return told === architecture || (told === undefined && names.length === 1);
    });
    if (fitting.length === 1) return [`${folder}/${fitting[0]!}`];
    if (names.length > 0) return [];
  }
  return [];
}
