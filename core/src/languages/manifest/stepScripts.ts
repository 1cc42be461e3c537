import type { SourceText } from "../../text/sourceText";
import { stepFiles, type StepFiles } from "../../tree/stepFiles";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";

/** A script of a tree, as the person sees it. */
interface Script {
  /** Absolute, with `/`. */
  readonly path: string;
  readonly text: SourceText;
}

/** Every script that steps run, with its text: pass scripts, those of improve/ and jump/, helpers.sh and env. */
export async function scriptTexts(workspace: Workspace, tree: Tree): Promise<readonly Script[]> {
  const generation = workspace.files.generation?.(tree.steps);
  const before = known.get(workspace);
  const remembered =
    generation !== undefined && before?.generation === generation && before.steps === tree.steps;
  const scripts = remembered ? before.scripts : await read(workspace, tree);
  if (generation !== undefined) known.set(workspace, { generation, steps: tree.steps, scripts });
  return scripts.map((script) => {
    const open = workspace.openText(script.path);
    return open === undefined ? script : { path: script.path, text: open };
  });
}

interface Known {
  readonly generation: number;
  readonly steps: string;
  readonly scripts: readonly Script[];
}

/** Until something changes, where somebody says when it does: tens of thousands of files are not asked for twice. */
const known = new WeakMap<Workspace, Known>();

async function read(workspace: Workspace, tree: Tree): Promise<Script[]> {
  const paths = scriptPaths(await stepFiles(workspace, tree), tree);
  const texts = await Promise.all(paths.map((path) => workspace.text(path)));
  return paths.flatMap((path, index) => {
    const text = texts[index];
    return text === undefined ? [] : [{ path, text }];
  });
}

function scriptPaths(files: StepFiles, tree: Tree): string[] {
  const paths: string[] = [];
  for (const folder of files.folders) {
    const script = folder === "improve" || folder === "jump" ? /\.sh$/ : /\.(kaem|sh)$/;
    for (const file of files.of(folder)) if (script.test(file)) paths.push(`${tree.steps}/${folder}/${file}`);
  }
  return [...paths, `${tree.steps}/helpers.sh`, `${tree.steps}/env`];
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
