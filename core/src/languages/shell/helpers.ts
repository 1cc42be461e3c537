import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import { shellOfText } from "./script";
import type { ShellFunction, ShellScript } from "./syntax";

/** A part of a build that a pass script may have a function of its own for. */
export interface Phase {
  /** `src_compile` */
  readonly name: string;
  /** What runs where the script has no such function. */
  readonly fallback: ShellFunction;
  /** What the build prints before it, behind the package's name. */
  readonly says: string | undefined;
}

/** What helpers.sh does with a variable that is not local to one of its functions. */
export interface HelperVariable {
  readonly set: readonly Range[];
  /** Where a function reads it that has not set it before. */
  readonly read: readonly { readonly range: Range; readonly function: string | undefined }[];
  readonly unset: readonly { readonly range: Range; readonly function: string | undefined }[];
}

/** A tree's steps/helpers.sh. */
export interface Helpers {
  /** Absolute path. */
  readonly path: string;
  readonly script: ShellScript;
  readonly functions: ReadonlyMap<string, ShellFunction>;
  /** In the order of a build. */
  readonly phases: readonly Phase[];
  readonly variables: ReadonlyMap<string, HelperVariable>;
}

const known = new WeakMap<SourceText, Helpers>();

/** The helpers of a tree; undefined where it has none. */
export async function helpersOf(workspace: Workspace, { steps }: Tree): Promise<Helpers | undefined> {
  const path = `${steps}/helpers.sh`;
  const text = await workspace.text(path);
  if (text === undefined) return undefined;
  let helpers = known.get(text);
  if (helpers?.path !== path) known.set(text, (helpers = read(path, shellOfText(text))));
  return helpers;
}

function read(path: string, script: ShellScript): Helpers {
  const functions = new Map(script.functions.map((each) => [each.name, each]));
  return { path, script, functions, phases: phasesOf(script, functions), variables: variablesOf(script) };
}

/** The default of a phase has its name behind this, as `call` of live-bootstrap's helpers puts it together. */
export const defaultPrefix = "default_";

/** A phase is what a variable is set to before `call`, and for which there is a default. */
function phasesOf({ commands }: ShellScript, functions: ReadonlyMap<string, ShellFunction>): Phase[] {
  const phases = new Map<string, Phase>();
  commands.forEach(({ assignments, words }, index) => {
    if (words.length > 0 || assignments.length !== 1) return;
    const name = /^\w+=(\w+)$/.exec(assignments[0]!.raw)?.[1];
    const fallback = name === undefined ? undefined : functions.get(defaultPrefix + name);
    if (name === undefined || fallback === undefined || phases.has(name)) return;
    phases.set(name, { name, fallback, says: saidBefore(commands, index) });
  });
  return [...phases.values()];
}

/** What the nearest `echo "${pkg}: …"` says before a command, unless another phase comes between. */
function saidBefore(commands: ShellScript["commands"], index: number): string | undefined {
  for (let at = index - 1; at >= Math.max(0, index - 3); at--) {
    const { words, assignments } = commands[at]!;
    if (assignments.length > 0 && words.length === 0) return undefined;
    if (words[0]?.raw === "echo") return /\}: (.*?)"?$/.exec(words[1]?.raw ?? "")?.[1];
  }
  return undefined;
}

function variablesOf({ variables, functions, commands }: ShellScript): ReadonlyMap<string, HelperVariable> {
  const found = new Map<
    string,
    { set: Range[]; read: HelperVariable["read"][number][]; unset: HelperVariable["unset"][number][] }
  >();
  /** Set already, by function: what is read then is its own, unless another script was read in between. */
  const own = new Map<number | undefined, Set<string>>();
  const readings = commands.filter(({ words }) => words[0]?.raw === "." || words[0]?.raw === "source");
  const locals = new Map<number | undefined, Set<string>>();
  const noted = (map: typeof own, index: number | undefined) => {
    let names = map.get(index);
    if (names === undefined) map.set(index, (names = new Set()));
    return names;
  };
  for (const { name, range, kind, function: index } of variables) {
    while (readings[0] !== undefined && readings[0].range.start < range.start) {
      own.delete(readings.shift()?.function);
    }
    if (kind === "local") noted(locals, index).add(name);
    if (kind === "given" || noted(locals, index).has(name)) continue;
    let variable = found.get(name);
    if (variable === undefined) found.set(name, (variable = { set: [], read: [], unset: [] }));
    const inside = index === undefined ? undefined : functions[index]!.name;
    if (kind === "assignment") {
      variable.set.push(range);
      noted(own, index).add(name);
    } else if (kind === "unset") variable.unset.push({ range, function: inside });
    else if (!noted(own, index).has(name)) variable.read.push({ range, function: inside });
  }
  return found;
}
