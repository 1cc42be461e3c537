import { existingScript } from "../../tree/plan";
import { stepFiles } from "../../tree/stepFiles";
import type { Range } from "../../text/range";
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
    found.push(new ScriptLink(range, path, tree.root));
  }
  return found;
}

/** What few of a long manifest's links are asked for is made then. */
class ScriptLink implements DocumentLink {
  constructor(
    readonly range: Range,
    private readonly path: string,
    private readonly root: string,
  ) {}

  get target(): { readonly path: string } {
    return { path: this.path };
  }

  get tooltip(): string {
    return this.path.slice(this.root.length + 1);
  }
}
