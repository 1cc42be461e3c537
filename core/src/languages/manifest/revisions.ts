import type { Evaluation } from "./model";
import type { Word } from "./syntax";

/** A build under bash, and what it leaves in /external/repo. */
export interface Revision {
  /** The package, as the build names it. */
  readonly word: Word;
  readonly name: string;
  /** The n of `NAME_n.tar.bz2`, from 0. */
  readonly revision: number;
  /** Earlier builds of other packages that were counted because their names begin with this one's. */
  readonly counted: readonly string[];
  readonly active: boolean;
}

/**
 * The packages that bash builds, with their revisions as `get_revision` of live-bootstrap's steps/helpers.sh counts
 * them: files in /external/repo whose names *begin with* the package's. With `all`, every build counts, else only
 * active ones.
 */
export function revisionsOf({ directives }: Evaluation, all: boolean): Revision[] {
  const repository = new Map<string, number>();
  const names: string[] = [];
  const revisions: Revision[] = [];
  let bash = false;
  for (const { directive, active } of directives) {
    if (directive.kind !== "build" || directive.argument === undefined || directive.broken) continue;
    const word = directive.argument;
    const name = word.text;
    if (bash && (all || active)) {
      const own = repository.get(name) ?? 0;
      const counted = beginningWith(names, name).filter((other) => other !== name);
      const revision = counted.reduce((sum, other) => sum + repository.get(other)!, own);
      revisions.push({ word, name, revision, counted, active });
      if (own === 0) insert(names, name);
      repository.set(name, own + 1);
    }
    if (name.startsWith("bash-") && (all || active)) bash = true;
  }
  return revisions;
}

/** Of sorted names those that begin with a prefix. */
function beginningWith(names: readonly string[], prefix: string): string[] {
  const found: string[] = [];
  for (let at = positionOf(names, prefix); names[at]?.startsWith(prefix) === true; at++)
    found.push(names[at]!);
  return found;
}

function insert(names: string[], name: string): void {
  names.splice(positionOf(names, name), 0, name);
}

function positionOf(names: readonly string[], name: string): number {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (names[middle]! < name) low = middle + 1;
    else high = middle;
  }
  return low;
}
