import type { TextEdit } from "../../diagnostics/diagnostic";
import type { EvaluatedTree } from "../../tree/evaluatedTree";
import type { Document } from "../language";
import type { Refusal, Renamable, WorkspaceChange } from "../services";
import { mentionAt, mentionsOf, type Mention } from "./mentions";
import { mentionsIn } from "./references";
import { scriptOf } from "./script";
import { situationOf, type Situation } from "./situation";

/** Variables that programs look for by their names. */
const readByPrograms =
  /^(?:PATH|HOME|SHELL|USER|LOGNAME|TMPDIR|TERM|LANG|LC_\w+|M2LIBC_PATH|MES_\w+|GUILE_\w+|DISTFILES|C_INCLUDE_PATH|LIBRARY_PATH|CC|CFLAGS|LD_\w+|MAKEFLAGS|PERL\w*|CONFIG_\w+)$/;

/** A variable that the script itself sets. */
export function renamable(document: Document, offset: number): Renamable | undefined {
  const script = scriptOf(document);
  const mention = mentionAt(script, offset);
  if (mention === undefined || readByPrograms.test(mention.name)) return undefined;
  const set = mentionsOf(script).mentions.some(
    ({ name, kind }) => name === mention.name && kind === "assignment",
  );
  return set ? { range: mention.range, name: mention.name } : undefined;
}

/** Renames a variable in the script that sets it and in those that the script calls, which inherit it. */
export async function rename(
  document: Document,
  offset: number,
  name: string,
): Promise<WorkspaceChange | Refusal> {
  const script = scriptOf(document);
  const mention = mentionAt(script, offset);
  if (mention === undefined) return { refused: "There is no variable here." };
  const old = mention.name;
  if (readByPrograms.test(old)) return { refused: `Programs look for ${old} by its name.` };
  if (renamable(document, offset) === undefined) return { refused: `This script does not set ${old}.` };
  if (!/^[A-Za-z_]\w*$/.test(name))
    return { refused: "A name has letters, digits and `_`, and begins with no digit." };
  if (readByPrograms.test(name)) return { refused: `Programs look for ${name} by its name.` };
  if (document.path === undefined) return { refused: "The script has no file yet." };
  const files = new Map<string, readonly Mention[]>([[document.path, mentionsOf(script).mentions]]);
  const situation = await situationOf(document);
  if (situation !== undefined) {
    const elsewhere = setBefore(situation, old);
    if (elsewhere)
      return { refused: `${old} is set before this script, too: rename it where it is set first.` };
    for (const path of calledFrom(situation.evaluated, document.path)) {
      if (path !== document.path) files.set(path, await mentionsIn(situation, path));
    }
  }
  const edits = new Map<string, readonly TextEdit[]>();
  for (const [path, mentions] of files) {
    if (mentions.some((each) => each.name === name))
      return { refused: `There is a variable ${name} already.` };
    const found = mentions.filter((each) => each.name === old);
    if (found.length > 0)
      edits.set(
        path,
        found.map(({ range }) => ({ range, text: name })),
      );
  }
  return { edits };
}

/** Whether a variable has a value already when the script begins: the name then belongs to somebody else. */
function setBefore({ times }: Situation, name: string): boolean {
  return (times[0] ?? []).some(({ state }) => state.environment.has(name));
}

/** A script and those that it calls, directly or not. */
function calledFrom({ scripts }: EvaluatedTree, from: string): ReadonlySet<string> {
  const callers = new Map<string, string[]>();
  for (const { path, runs } of scripts.values()) {
    for (const { caller } of runs) {
      const file = caller?.place?.file;
      if (file !== undefined) callers.set(file, [...(callers.get(file) ?? []), path]);
    }
  }
  const found = new Set([from]);
  for (const file of found) for (const path of callers.get(file) ?? []) found.add(path);
  return found;
}
