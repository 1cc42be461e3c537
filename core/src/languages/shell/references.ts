import { referencesOfStep } from "../manifest/step";
import { scriptTexts } from "../manifest/stepScripts";
import type { Document, Target } from "../language";
import { namedAt } from "./named";
import { shellOfText } from "./script";
import { situationOf, type Situation } from "./situation";

/**
 * Every script's own function that takes the place of a default, and every call of a function of helpers.sh; in a
 * comment or an empty line the script's step: its builds and all its hashes.
 */
export async function references(document: Document, offset: number): Promise<readonly Target[]> {
  const situation = await situationOf(document);
  const named = situation && namedAt(situation, offset);
  if (situation === undefined || named?.kind === "variable") return [];
  if (named === undefined) {
    const { text } = document;
    const besides = /^\s*(#|$)/.test(text.slice(text.line(text.lineAt(offset))));
    return besides ? referencesOfStep(situation.workspace, situation.tree, situation.path) : [];
  }
  if (named.kind === "override") return overridesOf(situation, named.phase.name);
  const calls = await callsOf(situation, named.function.name);
  if (named.kind === "default" || named.phase === undefined) return calls;
  return [...calls, ...(await overridesOf(situation, named.phase.name))];
}

/** The functions of a name in all pass scripts. */
export function overridesOf(situation: Situation, name: string): Promise<Target[]> {
  return inScripts(situation, (path, { functions }) =>
    functions.filter((each) => each.name === name).map(({ nameRange: range }) => ({ path, range })),
  );
}

function callsOf(situation: Situation, name: string): Promise<Target[]> {
  return inScripts(situation, (path, { commands, functions }) => {
    if (path !== situation.helpers.path && functions.some((each) => each.name === name)) return [];
    return commands
      .filter(({ words, keyword }) => !keyword && words[0]?.raw === name)
      .map(({ words }) => ({ path, range: words[0]!.range }));
  });
}

async function inScripts(
  { workspace, tree }: Situation,
  look: (path: string, script: ReturnType<typeof shellOfText>) => Target[],
): Promise<Target[]> {
  const scripts = await scriptTexts(workspace, tree);
  return scripts.flatMap(({ path, text }) => (path.endsWith(".sh") ? look(path, shellOfText(text)) : []));
}
