import path from "node:path";
import { RelativePattern, workspace } from "vscode";
import { slashed } from "./slashed";

/** A workspace with more bootstrap trees than this is no place to offer them all. */
const MOST = 20;

/** The top folders of the bootstrap trees in the workspace: those that hold steps/manifest and seed/. */
export async function findTrees(): Promise<readonly string[]> {
  const found = await Promise.all(
    (workspace.workspaceFolders ?? []).map(async (folder) => {
      const pattern = new RelativePattern(folder, "**/steps/manifest");
      const manifests = await workspace.findFiles(pattern, "**/{node_modules,.git,target}/**", MOST);
      return manifests.map((manifest) => slashed(path.dirname(path.dirname(manifest.fsPath))));
    }),
  );
  return [...new Set(found.flat())].sort();
}
