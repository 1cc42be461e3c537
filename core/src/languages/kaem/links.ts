import type { Document } from "../language";
import type { DocumentLink } from "../services";
import { pathsOfCommand } from "./files";
import { generatedLinks, isGenerated } from "./generated";
import { folderLookup, situationOf } from "./situation";

/** Words that name files of the tree; in a generated script what each line was made of. */
export async function links(document: Document): Promise<readonly DocumentLink[]> {
  if (document.path !== undefined && isGenerated(document.path)) return generatedLinks(document);
  const situation = await situationOf(document);
  if (situation === undefined) return [];
  const inTree = folderLookup(situation);
  const wanted = situation.script.commands.flatMap(({ words }, command) => {
    const found = pathsOfCommand(situation, command);
    return words.map(async ({ range }, word): Promise<DocumentLink | undefined> => {
      const paths = new Set(found[word]?.map(({ path }) => path));
      // Of several outcomes none is the right one.
      const [path] = paths;
      if (path === undefined || paths.size > 1) return undefined;
      if (!(await inTree(path.slice(0, path.lastIndexOf("/"))))) return undefined;
      const file = await situation.evaluated.fileOf(path);
      if (file === undefined || file === document.path) return undefined;
      return { range, target: { path: file }, tooltip: file.slice(situation.tree.root.length + 1) };
    });
  });
  return (await Promise.all(wanted)).filter((link) => link !== undefined);
}
