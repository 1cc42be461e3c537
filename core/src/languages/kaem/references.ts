import { checksOfMade } from "../../tree/checked";
import type { Document, Target } from "../language";
import { referencesOfStep } from "../manifest/step";
import { pathsOf, programsOf } from "./files";
import { dialectOfPath } from "./dialect";
import { mentionAt, mentionsOf, type Mention } from "./mentions";
import { programWord, scriptOf, scriptOfText, wordAt } from "./script";
import { differentPlaces, situationOf, type Situation } from "./situation";

/**
 * Every mention of a variable in the scripts of the bootstrap; every command that runs a program; of what a command
 * makes the lines of lists that check it. On no word at all, the script's step: its builds and all its hashes.
 */
export async function references(document: Document, offset: number): Promise<readonly Target[]> {
  const situation = await situationOf(document);
  const script = situation?.script ?? scriptOf(document);
  const mention = mentionAt(script, offset);
  if (mention !== undefined) {
    if (document.path === undefined) return [];
    const others = situation === undefined ? [] : await mentionsElsewhere(situation, mention.name);
    const own = mentionsOf(script).mentions.filter(({ name }) => name === mention.name);
    return [...own.map((each) => ({ path: document.path!, range: each.range })), ...others];
  }
  const at = wordAt(script, offset);
  if (situation === undefined) return [];
  if (at === undefined) return referencesOfStep(situation.workspace, situation.tree, situation.path);
  if (at.word !== programWord(script, script.commands[at.command]!)) {
    return checksOfWord(situation, at.command, at.word);
  }
  const paths = new Set(programsOf(situation, at.command).map(({ path }) => path));
  const users = situation.evaluated.commands.filter(
    ({ program }) => program !== undefined && paths.has(program),
  );
  return differentPlaces(users.map(({ place }) => place)).map(({ file, range }) => ({ path: file, range }));
}

/** Where the file is checked that a command makes at the path of one of its words. */
async function checksOfWord(situation: Situation, command: number, word: number): Promise<Target[]> {
  const { workspace, tree, evaluated, times } = situation;
  const made = pathsOf(situation, command, word).filter(({ role }) => role === "output");
  if (made.length === 0) return [];
  const found = await checksOfMade(workspace, tree, evaluated, new Set(times[command]));
  return differentPlaces(found).map(({ file, range }) => ({ path: file, range }));
}

async function mentionsElsewhere(situation: Situation, name: string): Promise<Target[]> {
  const found: Target[] = [];
  for (const path of situation.evaluated.scripts.keys()) {
    if (path === situation.path) continue;
    for (const each of await mentionsIn(situation, path)) {
      if (each.name === name) found.push({ path, range: each.range });
    }
  }
  return found;
}

/** The variables that a file which shells read mentions; the manifest and bootstrap.cfg have other grammars. */
export async function mentionsIn(
  { tree, workspace }: Pick<Situation, "tree" | "workspace">,
  path: string,
): Promise<readonly Mention[]> {
  if (path === tree.manifest || path.endsWith("/bootstrap.cfg")) return [];
  const text = await workspace.text(path);
  return text === undefined ? [] : mentionsOf(scriptOfText(text, dialectOfPath(path))).mentions;
}
