import type { TextEdit } from "../../diagnostics/diagnostic";
import { escapeRegExp } from "../../text/escapeRegExp";
import { parseStepName } from "../../tree/newStep/stepName";
import { checksumsAt, packageSources, packageSumsPath, tarballOf } from "../../tree/packages";
import { packageFolder } from "../../tree/scripts";
import type { Workspace } from "../../tree/workspace";
import type { WorkspaceChange } from "../services";
import { filesNamedByPackage, keptNames, literalUses } from "./namedByPackage";
import { addEdits, replaced, renameInScripts, type Surroundings } from "./renaming";

/** Files of a step are looked for so deep below its folder. */
const DEEPEST = 3;

/**
 * What gives a package's folder, its files and its tarballs another name, the manifest's own lines aside: adds the edits,
 * and returns the moves. Scripts go on to name distfiles and what comes out of them by the old name.
 */
export async function renamePackage(
  edits: Map<string, TextEdit[]>,
  { tree, workspace }: Surroundings,
  from: string,
  to: string,
): Promise<NonNullable<WorkspaceChange["moves"]>> {
  const sums = await checksumsAt(workspace, packageSumsPath(tree));
  for (const line of sums?.contents.lines ?? []) {
    const tarball = tarballOf(line.name);
    if (tarball?.name !== from) continue;
    addEdits(edits, sums!.path, [{ range: line.nameRange, text: `${to}_${tarball.revision}.tar.bz2` }]);
  }
  // `../NAME` may as well be an unpacked source, and is left alone.
  const path = `(?<=(?:/steps|\\$SRCDIR|\\$\\{SRCDIR\\})/)${escapeRegExp(from)}(?![\\w.+-])`;
  await renameInScripts(edits, { tree, workspace }, { from, to, pattern: new RegExp(path, "g") });
  const folder = packageFolder(tree, from);
  const moved = await renameFiles(edits, { tree, workspace }, from, to);
  return [
    ...moved.map((file) => ({ from: `${folder}/${file}`, to: `${folder}/${renamed(file, from, to)}` })),
    { from: folder, to: packageFolder(tree, to) },
  ];
}

/** The files in a package's folder that change their names with it, relative to it; edits of scripts that need them. */
async function renameFiles(
  edits: Map<string, TextEdit[]>,
  { tree, workspace }: Surroundings,
  from: string,
  to: string,
): Promise<readonly string[]> {
  const folder = packageFolder(tree, from);
  const files = await filesBelow(workspace, folder, "", DEEPEST);
  const paths = files.filter((file) => /\.(kaem|sh)$/.test(file)).map((file) => `${folder}/${file}`);
  const scripts = await Promise.all(paths.map(async (path) => ({ path, text: await workspace.text(path) })));
  const isChecksums = (file: string) => file.startsWith(`${from}.`) && file.endsWith(".checksums");
  const moved = new Set(files.filter(isChecksums));
  for (const { text } of scripts) {
    for (const file of text === undefined ? [] : filesNamedByPackage(text, from, files)) moved.add(file);
  }
  const sources = await packageSources(workspace, tree, from);
  const distfiles = (sources?.contents.lines ?? []).map(({ name }) => name);
  for (const { path, text } of scripts) {
    if (text === undefined) continue;
    addEdits(edits, path, keptNames(text, from, { moved: [...moved], distfiles }));
    for (const file of moved) {
      const name = file.slice(file.lastIndexOf("/") + 1);
      addEdits(edits, path, replaced(literalUses(text, name), renamed(name, from, to)));
    }
  }
  return [...moved];
}

function renamed(file: string, from: string, to: string): string {
  return file.replaceAll(from, () => to);
}

/** The paths of the files below a folder, relative to it. Links are not followed. */
async function filesBelow(
  workspace: Workspace,
  folder: string,
  prefix: string,
  depth: number,
): Promise<string[]> {
  const found: string[] = [];
  for (const { name, kind } of await workspace.files.list(folder)) {
    if (kind !== "directory") found.push(prefix + name);
    else if (depth > 0)
      found.push(...(await filesBelow(workspace, `${folder}/${name}`, `${prefix}${name}/`, depth - 1)));
  }
  return found;
}

/** Why a package cannot have a name; undefined where it can. */
export function refusePackage(from: string, to: string): string | undefined {
  const step = parseStepName(to);
  if (typeof step === "string") return `${step[0]!.toUpperCase()}${step.slice(1)}.`;
  if (from.startsWith("bash-") !== to.startsWith("bash-")) {
    return "`bash-` at the beginning of a name is what tells the script generator that bash runs from then on.";
  }
  return undefined;
}
