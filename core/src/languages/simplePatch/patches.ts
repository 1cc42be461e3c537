import { sourcesOf } from "../../runs/layout";
import type { EvaluatedCommand, EvaluatedTree } from "../../tree/evaluatedTree";
import type { Tree } from "../../tree/tree";
import { toolNamed } from "../kaem/tools/index";

/** One time that a bootstrap runs `simple-patch FILE BEFORE AFTER`. */
export interface SimplePatch {
  readonly command: EvaluatedCommand;
  /** Path of FILE in the root file system. */
  readonly target: string;
  /** Absolute paths in the tree, whether they are there or not. */
  readonly before: string;
  readonly after: string;
  /** Which word of the source names BEFORE. */
  readonly beforeWord: number;
}

const known = new WeakMap<EvaluatedTree, readonly SimplePatch[]>();

/** Every simple patch of a bootstrap, in order. */
export function simplePatches(evaluated: EvaluatedTree, tree: Tree): readonly SimplePatch[] {
  let found = known.get(evaluated);
  if (found === undefined) {
    found = evaluated.commands
      .map((command) => patchOf(evaluated, tree, command))
      .filter((one) => one !== undefined);
    known.set(evaluated, found);
  }
  return found;
}

function patchOf(evaluated: EvaluatedTree, tree: Tree, command: EvaluatedCommand): SimplePatch | undefined {
  if (!isSimplePatch(command)) return undefined;
  const file = command.uses.find(({ role }) => role === "update");
  const [before, after] = command.uses.filter(({ role }) => role === "input");
  if (file === undefined || before === undefined || after === undefined) return undefined;
  const target = evaluated.pathOf(command, file.path);
  const beforePath = inTree(evaluated, tree, command, before.path);
  const afterPath = inTree(evaluated, tree, command, after.path);
  if (target === undefined || beforePath === undefined || afterPath === undefined) return undefined;
  const beforeWord = command.origins[before.word] ?? 0;
  return { command, target, before: beforePath, after: afterPath, beforeWord };
}

/** Whether a command runs simple-patch. */
export function isSimplePatch({ program }: EvaluatedCommand): boolean {
  return program !== undefined && toolNamed(program)?.names[0] === "simple-patch";
}

function inTree(
  evaluated: EvaluatedTree,
  tree: Tree,
  command: EvaluatedCommand,
  word: string,
): string | undefined {
  const path = evaluated.pathOf(command, word);
  if (path === undefined || evaluated.lastEvent(path, command) !== undefined) return undefined;
  return sourcesOf(tree, path).find((file) => file.startsWith(`${tree.steps}/`));
}
