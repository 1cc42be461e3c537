import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import { packageFiles, packageNames } from "../../tree/packages";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import type { Manifest } from "./syntax";

/** Step folders that no `build:` names, all in one hint on the first line. */
export async function unusedFolders(
  manifest: Manifest,
  workspace: Workspace,
  tree: Tree,
): Promise<Diagnostic[]> {
  const built = new Set<string>();
  for (const directive of manifest.directives) {
    if (directive.kind === "build" && directive.argument !== undefined) built.add(directive.argument.text);
  }
  // A manifest without builds has only just been begun.
  if (built.size === 0) return [];
  const unused: string[] = [];
  for (const name of await packageNames(workspace, tree)) {
    if (!built.has(name) && (await isStep(workspace, tree, name))) unused.push(name);
  }
  if (unused.length === 0) return [];
  const message = `No line builds ${unused.join(", ")}; a mirror downloads their sources all the same.`;
  return [diagnose("manifest/unused-folder", manifest.text.line(0), message)];
}

async function isStep(workspace: Workspace, tree: Tree, name: string): Promise<boolean> {
  const files = await packageFiles(workspace, tree, name);
  return files.some((file) => file === "sources" || /^pass[0-9]+\.(kaem|sh)$/.test(file));
}
