import { existingScript } from "../../tree/plan";
import { stepFiles } from "../../tree/stepFiles";
import type { Document } from "../language";
import type { DocumentLink } from "../services";
import { contextOf } from "./context";

/** From each package, improvement and jump to the script that its line runs. */
export async function links(document: Document): Promise<readonly DocumentLink[]> {
  const { evaluation, surroundings } = await contextOf(document);
  if (surroundings === undefined) return [];
  const { tree, workspace } = surroundings;
  const files = await stepFiles(workspace, tree);
  const found: DocumentLink[] = [];
  for (const { directive, pass, era } of evaluation.directives) {
    if (directive.kind !== "build" && directive.kind !== "improve" && directive.kind !== "jump") continue;
    if (directive.argument === undefined) continue;
    const { text: name, range } = directive.argument;
    const path = existingScript(tree, files, { kind: directive.kind, name, pass, era });
    if (path === undefined) continue;
    found.push({ range, target: { path }, tooltip: path.slice(tree.root.length + 1) });
  }
  return found;
}
