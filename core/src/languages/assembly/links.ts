import type { Document } from "../language";
import type { DocumentLink } from "../services";
import { findTree } from "../../tree/discover";
import { resolvePath } from "../kaem/paths";
import { situationOf } from "./situation";
import { namesOf, sourceOfDocument } from "./source";
import { kind } from "./tokens";

/** Words of a comment that look like a source's path. */
const mention = /[\w.+/-]*[\w+-]\.(?:hex[0-2]|M1|kaem|[chsS]|sh|md|org|scm|rst)\b/g;
/** So many are looked for on the disk. */
const most = 200;

/** Files that comments name, and those that the document has its macros from. */
export async function links(document: Document): Promise<readonly DocumentLink[]> {
  const found = [...(await mentionedFiles(document)), ...(await macroSources(document))];
  return found.sort((a, b) => a.range.start - b.range.start);
}

/** The first word of a document that each other file of its program has the DEFINE of: it leads there. */
async function macroSources(document: Document): Promise<readonly DocumentLink[]> {
  if (document.language !== "m1" || document.path === undefined) return [];
  const { source, input, files } = await situationOf(document);
  const { macros } = namesOf(source);
  const found: DocumentLink[] = [];
  for (const file of files) {
    if (file.input === input) continue;
    const { definitions } = namesOf(file.source);
    // The names of a source stand in the order of their first use.
    for (const [name, [first]] of macros) {
      const range = first?.write === false ? definitions.macros.get(name)?.at(-1)?.range : undefined;
      if (range === undefined) continue;
      const tooltip = `Macros of ${file.path.slice(file.path.lastIndexOf("/") + 1)}`;
      found.push({ range: first!.range, target: { path: file.path, range }, tooltip });
      break;
    }
  }
  return found;
}

/** From the document's folder, the tree's stage0-posix or the tree's top. */
async function mentionedFiles(document: Document): Promise<readonly DocumentLink[]> {
  const { path, workspace } = document;
  if (path === undefined || workspace === undefined) return [];
  const { tokens, text } = sourceOfDocument(document);
  const tree = await findTree(workspace, path);
  const folders = [path.slice(0, path.lastIndexOf("/"))];
  if (tree !== undefined) folders.push(tree.stage0, tree.seed, tree.root);
  const found: DocumentLink[] = [];
  let asked = 0;
  for (let token = 0; token < tokens.count && asked < most; token++) {
    if (tokens.kindOf(token) !== kind.comment) continue;
    const { start, end } = tokens.rangeOf(token);
    for (const match of text.latin1.slice(start, end).matchAll(mention)) {
      if (++asked > most) break;
      const at = start + match.index;
      for (const folder of folders) {
        const target = resolvePath(folder, match[0]);
        if (target === path || !target.startsWith(`${tree?.root ?? folder}/`)) continue;
        if (!(await workspace.isFile(target))) continue;
        found.push({ range: { start: at, end: at + match[0].length }, target: { path: target } });
        break;
      }
    }
  }
  return found;
}
