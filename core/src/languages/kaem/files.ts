import type { EvaluatedCommand, TreePlace } from "../../tree/evaluatedTree";
import { toolNamed } from "./tools/index";
import type { Role, Tool } from "./tools/tool";
import { isKnown } from "./interpreter/world";
import { differentPlaces, likelyTimes, type Situation } from "./situation";

/** What a word is as a path. */
export interface WordPath {
  /** In the root file system. */
  readonly path: string;
  /** What its command does with it, where that is known. */
  readonly role: Exclude<Role, "text"> | undefined;
  readonly time: EvaluatedCommand;
}

/** The paths that a word of the source names, one for each different outcome; none for a word that is no path. */
export function pathsOf(situation: Situation, command: number, word: number): readonly WordPath[] {
  return pathsOfCommand(situation, command)[word] ?? [];
}

/** The same for all the words of a command at once: some have hundreds. */
export function pathsOfCommand(
  { times, evaluated }: Situation,
  command: number,
): readonly (readonly WordPath[] | undefined)[] {
  const found: WordPath[][] = [];
  const seen = new Set<string>();
  for (const time of likelyTimes(times[command] ?? [])) {
    const uses = new Map(time.uses.map((use) => [time.origins[use.word], use]));
    const entered = time.words[0] === "cd" && time.dialect === "full";
    time.words.forEach((text, index) => {
      const word = time.origins[index];
      if (word === undefined || !isKnown(text) || seen.has(`${word} ${text}`)) return;
      seen.add(`${word} ${text}`);
      const use = uses.get(word);
      const named = use?.path ?? text;
      const folder = index === 1 && entered;
      if (use === undefined && !folder && !looksLikePath(text)) return;
      const path = evaluated.pathOf(time, named);
      if (path === undefined || named === "") return;
      (found[word] ??= []).push({ path, role: use?.role ?? (folder ? "folder" : undefined), time });
    });
  }
  return found;
}

function looksLikePath(text: string): boolean {
  return text.includes("/") && !/[\s=:*]/.test(text) && !text.startsWith("-");
}

/** Who installed a program and built what was installed, in that order; or who made a file. */
export function makersOf(
  { evaluated }: Situation,
  path: string,
  time: EvaluatedCommand,
): readonly TreePlace[] {
  return differentPlaces(evaluated.makersOf(path, time).map(({ place }) => place));
}

/** The paths of the programs that a command runs. */
export function programsOf(
  situation: Situation,
  command: number,
): readonly { path: string; time: EvaluatedCommand }[] {
  const found = new Map<string, EvaluatedCommand>();
  for (const time of likelyTimes(situation.times[command] ?? [])) {
    if (time.program !== undefined && !found.has(time.program)) found.set(time.program, time);
  }
  return [...found].map(([path, time]) => ({ path, time }));
}

/** The tool that a command runs: by the name that stands there, else by the program that it comes to (`${MES}`, an alias). */
export function toolOf(situation: Situation | undefined, command: number, name: string): Tool | undefined {
  const known = toolNamed(name);
  if (known !== undefined || situation === undefined) return known;
  return programsOf(situation, command)
    .map(({ path }) => toolNamed(path))
    .find((tool) => tool !== undefined);
}
