import { scriptPath } from "../../tree/scripts";
import type { Document } from "../language";
import type { DocumentLink } from "../services";
import { contextOf } from "./context";

/** From each package, improvement and jump to the script that its line runs. */
export async function links(document: Document): Promise<readonly DocumentLink[]> {
  const { evaluation, surroundings } = await contextOf(document);
  if (surroundings === undefined) return [];
  const { tree, workspace } = surroundings;
  const found: DocumentLink[] = [];
  for (const { directive, pass, era } of evaluation.directives) {
    if (directive.kind !== "build" && directive.kind !== "improve" && directive.kind !== "jump") continue;
    if (directive.argument === undefined) continue;
    const { text: name, range } = directive.argument;
    const path = scriptPath(tree, { kind: directive.kind, name, pass, era })!;
    // One look at a folder is less than one at each of its files.
    const end = path.lastIndexOf("/");
    const entries = await workspace.files.list(path.slice(0, end));
    const file = path.slice(end + 1);
    if (!entries.some((entry) => entry.name === file && entry.kind !== "directory")) continue;
    found.push({ range, target: { path }, tooltip: path.slice(tree.root.length + 1) });
  }
  return found;
}
