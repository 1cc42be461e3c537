import type { Document } from "../language";
import type { DocumentLink } from "../services";
import { generatedLinks, isGenerated } from "../kaem/generated";
import { pathsOf } from "./paths";
import { situationOf } from "./situation";

/** Words that name files of the tree: patches, makefiles, scripts; in a generated script what each line was made of. */
export async function links(document: Document): Promise<readonly DocumentLink[]> {
  if (document.path !== undefined && isGenerated(document.path)) return generatedLinks(document);
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
