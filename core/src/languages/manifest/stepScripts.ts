import { packageFiles, packageNames } from "../../tree/packages";
import { packageFolder } from "../../tree/scripts";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";

/** Every script that steps run: pass scripts, those of improve/ and jump/, helpers.sh and env. Absolute paths. */
export async function stepScripts(workspace: Workspace, tree: Tree): Promise<string[]> {
  const names = await packageNames(workspace, tree);
  const ofPackages = await Promise.all(
    names.map(async (name) => {
      const files = await packageFiles(workspace, tree, name);
      const scripts = files.filter((file) => /\.(kaem|sh)$/.test(file));
      return scripts.map((file) => `${packageFolder(tree, name)}/${file}`);
    }),
  );
  const others = await Promise.all([
    scriptNames(workspace, tree, "improve"),
    scriptNames(workspace, tree, "jump"),
  ]);
  return [
    ...ofPackages.flat(),
    ...others[0].map((name) => `${tree.steps}/improve/${name}.sh`),
    ...others[1].map((name) => `${tree.steps}/jump/${name}.sh`),
    `${tree.steps}/helpers.sh`,
    `${tree.steps}/env`,
  ];
}

/** The scripts that `improve:` or `jump:` can name. */
export async function scriptNames(
  workspace: Workspace,
  tree: Tree,
  kind: "improve" | "jump",
): Promise<string[]> {
  const entries = await workspace.files.list(`${tree.steps}/${kind}`);
  return entries.filter(({ name }) => name.endsWith(".sh")).map(({ name }) => name.slice(0, -".sh".length));
}
