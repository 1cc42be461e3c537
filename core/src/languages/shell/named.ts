import type { Range } from "../../text/range";
import { defaultPrefix, type HelperVariable, type Phase } from "./helpers";
import { setsItself, variableAt, wordAt, type WordPlace } from "./script";
import type { Situation } from "./situation";
import type { SettingPlace } from "./treeVariables";
import type { ShellFunction } from "./syntax";

/** What a place of a script names, where it is something that the tree knows. */
export type Named =
  | {
      readonly kind: "function";
      readonly range: Range;
      readonly function: ShellFunction;
      readonly phase: Phase | undefined;
    }
  /** A function of the script that takes the place of a default. */
  | { readonly kind: "override"; readonly range: Range; readonly phase: Phase }
  /** `default`, with what it runs there; empty where that is not known. */
  | {
      readonly kind: "default";
      readonly range: Range;
      readonly function: ShellFunction;
      readonly phases: readonly Phase[];
    }
  | {
      readonly kind: "variable";
      readonly range: Range;
      readonly name: string;
      readonly helper: HelperVariable | undefined;
      readonly places: readonly SettingPlace[];
    };

/** What a byte offset names; undefined for everything that is the shell's or the script's own. */
export function namedAt(situation: Situation, offset: number): Named | undefined {
  const { script, helpers, path } = situation;
  const declared = script.functions.find(({ nameRange: { start, end } }) => start <= offset && offset <= end);
  if (declared !== undefined) {
    const { name, nameRange: range } = declared;
    const phase = helpers.phases.find((each) => each.name === name);
    if (phase !== undefined && path !== helpers.path) return { kind: "override", range, phase };
    return functionNamed(situation, name, range);
  }
  const variable = variableAt(script, offset);
  if (variable !== undefined) {
    const local = script.variables.some(
      ({ kind, name, function: inside }) =>
        kind === "local" && name === variable.name && inside === variable.function,
    );
    return local ? undefined : variableNamed(situation, variable.name, variable.range);
  }
  const at = wordAt(script, offset);
  return at === undefined ? undefined : commandNamed(situation, at);
}

function commandNamed(situation: Situation, { command, word, index }: WordPlace): Named | undefined {
  const { script, helpers, path } = situation;
  const { raw, range } = word;
  // As an argument, `build` or `default` may be any word; a name of several parts is hardly another's.
  if (command.keyword || (index > 0 && !/^[a-z]+(?:_[a-z]+)+$/.test(raw))) return undefined;
  // The script's own function of that name is meant.
  if (path !== helpers.path && script.functions.some(({ name }) => name === raw)) return undefined;
  const found = helpers.functions.get(raw);
  if (index === 0 && raw === "default" && found !== undefined && path !== helpers.path) {
    return { kind: "default", range, function: found, phases: phasesAround(situation, command.function) };
  }
  return functionNamed(situation, raw, range);
}

function functionNamed({ helpers }: Situation, name: string, range: Range): Named | undefined {
  const found = helpers.functions.get(name);
  if (found === undefined) return undefined;
  const phase = helpers.phases.find(({ name: part }) => defaultPrefix + part === name);
  return { kind: "function", range, function: found, phase };
}

/** The phases in which a function of the script runs: it is one itself, or functions that are call it. */
function phasesAround({ script, helpers }: Situation, index: number | undefined): readonly Phase[] {
  const wanted = new Set<number>();
  const add = (one: number | undefined) => {
    if (one === undefined || wanted.has(one)) return;
    wanted.add(one);
    const { name } = script.functions[one]!;
    for (const { function: caller, words } of script.commands) {
      if (caller !== one && words[0]?.raw === name) add(caller);
    }
  };
  add(index);
  const names = new Set([...wanted].map((one) => script.functions[one]!.name));
  return helpers.phases.filter(({ name }) => names.has(name));
}

function variableNamed(situation: Situation, name: string, range: Range): Named | undefined {
  const { script, helpers, path, variables } = situation;
  const helper = helpers.variables.get(name);
  const places = variables.places.get(name);
  const own = path !== helpers.path && setsItself(script, name);
  const asked = helper !== undefined && helper.read.length + helper.unset.length > 0;
  // A loop's `f` is the script's own business, whatever helpers.sh does with one.
  const known = own ? asked || places !== undefined : helper?.set.length !== 0 && helper !== undefined;
  if (!known && places === undefined && !asked) return undefined;
  if (shells.has(name) && places === undefined) return undefined;
  return { kind: "variable", range, name, helper, places: places ?? [] };
}

/** Variables that a shell itself sets. */
const shells = new Set(["PWD", "OLDPWD", "RANDOM", "IFS", "HOME", "SECONDS", "LINENO"]);
