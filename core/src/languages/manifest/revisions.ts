import type { Range } from "../../text/range";
import type { Evaluation } from "./model";
import { argumentOf, type Manifest, type Word } from "./syntax";

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

/** Whether a manifest tells which packages there are: the generator would take it, and it builds something. */
export function isTelling({ directives }: Manifest): boolean {
  return directives.every(({ broken }) => !broken) && directives.some(({ kind }) => kind === "build");
}

/**
 * The packages that bash builds, with their revisions as `get_revision` of live-bootstrap's steps/helpers.sh counts
 * them: files in /external/repo whose names *begin with* the package's. With `all`, every build counts, else only
 * active ones.
 */
export function revisionsOf(evaluation: Evaluation, all: boolean): Revision[] {
  const builds = bashBuilds(evaluation, all);
  const longer = longerNames(builds);
  const repository = new Map<string, number>();
  return builds.map(({ directive, active }) => {
    const { argument: word, range: line } = directive;
    const name = word.text;
    const own = repository.get(name) ?? 0;
    repository.set(name, own + 1);
    const counted = longer.get(name)?.filter((other) => repository.has(other)) ?? none;
    const revision = counted.reduce((sum, other) => sum + repository.get(other)!, own);
    return { word, line, name, revision, counted, active };
  });
}

/** Those of {@link revisionsOf}, of active builds alone, that count another package. Of most manifests there are few. */
export function mixedRevisions(evaluation: Evaluation): Revision[] {
  if (noneLonger(evaluation)) return [];
  return revisionsOf(evaluation, false).filter(({ counted }) => counted.length > 0);
}

/** Whether no active build under bash has a name that another's begins with. */
function noneLonger(evaluation: Evaluation): boolean {
  if (last?.longer.size !== 0) return longerNames(bashBuilds(evaluation, false)).size === 0;
  const { names } = last;
  // Of names that hold no such pair, fewer hold none either.
  const known = evaluation.directives.every(({ directive, active, era }) => {
    if (!active || era === "kaem" || directive.kind !== "build") return true;
    const name = argumentOf(directive);
    return name === undefined || names.has(name);
  });
  return known || longerNames(bashBuilds(evaluation, false)).size === 0;
}

const none: readonly string[] = [];

/** A build that names its package. */
interface Build {
  readonly directive: { readonly argument: Word; readonly range: Range };
  readonly active: boolean;
  readonly name: string;
}

function bashBuilds({ directives }: Evaluation, all: boolean): Build[] {
  const builds: Build[] = [];
  let bash = false;
  for (const { directive, active } of directives) {
    if (directive.kind !== "build" || directive.broken || !(all || active)) continue;
    const name = argumentOf(directive);
    if (name === undefined) continue;
    if (bash) builds.push({ directive: directive as Build["directive"], active, name });
    else if (name.startsWith("bash-")) bash = true;
  }
  return builds;
}

/** The tarball that a build leaves in /external/repo, as SHA256SUMS.pkgs names it. */
export function tarballOf({ name, revision }: Revision): string {
  return `${name}_${revision}.tar.bz2`;
}

/** Sorting twenty thousand names is felt, and an edit seldom makes others of them. */
let last:
  | { readonly names: ReadonlySet<string>; readonly longer: ReadonlyMap<string, readonly string[]> }
  | undefined;

/** Of each name the others that begin with it, where there are any. */
function longerNames(builds: readonly Build[]): ReadonlyMap<string, readonly string[]> {
  const names = new Set(builds.map(({ name }) => name));
  if (last?.names.size === names.size && builds.every(({ name }) => last!.names.has(name)))
    return last.longer;
  const sorted = [...names].sort();
  const longer = new Map<string, string[]>();
  sorted.forEach((name, index) => {
    for (let at = index + 1; sorted[at]?.startsWith(name) === true; at++) {
      const others = longer.get(name);
      if (others === undefined) longer.set(name, [sorted[at]!]);
      else others.push(sorted[at]!);
    }
  });
  last = { names, longer };
  return longer;
}
