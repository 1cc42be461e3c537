import {
  architectures,
  architectureDirectory,
  architectureOf,
  type Architecture,
} from "../../tree/configuration";
import { withChoice } from "../../tree/choice";
import { findTree, treeConfiguration } from "../../tree/discover";
import type { EvaluatedCommand, EvaluatedTree, TreePlace } from "../../tree/evaluatedTree";
import { evaluateTree } from "../../tree/evaluateTree";
import { sourcesOf } from "../../runs/layout";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import type { Document } from "../language";
import { dialectOfPath } from "./dialect";
import { scriptOfText } from "./script";
import type { KaemScript } from "./syntax";

/** A script with all that is known around it. */
export interface Situation {
  readonly script: KaemScript;
  /** Absolute path of the script. */
  readonly path: string;
  readonly tree: Tree;
  readonly workspace: Workspace;
  readonly evaluated: EvaluatedTree;
  /** What the tree is evaluated for; undefined where its configuration names none. */
  readonly architecture: Architecture | undefined;
  /** Of each command of the script, every time that it is read; none where nobody calls the script. */
  readonly times: readonly (readonly EvaluatedCommand[])[];
}

/** The script in its tree; undefined for a document outside of any. */
export async function situationOf(document: Document): Promise<Situation | undefined> {
  const { path, workspace } = document;
  if (path === undefined || workspace === undefined) return undefined;
  const tree = await findTree(workspace, path);
  if (tree === undefined) return undefined;
  const told = architectureOfPath(tree, path);
  const evaluated = await evaluatedFor(workspace, tree, told);
  const architecture = told ?? architectureOf((await treeConfiguration(workspace, tree)).configuration);
  // Who runs it tells which shell reads it; its name does where nobody does.
  const script = scriptOfText(document.text, evaluated.dialectOf(path) ?? dialectOfPath(path));
  const byStart = new Map<number, EvaluatedCommand[]>();
  for (const { commands } of evaluated.scripts.get(path)?.runs ?? []) {
    for (const command of commands) {
      const start = command.place?.range.start ?? -1;
      const known = byStart.get(start);
      if (known === undefined) byStart.set(start, [command]);
      else known.push(command);
    }
  }
  const times = script.commands.map(({ range }) => byStart.get(range.start) ?? []);
  return { script, path, tree, workspace, evaluated, architecture, times };
}

/** A tree under its configuration, but for one architecture where it is given. */
export async function evaluatedFor(
  workspace: Workspace,
  tree: Tree,
  architecture: Architecture | undefined,
): Promise<EvaluatedTree> {
  const { configuration } = await treeConfiguration(workspace, tree);
  const other = architecture !== undefined && architecture !== architectureOf(configuration);
  const seen = other ? withChoice(configuration, choices.get(architecture)!) : configuration;
  return evaluateTree(tree, workspace, seen);
}

const choices = new Map(architectures.map((architecture) => [architecture, { architecture }]));

/** The architecture that a script of stage0-posix is for, by its name or its folder. */
function architectureOfPath({ stage0 }: Tree, path: string): Architecture | undefined {
  if (!path.startsWith(`${stage0}/`)) return undefined;
  const [folder = "", ...rest] = path.slice(stage0.length + 1).split("/");
  return architectures.find((each) =>
    rest.length === 0 ? folder === `kaem.${each}` : folder === architectureDirectory(each),
  );
}

/** Of the times that a command is read those in which it may run; all of them where it never does. */
export function likelyTimes(times: readonly EvaluatedCommand[]): readonly EvaluatedCommand[] {
  const running = times.filter(({ certainty }) => certainty !== "skipped");
  return running.length > 0 ? running : times;
}

/**
 * What is true at a command, or, where it is too broken to be evaluated, at the last one before that is not; at the
 * first ones of a script, when it was called.
 */
export function nearestTimes(situation: Situation, command: number | undefined): readonly EvaluatedCommand[] {
  const { times, evaluated, tree, path } = situation;
  for (let index = command ?? 0; index >= 0; index--) {
    const found = likelyTimes(times[index] ?? []);
    if (found.length > 0) return found;
  }
  const calls = evaluated.commands.filter((caller) =>
    caller.uses.some(({ role, path: used }) => {
      const called = role === "input" ? evaluated.pathOf(caller, used) : undefined;
      return called !== undefined && sourcesOf(tree, called).includes(path);
    }),
  );
  return likelyTimes(calls).slice(0, 1);
}

/** A place as people read it: `steps/env:8`. */
export async function shownPlace(
  { tree, workspace }: Situation,
  { file, range }: TreePlace,
): Promise<string> {
  const name = file.startsWith(`${tree.root}/`) ? file.slice(tree.root.length + 1) : file;
  const text = await workspace.text(file);
  return text === undefined ? name : `${name}:${text.lineAt(range.start) + 1}`;
}

/** Each place once, in order. */
export function differentPlaces(places: readonly (TreePlace | undefined)[]): readonly TreePlace[] {
  const found = new Map<string, TreePlace>();
  for (const place of places) if (place !== undefined) found.set(`${place.file}:${place.range.start}`, place);
  return [...found.values()];
}

/** Whether a folder of the root file system is there from the start, as a copy of one of the tree. */
async function hasFolder(tree: Tree, workspace: Workspace, folder: string): Promise<boolean> {
  for (const source of sourcesOf(tree, folder)) {
    if (await workspace.isDirectory(source.replace(/\/$/, ""))) return true;
  }
  return false;
}

/** A command that runs a script, and the file of the tree that it is, or is made of. */
export interface ScriptCall {
  readonly from: EvaluatedCommand;
  readonly file: string;
}

/** Every call of a script in a bootstrap. */
export function callsIn({ scripts }: EvaluatedTree): readonly ScriptCall[] {
  return [...scripts.values()].flatMap(({ path, runs }) =>
    runs.flatMap(({ caller }) => (caller === undefined ? [] : [{ from: caller, file: path }])),
  );
}

/** {@link hasFolder} of a situation, asked once for each folder: most paths of a script share theirs with others. */
export function folderLookup({ tree, workspace }: Situation): (folder: string) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  return (folder) => {
    let answer = known.get(folder);
    if (answer === undefined) known.set(folder, (answer = hasFolder(tree, workspace, folder)));
    return answer;
  };
}
