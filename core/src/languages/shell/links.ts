import type { Document } from "../language";
import type { DocumentLink } from "../services";
import { pathsOf } from "./paths";
import { situationOf } from "./situation";

/** Words that name files of the tree: patches, makefiles, scripts. */
export async function links(document: Document): Promise<readonly DocumentLink[]> {
  const situation = await situationOf(document);
  if (situation === undefined) return [];
  const found = await pathsOf(situation);
  return found
    .filter(({ kind, path }) => kind === "file" && path !== situation.path)
    .map(({ range, path }) => ({
      range,
      target: { path },
      tooltip: path.slice(situation.tree.root.length + 1),
    }));
}
