import { modeOf, modes, predicateVariables, type Choice } from "@bootstrappable/core/tree/choice";
import { parseManifest } from "@bootstrappable/core/languages/manifest/parser";
import { defaultArchitecture } from "@bootstrappable/core/runs/architecture";
import {
  architectureDirectory,
  architectureOf,
  architectures,
} from "@bootstrappable/core/tree/configuration";
import { findTree, ownConfiguration, treeConfiguration } from "@bootstrappable/core/tree/discover";
import { generateScripts } from "@bootstrappable/core/tree/generate/generateScripts";
import { overviewOf, stepsOfFile, type StepLine } from "@bootstrappable/core/tree/overview";
import type { Tree } from "@bootstrappable/core/tree/tree";
import { SourceText } from "@bootstrappable/core/text/sourceText";
import type {
  ChoiceMade,
  ConfigurationAnswer,
  FileParams,
  PlanAnswer,
  PlanLine,
  RunsUnder,
  ScriptsAnswer,
  StepsOfAnswer,
  TreeParams,
} from "../protocol";
import type { Session } from "../session";

/** bootstrappable/plan */
export async function plan(session: Session, { root }: TreeParams): Promise<PlanAnswer | null> {
  const tree = await treeOf(session, root);
  if (tree === undefined) return null;
  const { steps, phases, errors } = await overview(session, tree);
  const text = (await session.workspace.text(tree.manifest)) ?? new SourceText(new Uint8Array());
  return {
    root: tree.root,
    manifest: tree.manifest,
    phases,
    steps: steps.map((step) => lineOf(tree, text, step)),
    errors,
  };
}

function lineOf({ root }: Tree, text: SourceText, step: StepLine): PlanLine {
  const { number, kind, name, pass, passes, why, script, place, phase, range } = step;
  return {
    ...(number !== undefined && { number }),
    ...(pass !== undefined && { pass }),
    ...(why !== undefined && { why }),
    ...(passes !== 1 && { passes }),
    ...(script !== undefined && { script: below(root, script) }),
    ...(script === undefined && place !== undefined && { place: below(root, place) }),
    ...{ kind, name, phase },
    line: text.lineAt(range.start),
  };
}

function below(root: string, path: string): string {
  return path.slice(root.length + 1);
}

/** bootstrappable/stepsOf */
export async function stepsOf(session: Session, { path }: FileParams): Promise<StepsOfAnswer | null> {
  const tree = await findTree(session.workspace, path);
  if (tree === undefined) return null;
  return { root: tree.root, steps: stepsOfFile(tree, await overview(session, tree), path) };
}

/** bootstrappable/configuration */
export async function configuration(
  session: Session,
  { root }: TreeParams,
): Promise<ConfigurationAnswer | null> {
  const tree = await treeOf(session, root);
  if (tree === undefined) return null;
  const { configuration, chosen, path } = await treeConfiguration(session.workspace, tree);
  const text = await session.workspace.text(tree.manifest);
  const variables = text === undefined ? [] : predicateVariables(parseManifest(text));
  const architecture = configuration.get("ARCH");
  const mode = session.workspace.choices.get(root)?.mode ?? modeOf(configuration);
  return {
    root,
    source: chosen ? "chosen" : path === undefined ? "default" : "file",
    ...(architecture !== undefined && { architecture }),
    ...(mode !== undefined && { mode }),
    runs: await runsUnder(session, tree),
    architectures: await architecturesOf(session, tree),
    modes,
    variables: variables.map(({ name, values }) => {
      const value = configuration.get(name);
      return { name, ...(value !== undefined && { value }), compared: values };
    }),
  };
}

/** A run by itself looks at no bootstrap.cfg of the tree, as rootfs.py does not: it is told what the tree is shown under. */
async function runsUnder({ workspace, facts }: Session, tree: Tree): Promise<RunsUnder> {
  const { configuration, path } = await ownConfiguration(workspace, tree);
  const choice = workspace.choices.get(tree.root);
  const { ARCH, ...set } = choice?.variables ?? {};
  const chosen = choice?.architecture ?? ARCH;
  const own = path === undefined ? undefined : architectureOf(configuration);
  const architecture = chosen ?? own ?? (await defaultArchitecture({ facts, files: workspace.files }, tree));
  const other = architectures.find((name) => name === chosen && name !== own);
  return {
    architecture,
    told: chosen !== undefined || own !== undefined,
    ...(path !== undefined && { config: path }),
    set: {
      ...(path !== undefined && other && { ARCH: other, ARCH_DIR: architectureDirectory(other) }),
      ...set,
    },
  };
}

/** Those whose first kaem script the tree has; all where it has none. */
async function architecturesOf({ workspace }: Session, tree: Tree): Promise<readonly string[]> {
  const names = new Set((await workspace.files.list(tree.stage0)).map(({ name }) => name));
  const had = architectures.filter((architecture) => names.has(`kaem.${architecture}`));
  return had.length > 0 ? had : architectures;
}

/** bootstrappable/scripts */
export async function scripts(session: Session, { root }: TreeParams): Promise<ScriptsAnswer | null> {
  const tree = await treeOf(session, root);
  if (tree === undefined) return null;
  const { configuration } = await treeConfiguration(session.workspace, tree);
  const { files, problems } = await generateScripts(tree, session.workspace, configuration);
  const decoder = new TextDecoder();
  return {
    files: files.map(({ path, bytes }) => ({ path, text: decoder.decode(bytes) })),
    problems: problems.map(({ message }) => message),
  };
}

/** What a tree is seen under from now on. Of a choice that makes no sense the rest is taken. */
export function choose({ workspace }: Session, root: string, made: ChoiceMade | null): void {
  const choice = choiceOf(made);
  if (choice === undefined) workspace.choices.delete(root);
  else workspace.choices.set(root, choice);
}

function choiceOf(made: ChoiceMade | null): Choice | undefined {
  const architecture = architectures.find((name) => name === made?.architecture);
  const mode = modes.find((name) => name === made?.mode);
  const variables = Object.entries(made?.variables ?? {}).filter(([name, value]) => isSetting(name, value));
  if (architecture === undefined && mode === undefined && variables.length === 0) return undefined;
  return {
    ...(architecture !== undefined && { architecture }),
    ...(mode !== undefined && { mode }),
    variables: Object.fromEntries(variables),
  };
}

/** Whether a line of bootstrap.cfg can hold it. */
function isSetting(name: string, value: unknown): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && typeof value === "string" && !value.includes("\n");
}

export async function overview({ workspace }: Session, tree: Tree) {
  const { configuration } = await treeConfiguration(workspace, tree);
  return overviewOf(tree, workspace, configuration);
}

/** The tree whose top folder that is. */
export async function treeOf({ workspace }: Session, root: string): Promise<Tree | undefined> {
  const tree = await findTree(workspace, root);
  return tree?.root === root ? tree : undefined;
}
