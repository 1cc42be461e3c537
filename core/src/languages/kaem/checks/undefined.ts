import { diagnose, type Diagnostic, type Fix } from "../../../diagnostics/diagnostic";
import type { EvaluatedCommand, EvaluatedTree } from "../../../tree/evaluatedTree";
import { knownVariables } from "../../config/variables";
import { isOneEditAway, Suggestions } from "../../manifest/closest";
import { parseManifest } from "../../manifest/parser";
import { variableNames } from "../../manifest/uses";
import { usesOfCommand, type Mention } from "../mentions";
import { programWord, rawWord } from "../script";
import type { Situation } from "../situation";
import { replacement } from "./fixes";

/** The variables that anything sets, and what may be suggested of them for one document. */
export interface Settable {
  readonly names: ReadonlySet<string>;
  readonly suggestions: Suggestions;
}

/**
 * Every variable that anything is known to set: a script, taken or not, the configuration, the manifest, the
 * configurator, or rootfs.py.
 */
export async function settableVariables({ evaluated, tree, workspace }: Situation): Promise<Settable> {
  const known = new Set([...setByScripts(evaluated), ...knownVariables.keys()]);
  const manifest = await workspace.text(tree.manifest);
  if (manifest !== undefined) for (const name of variableNames(parseManifest(manifest))) known.add(name);
  const configurator = await workspace.text(`${tree.steps}/configurator`);
  for (const option of configurator?.latin1.matchAll(/^o \S+ (\w+) /gm) ?? []) known.add(option[1]!);
  return { names: known, suggestions: new Suggestions() };
}

const byScripts = new WeakMap<EvaluatedTree, ReadonlySet<string>>();

function setByScripts(evaluated: EvaluatedTree): ReadonlySet<string> {
  const known = byScripts.get(evaluated);
  if (known !== undefined) return known;
  const names = new Set<string>();
  const environments = new Set<ReadonlyMap<string, unknown>>();
  for (const { state, words } of evaluated.commands) {
    const equals = words[0]?.indexOf("=") ?? -1;
    if (equals > 0) names.add(words[0]!.slice(0, equals));
    environments.add(state.environment);
  }
  for (const environment of environments) for (const name of environment.keys()) names.add(name);
  byScripts.set(evaluated, names);
  return names;
}

/**
 * Uses of variables that nothing ever sets, as a part of a word, where the name is one letter away from one that is
 * set, or another only in capitals: others may be meant to be nothing, as upstream's `EXE_SUFFIX` is but under UEFI. {@link emptyArguments} tells of
 * whole words.
 */
export function undefinedVariables(
  { script }: Situation,
  command: number,
  times: readonly EvaluatedCommand[],
  settable: Settable,
): Diagnostic[] {
  const { words } = script.commands[command]!;
  const program = programWord(script, script.commands[command]!);
  return usesOfCommand(script, command).flatMap((use) => {
    const raw = rawWord(script, words[use.word]!).replace(/^"|"$/g, "");
    const { name, range } = use;
    if (isWhole(raw) && use.word !== program) return [];
    if (script.text.latin1.startsWith(":-", range.end) || !/^\w+$/.test(name)) return [];
    if (settable.names.has(name) || times.some(({ state }) => state.environment.has(name))) return [];
    if (!isSlip(name, settable)) return [];
    const values = new Set(times.map((time) => time.words[time.origins.indexOf(use.word)]));
    const [value] = values;
    return [
      neverSet(use, values.size === 1 && value !== undefined ? `this comes to \`${value}\`` : "", settable),
    ];
  });
}

/** The finding for a variable that nothing sets. */
export function neverSet(use: Mention, consequence: string, settable: Settable): Diagnostic {
  const message = `Nothing sets \`${use.name}\`${consequence === "" ? "" : `: ${consequence}`}.`;
  return diagnose("kaem/undefined-variable", use.whole, message, { fixes: spellings(use, settable) });
}

/** Words of nothing but variables that are not set. */
export function emptyArguments(
  { script }: Situation,
  command: number,
  times: readonly EvaluatedCommand[],
  settable: Settable,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  const { words } = script.commands[command]!;
  const uses = usesOfCommand(script, command);
  words.forEach((word, index) => {
    const mine = uses.filter((use) => use.word === index);
    const raw = rawWord(script, word).replace(/^"|"$/g, "");
    if (index === 0 || mine.length === 0 || !isWhole(raw)) return;
    const unset = mine.every(({ name }) => times.every(({ state }) => !state.environment.has(name)));
    if (!unset) return;
    const names = mine.map(({ name }) => `\`${name}\``).join(" and ");
    const message = `${names} ${mine.length > 1 ? "are" : "is"} not set here: an empty argument is passed.`;
    const fixes = mine
      .filter(({ name }) => !settable.names.has(name))
      .flatMap((use) => spellings(use, settable));
    found.push(diagnose("kaem/empty-argument", word.range, message, { fixes }));
  });
  return found;
}

function isWhole(raw: string): boolean {
  return /^(?:\$\{[^}:]*\})+$/.test(raw);
}

function isSlip(name: string, settable: Settable): boolean {
  return [...settable.names].some(
    (other) =>
      name.toLowerCase() === other.toLowerCase() ||
      (isOneEditAway(name, other) &&
        // Of short names only swapped letters are sure to be a slip; digits tell names apart.
        (name.length > 3 || sameLetters(name, other)) &&
        name.replace(/\d/g, "") !== other.replace(/\d/g, "")),
  );
}

function sameLetters(a: string, b: string): boolean {
  const sorted = (name: string) => Array.from(name).sort().join("");
  return sorted(a) === sorted(b);
}

function spellings({ name, range }: Mention, settable: Settable): Fix[] {
  const meant = settable.suggestions.closest(name, settable.names);
  return meant === undefined ? [] : [replacement(`Change to \`${meant}\``, range, meant)];
}
