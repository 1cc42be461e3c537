import { scriptPath } from "../../tree/scripts";
import type { Document } from "../language";
import type { DocumentLink } from "../services";
import { contextOf } from "./context";

/** From each package, improvement and jump to the script that its line runs. */
export async function links(document: Document): Promise<readonly DocumentLink[]> {
  const { evaluation, surroundings } = await contextOf(document);
  if (surroundings === undefined) return [];
  const { tree, workspace } = surroundings;
  const wanted = evaluation.directives.flatMap(({ directive, pass, era }) => {
    if (directive.kind !== "build" && directive.kind !== "improve" && directive.kind !== "jump") return [];
    if (directive.argument === undefined) return [];
    const { kind, argument } = directive;
    const path = scriptPath(tree, { kind, name: argument.text, pass, era });
    return path === undefined ? [] : [{ range: argument.range, path }];
  });
  const exists = await Promise.all(wanted.map(({ path }) => workspace.isFile(path)));
  return wanted.flatMap(({ range, path }, index) =>
    exists[index] === true ? [{ range, target: { path }, tooltip: path.slice(tree.root.length + 1) }] : [],
  );
}
