import { MemoryFileSystem } from "../platform/memory";
import { defaultConfiguration } from "../tree/configuration";
import { treeAt } from "../tree/tree";
import { Workspace } from "../tree/workspace";
import { lintStep } from "../tree/newStep/lintStep";

const tree = treeAt("/t");

/** What an existing step lacks: `path:line code`. */
export async function linted(
  files: Readonly<Record<string, string>>,
  name: string,
): Promise<string | string[]> {
  const system = new MemoryFileSystem(
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`/t/${path}`, text])),
  );
  const workspace = new Workspace(system);
  const found = await lintStep(tree, workspace, defaultConfiguration("x86"), name);
  if (typeof found === "string") return found;
  const shown = found.map(async ({ path, diagnostic: { code, range } }) => {
    const text = await workspace.text(path);
    return `${path.slice("/t/".length)}:${(text?.lineAt(range.start) ?? 0) + 1} ${code}`;
  });
  return Promise.all(shown);
}
