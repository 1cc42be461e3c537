import { isKnown } from "../languages/kaem/interpreter/world";
import { normalisePath, sourcesOf } from "../runs/layout";
import type { EvaluatedCommand, EvaluatedTree, TreePlace } from "./evaluatedTree";
import { checksumsAt } from "./packages";
import { isIdle } from "./provenance/effects";
import { Journal } from "./provenance/journal";
import type { Tree } from "./tree";
import type { Workspace } from "./workspace";

/** What the kaem era of a bootstrap checks against lists of the tree. */
interface Checked {
  readonly evaluated: EvaluatedTree;
  /** By absolute path of the list, the commands `sha256sum -c LIST`. */
  readonly checks: ReadonlyMap<string, readonly EvaluatedCommand[]>;
  readonly journal: Journal;
}

const known = new WeakMap<EvaluatedTree, Checked>();

function checkedBy(tree: Tree, evaluated: EvaluatedTree): Checked {
  let checked = known.get(evaluated);
  if (checked === undefined) {
    checked = { evaluated, checks: checksIn(tree, evaluated), journal: new Journal(evaluated) };
    known.set(evaluated, checked);
  }
  return checked;
}

function checksIn(tree: Tree, evaluated: EvaluatedTree): Checked["checks"] {
  const found = new Map<string, EvaluatedCommand[]>();
  for (const command of evaluated.commands) {
    for (const { role, path } of command.uses) {
      const list = role === "checksums" ? evaluated.pathOf(command, path) : undefined;
      for (const file of list === undefined ? [] : sourcesOf(tree, list)) {
        const others = found.get(file);
        if (others === undefined) found.set(file, [command]);
        else others.push(command);
      }
    }
  }
  return found;
}

/** The commands `sha256sum -c LIST` of a list by its absolute path, but those that are not taken. */
export function checksOfList(
  tree: Tree,
  evaluated: EvaluatedTree,
  list: string,
): readonly EvaluatedCommand[] {
  const checks = checkedBy(tree, evaluated).checks.get(list) ?? [];
  return checks.filter(({ certainty }) => certainty !== "skipped");
}

/**
 * The commands of kaem's scripts that make a file by the time that a list with its name is checked: first who puts it
 * there, then who makes what is copied.
 *
 * @param list absolute path of the list
 * @param name of the file, as the list has it
 */
export function makersOfChecked(
  tree: Tree,
  evaluated: EvaluatedTree,
  list: string,
  name: string,
): readonly TreePlace[] {
  const checked = checkedBy(tree, evaluated);
  // The answers of a seed phase that nobody checks stand for its end.
  const answers = list.endsWith(".answers");
  const end = answers ? evaluated.commands.slice(-1) : [];
  const checks = checked.checks.get(list) ?? end;
  const likely = checks.filter(({ certainty }) => certainty !== "skipped");
  const places = new Map<string, TreePlace>();
  for (const check of likely.length > 0 ? likely : checks) {
    for (const { place } of makersAt(checked, check, answers ? normalisePath(name) : name)) {
      if (place !== undefined) places.set(`${place.file}:${place.range.start}`, place);
    }
  }
  return [...places.values()];
}

function makersAt(checked: Checked, check: EvaluatedCommand, name: string): readonly EvaluatedCommand[] {
  const { evaluated, journal } = checked;
  const path = evaluated.pathOf(check, name);
  if (path === undefined) return [];
  const { sequence } = check;
  const makers = evaluated.makersOf(path, check);
  const here = (command: EvaluatedCommand) =>
    command.place !== undefined && command.place.file === check.place?.file;
  if (makers.some(here)) return makers;
  const since = makers[0]?.sequence ?? -1;
  const naming = journal.lastNaming(path, sequence);
  if (naming !== undefined && naming.sequence > since) return [naming];
  // What an earlier step put there, `make install` of the step that checks it may well have replaced.
  const own = evaluated.scripts.get(check.place?.file ?? "")?.runs.flatMap(({ commands }) => commands) ?? [];
  const before = own.filter((command) => command.sequence < sequence && command.sequence > since);
  const leaving = before.findLast((command) => journal.effects.get(command)?.leaves === "anywhere");
  if (leaving !== undefined) return [leaving];
  if (makers.length > 0) return makers;
  // Of a step that is not taken no effects are known, but the words of its commands are.
  const outputs = before.filter((command) =>
    command.uses.some((use) => use.role === "output" && evaluated.pathOf(command, use.path) === path),
  );
  const names = before.filter(
    (command) =>
      !isIdle(command) &&
      command.words.some((word, at) => at > 0 && isKnown(word) && evaluated.pathOf(command, word) === path),
  );
  return (outputs.length > 0 ? outputs : names).slice(-1);
}

/** The lines of lists by which what some commands make is checked. */
export async function checksOfMade(
  workspace: Workspace,
  tree: Tree,
  evaluated: EvaluatedTree,
  makers: ReadonlySet<EvaluatedCommand>,
): Promise<readonly TreePlace[]> {
  const found: TreePlace[] = [];
  const checked = checkedBy(tree, evaluated);
  for (const [file, checks] of checked.checks) {
    const list = await checksumsAt(workspace, file);
    for (const { name, nameRange } of list?.contents.lines ?? []) {
      if (checks.some((check) => makersAt(checked, check, name).some((maker) => makers.has(maker))))
        found.push({ file, range: nameRange });
    }
  }
  return found;
}
