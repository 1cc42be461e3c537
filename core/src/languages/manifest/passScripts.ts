import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import type { Range } from "../../text/range";
import { packageFolder, passScript } from "../../tree/scripts";
import type { StepFiles } from "../../tree/stepFiles";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import type { EvaluatedDirective } from "./model";
import { argumentOf, type Directive } from "./syntax";

/** What the manifest does with a package. */
interface Package {
  readonly builds: EvaluatedDirective[];
  /** The greatest number that a pass can have, whichever predicates hold: every line with this argument counts. */
  most: number;
}

/**
 * Pass scripts whose numbers do not fit the builds. helpers.sh builds with its defaults where a `passN.sh` is missing
 * and says nothing, which is meant where a package has a makefile of its own, or no scripts at all.
 */
export async function passScriptProblems(
  directives: readonly EvaluatedDirective[],
  tree: Tree,
  workspace: Workspace,
  files: StepFiles,
): Promise<Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const [name, { builds, most }] of packagesOf(directives)) {
    const own = files.of(name);
    const scripts = [...own].filter((file) => /^pass[1-9]\d*\.(kaem|sh)$/.test(file));
    if (scripts.length === 0) continue;
    const unused = scripts.filter((file) => numberOf(file) > most).sort((a, b) => numberOf(a) - numberOf(b));
    const last = builds.at(-1)!.directive;
    for (const file of unused) {
      const message = `${file} of ${name} never runs: it is built ${times(builds.length)}.`;
      found.push(diagnose("step/unused-pass", placeOf(last), message));
    }
    if (!scripts.some((file) => file.endsWith(".sh"))) continue;
    const lacking = builds.filter(
      ({ active, era, pass }) =>
        active && era === "bash" && pass !== undefined && !hasScript(pass, name, files),
    );
    if (lacking.length === 0) continue;
    const greatest = Math.max(...scripts.map(numberOf));
    const makefile = await workspace.isFile(`${packageFolder(tree, name)}/mk/main.mk`);
    for (const { directive, pass = 0 } of lacking) {
      // A makefile may be what the last passes are built with; a gap before a script is hardly meant.
      if (makefile && unused.length === 0 && pass > greatest) continue;
      const message = `Pass ${pass} of ${name} has no pass${pass}.sh: helpers.sh builds it with nothing but its defaults.`;
      found.push(diagnose("step/missing-pass", placeOf(directive), message));
    }
  }
  return found;
}

/** A script for the other shell has a finding of its own. */
function hasScript(pass: number, name: string, files: StepFiles): boolean {
  return files.has(name, passScript(pass, "bash")) || files.has(name, passScript(pass, "kaem"));
}

function packagesOf(directives: readonly EvaluatedDirective[]): ReadonlyMap<string, Package> {
  const packages = new Map<string, Package>();
  const counts = new Map<string, number>();
  for (const evaluated of directives) {
    const { directive } = evaluated;
    const argument = argumentOf(directive);
    // Of a line that cannot be read, nobody knows what it builds.
    if (directive.broken) return new Map();
    if (argument === undefined) continue;
    const count = (counts.get(argument) ?? 0) + 1;
    counts.set(argument, count);
    if (directive.kind !== "build") continue;
    const known = packages.get(argument);
    if (known === undefined) packages.set(argument, { builds: [evaluated], most: count });
    else {
      known.builds.push(evaluated);
      known.most = count;
    }
  }
  return packages;
}

function placeOf(directive: Directive): Range {
  return (directive.kind === "build" ? directive.argument?.range : undefined) ?? directive.range;
}

function numberOf(file: string): number {
  return Number(/\d+/.exec(file)![0]);
}

function times(count: number): string {
  return count === 1 ? "once" : count === 2 ? "twice" : `${count} times`;
}
