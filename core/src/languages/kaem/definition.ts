import type { TreePlace } from "../../tree/evaluatedTree";
import type { Range } from "../../text/range";
import type { Document, Target } from "../language";
import { makersOf, pathsOf, programsOf } from "./files";
import { mentionAt, mentionsOf, type Mention } from "./mentions";
import { programWord, scriptOf, wordAt, type WordPlace } from "./script";
import { callsIn, differentPlaces, likelyTimes, situationOf, type Situation } from "./situation";
import type { KaemScript } from "./syntax";

/**
 * Where a name leads: a variable to what gave it its value, a program to the commands that installed and built it, a
 * path to the file of the tree or to the command that makes it.
 */
export async function definition(document: Document, offset: number): Promise<readonly Target[]> {
  const situation = await situationOf(document);
  const script = situation?.script ?? scriptOf(document);
  const mention = mentionAt(script, offset);
  if (mention !== undefined) return variableTargets(document, script, situation, mention);
  const at = wordAt(script, offset);
  if (at === undefined || situation === undefined) return [];
  const command = script.commands[at.command]!;
  const origin = command.words[at.word]!.range;
  if (at.word === programWord(script, command)) {
    const found = programsOf(situation, at.command);
    const places = differentPlaces(found.flatMap(({ path, time }) => makersOf(situation, path, time)));
    if (places.length > 0) return targets(places, origin);
  }
  return pathTargets(situation, at, origin);
}

function variableTargets(
  { path }: Document,
  script: KaemScript,
  situation: Situation | undefined,
  mention: Mention,
): Target[] {
  const origin = mention.range;
  const times = likelyTimes(situation?.times[mention.command] ?? []);
  if (mention.kind === "use" && situation !== undefined && times.length > 0) {
    const places = times.map(({ state }) => {
      const variable = state.environment.get(mention.name);
      return variable && situation.evaluated.definitionOfVariable(variable);
    });
    const found = differentPlaces(places);
    if (found.length > 0) return targets(found, origin);
  }
  if (path === undefined) return [];
  return mentionsOf(script)
    .mentions.filter(({ name, kind }) => name === mention.name && kind === "assignment")
    .map(({ range }) => ({ path, range, origin }));
}

async function pathTargets(situation: Situation, at: WordPlace, origin: Range): Promise<Target[]> {
  const found: Target[] = [];
  const seen = new Set<string>();
  for (const { path, time } of pathsOf(situation, at.command, at.word)) {
    if (seen.has(path)) continue;
    seen.add(path);
    const makers = makersOf(situation, path, time).filter(({ file, range }) => {
      const self = situation.script.commands[at.command]!.range;
      return file !== situation.path || range.start !== self.start;
    });
    const file = await situation.evaluated.fileOf(path);
    if (makers.length > 0) for (const each of targets(makers, origin)) found.push(each);
    else if (file !== undefined) found.push({ path: file, origin });
  }
  if (found.length > 0) return found;
  // A script that is generated: what it is made of.
  const times = new Set(situation.times[at.command]);
  const files = callsIn(situation.evaluated).filter(({ from }) => times.has(from));
  return [...new Set(files.map(({ file }) => file))].map((path) => ({ path, origin }));
}

function targets(places: readonly TreePlace[], origin: Range): Target[] {
  return places.map(({ file, range }) => ({ path: file, range, origin }));
}
