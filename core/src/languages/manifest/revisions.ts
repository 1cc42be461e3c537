import type { Range } from "../../text/range";
import type { Evaluation } from "./model";
import type { Word } from "./syntax";

/** A build under bash, and what it leaves in /external/repo. */
export interface Revision {
  /** The package, as the build names it. */
  readonly word: Word;
  /** The build's line in the manifest. */
  readonly line: Range;
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
  const builds: { readonly word: Word; readonly line: Range; readonly active: boolean }[] = [];
  let bash = false;
  for (const { directive, active } of directives) {
    if (directive.kind !== "build" || directive.argument === undefined || directive.broken) continue;
    if (!all && !active) continue;
    if (bash) builds.push({ word: directive.argument, line: directive.range, active });
    else if (directive.argument.text.startsWith("bash-")) bash = true;
  }
  const longer = longerNames(new Set(builds.map(({ word }) => word.text)));
  const repository = new Map<string, number>();
  return builds.map(({ word, line, active }) => {
    const name = word.text;
    const own = repository.get(name) ?? 0;
    repository.set(name, own + 1);
    const counted = longer.get(name)?.filter((other) => repository.has(other)) ?? none;
    const revision = counted.reduce((sum, other) => sum + repository.get(other)!, own);
    return { word, line, name, revision, counted, active };
  });
}

const none: readonly string[] = [];

/** The tarball that a build leaves in /external/repo, as SHA256SUMS.pkgs names it. */
export function tarballOf({ name, revision }: Revision): string {
  return `${name}_${revision}.tar.bz2`;
}

/** Of each name the others that begin with it, where there are any. */
function longerNames(names: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const sorted = [...names].sort();
  const longer = new Map<string, string[]>();
  sorted.forEach((name, index) => {
    for (let at = index + 1; sorted[at]?.startsWith(name) === true; at++) {
      const others = longer.get(name);
      if (others === undefined) longer.set(name, [sorted[at]!]);
      else others.push(sorted[at]!);
    }
  });
  return longer;
}
