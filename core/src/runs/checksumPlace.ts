import { fits } from "../languages/kaem/pattern";
import type { Tree } from "../tree/tree";
import type { Workspace } from "../tree/workspace";
import type { UnechoedCommand } from "./commandPlaces";
import type { Location } from "./events";
import { normalisePath, sourcesOf } from "./layout";
import { checksumFileOf } from "./logs/checksumFile";
import { findChecksumLine, findSourceLine } from "./lookup";
import type { LoggedChecksum } from "./stepLog";

/** Where a checksum was asked for and where it stands. */
export interface ChecksumPlace {
  /** The checksum's line in the source tree. */
  readonly line: Location | undefined;
  /** The command that looked at it, where that is another than the one that was echoed last. */
  readonly command: Location | undefined;
}

export interface ChecksumContext {
  readonly tree: Tree;
  readonly workspace: Workspace;
  /** Folder inside the sandbox in which the command ran. */
  readonly directory: string;
  /** Commands that may have run without being echoed. */
  readonly unechoed: readonly UnechoedCommand[];
}

/** Finds a checksum's line in the source tree. */
export async function placeOfChecksum(
  context: ChecksumContext,
  checksum: LoggedChecksum,
): Promise<ChecksumPlace> {
  if (checksum.file !== undefined) {
    return { line: await lineIn(context, checksum.file, checksum.name), command: undefined };
  }
  for (const { words, location } of context.unechoed) {
    const file = checksumFileOf(words);
    if (file === undefined) continue;
    for (const name of await filesLike(context, file)) {
      const line = await lineIn(context, name, checksum.name);
      if (line !== undefined) return { line, command: location };
    }
  }
  return { line: undefined, command: undefined };
}

async function lineIn({ tree, workspace, directory }: ChecksumContext, file: string, name: string) {
  const path = normalisePath(file, directory);
  for (const source of sourcesOf(tree, path)) {
    const found = await findChecksumLine(workspace, source, name);
    if (found !== undefined) return found;
  }
  // `checksum-transcriber sources` makes `sources.SHA256SUM`, which no tree has.
  const transcribed = /^(.*)\.SHA256SUM$/.exec(path)?.[1];
  for (const source of transcribed === undefined ? [] : sourcesOf(tree, transcribed)) {
    const found = await findSourceLine(workspace, source, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The files of the tree that a name with variables in it, as a script has it, can mean. */
async function filesLike(
  { tree, workspace, directory }: ChecksumContext,
  name: string,
): Promise<readonly string[]> {
  const cut = name.lastIndexOf("/") + 1;
  const folder = normalisePath(name.slice(0, cut) || ".", directory);
  const pattern = name.slice(cut).split(/\$\{[^}]*\}/);
  const files: string[] = [];
  for (const source of sourcesOf(tree, `${folder}/-`)) {
    const entries = await workspace.files.list(source.slice(0, -2));
    for (const entry of entries) if (fits(entry.name, pattern)) files.push(`${folder}/${entry.name}`);
  }
  return files;
}
