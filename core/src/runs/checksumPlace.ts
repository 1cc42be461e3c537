import { unknown } from "../languages/kaem/interpreter/world";
import { fits } from "../languages/kaem/pattern";
import { packageSumsPath, tarballOf } from "../tree/packages";
import type { PlanStep } from "../tree/plan";
import { packageFolder } from "../tree/scripts";
import type { Tree } from "../tree/tree";
import type { Workspace } from "../tree/workspace";
import type { UnechoedCommand } from "./commandPlaces";
import type { Location } from "./events";
import { normalisePath, sourcesOf } from "./layout";
import { checksumFileOf } from "./logs/checksumFile";
import { findChecksumLine, findSourceLine, type FoundLine } from "./lookup";
import type { LoggedChecksum } from "./stepLog";

/** Where a checksum was asked for and where it stands. */
export interface ChecksumPlace {
  /** The checksum's line in the source tree, and the hash that stands there. */
  readonly line: FoundLine | undefined;
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
  /** The step that is at work; undefined for the seed phase. */
  readonly step: PlanStep | undefined;
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
  return { line: await lineUnderBash(context, checksum.name), command: undefined };
}

/**
 * What the helpers of the bash era check, without saying with which file: the package that a build made, with its line
 * of SHA256SUMS.pkgs, and the distfiles of the step, with lines that they make of its `sources` (steps/helpers.sh).
 */
async function lineUnderBash(
  { tree, workspace, step }: ChecksumContext,
  name: string,
): Promise<FoundLine | undefined> {
  if (step?.era !== "bash" || step.kind !== "build") return undefined;
  return tarballOf(name)?.name === step.name
    ? findChecksumLine(workspace, packageSumsPath(tree), name)
    : findSourceLine(workspace, `${packageFolder(tree, step.name)}/sources`, name);
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

/** The files of the tree that a name can mean, of which a part may not be known. */
async function filesLike(
  { tree, workspace, directory }: ChecksumContext,
  name: string,
): Promise<readonly string[]> {
  const cut = name.lastIndexOf("/") + 1;
  const folder = normalisePath(name.slice(0, cut) || ".", directory);
  const pattern = name.slice(cut).split(unknown);
  if (pattern.length === 1) return [`${folder}/${pattern[0]!}`];
  const files: string[] = [];
  for (const source of sourcesOf(tree, `${folder}/-`)) {
    const entries = await workspace.files.list(source.slice(0, -2));
    for (const entry of entries) if (fits(entry.name, pattern)) files.push(`${folder}/${entry.name}`);
  }
  return files;
}
