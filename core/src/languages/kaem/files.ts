import type { EvaluatedCommand, TreePlace } from "../../tree/evaluatedTree";
import type { Role } from "./tools/tool";
import { differentPlaces, likelyTimes, outcomesOf, type Situation } from "./situation";

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
  const times = situation.times[command] ?? [];
  const found: WordPath[] = [];
  for (const [text, time] of outcomesOf(times, word)) {
    const use = time.uses.find((each) => time.origins[each.word] === word);
    const named = use?.path ?? text;
    const folder = word > 0 && time.words[0] === "cd" && time.dialect === "full";
    if (use === undefined && !folder && (!text.includes("/") || /[\s=:*]/.test(text) || text.startsWith("-")))
      continue;
    const path = situation.evaluated.pathOf(time, named);
    if (path !== undefined && named !== "")
      found.push({ path, role: use?.role ?? (folder ? "folder" : undefined), time });
  }
  return found;
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
