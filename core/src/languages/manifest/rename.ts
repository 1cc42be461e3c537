import type { TextEdit } from "../../diagnostics/diagnostic";
import { parseConfiguration } from "../../tree/configuration";
import { configurationPath } from "../../tree/discover";
import { checksumsAt, packageFiles, packageNames, packageSumsPath, tarballOf } from "../../tree/packages";
import { packageFolder } from "../../tree/scripts";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import { knownVariables } from "../config/variables";
import type { Document } from "../language";
import type { Refusal, Renamable, WorkspaceChange } from "../services";
import { namedAt, usesOf } from "./references";
import { scriptTexts } from "./stepScripts";
import type { Word } from "./syntax";
import { variableNames } from "./uses";

/**
 * Packages and variables can be renamed; scripts, being files, are renamed as files, and variables of rootfs.py keep
 * their names.
 */
export async function renamable(
  document: Document,
  offset: number,
): Promise<Renamable | Refusal | undefined> {
  const named = await namedAt(document, offset);
  if (named === undefined) return undefined;
  const { directive, name } = named;
  const isPackage = directive.kind === "build" || directive.kind === "uninstall";
  if (name.kind === "argument" && (!isPackage || name.word.text.startsWith("/"))) return undefined;
  const refused = name.kind === "argument" ? undefined : refuseFrom(name.word.text);
  return refused ?? { range: name.word.range, name: name.word.text };
}

/**
 * Renames a package (lines of the manifest, its folder, its checksum files, its entries in SHA256SUMS.pkgs, paths to
 * its folder in scripts) or a variable (defines, tests, bootstrap.cfg, scripts of steps).
 */
export async function rename(
  document: Document,
  offset: number,
  to: string,
): Promise<WorkspaceChange | Refusal> {
  const named = await namedAt(document, offset);
  const can = await renamable(document, offset);
  if (named === undefined || can === undefined) {
    return { refused: "Only packages and variables can be renamed here." };
  }
  if ("refused" in can) return can;
  const { path } = document;
  if (path === undefined) return { refused: "The manifest must be saved first." };
  const { context, name } = named;
  const from = name.word.text;
  if (to === from) return { edits: new Map() };
  const words = usesOf(named).map(({ word }) => word);
  const edits = new Map<string, TextEdit[]>([[path, replaced(words, to)]]);
  const { surroundings } = context;
  if (name.kind !== "argument") {
    const refused = refuseVariable(to, variableNames(context.manifest));
    if (refused !== undefined) return { refused };
    if (surroundings !== undefined) await renameVariable(edits, surroundings, from, to);
    return { edits };
  }
  const refused = refusePackage(from, to);
  if (refused !== undefined) return { refused };
  if (surroundings === undefined) return { edits };
  const { tree, workspace } = surroundings;
  const names = await packageNames(workspace, tree);
  if (names.includes(to)) return { refused: `There is a folder steps/${to} already.` };
  await renamePackage(edits, surroundings, from, to);
  return { edits, moves: names.includes(from) ? await movesOf(surroundings, from, to) : [] };
}

interface Surroundings {
  readonly tree: Tree;
  readonly workspace: Workspace;
}

async function renamePackage(
  edits: Map<string, TextEdit[]>,
  { tree, workspace }: Surroundings,
  from: string,
  to: string,
): Promise<void> {
  const sums = await checksumsAt(workspace, packageSumsPath(tree));
  for (const line of sums?.contents.lines ?? []) {
    const tarball = tarballOf(line.name);
    if (tarball?.name !== from) continue;
    add(edits, sums!.path, [{ range: line.nameRange, text: `${to}_${tarball.revision}.tar.bz2` }]);
  }
  // `../NAME` may as well be an unpacked source, and is left alone.
  const pattern = new RegExp(`(?<=(?:/steps|\\$SRCDIR|\\$\\{SRCDIR\\})/)${escaped(from)}(?![\\w.+-])`, "g");
  await renameInScripts(edits, { tree, workspace }, { from, to, pattern });
}

async function movesOf({ tree, workspace }: Surroundings, from: string, to: string) {
  const folder = packageFolder(tree, from);
  const moves = [];
  for (const file of await packageFiles(workspace, tree, from)) {
    if (!file.startsWith(`${from}.`) || !file.endsWith(".checksums")) continue;
    moves.push({ from: `${folder}/${file}`, to: `${folder}/${to}${file.slice(from.length)}` });
  }
  return [...moves, { from: folder, to: packageFolder(tree, to) }];
}

async function renameVariable(
  edits: Map<string, TextEdit[]>,
  { tree, workspace }: Surroundings,
  from: string,
  to: string,
): Promise<void> {
  const path = configurationPath(tree);
  const text = await workspace.text(path);
  const entries = text === undefined ? [] : parseConfiguration(text).entries;
  const own = entries.filter(({ name }) => name === from);
  const names = own.map(({ nameRange: range }) => ({ range }));
  if (names.length > 0) add(edits, path, replaced(names, to));
  const pattern = new RegExp(`(?<=\\$\\{?)${escaped(from)}(?!\\w)`, "g");
  await renameInScripts(edits, { tree, workspace }, { from, to, pattern });
}

async function renameInScripts(
  edits: Map<string, TextEdit[]>,
  { tree, workspace }: Surroundings,
  { from, to, pattern }: { readonly from: string; readonly to: string; readonly pattern: RegExp },
): Promise<void> {
  for (const { path, text } of await scriptTexts(workspace, tree)) {
    // Of thousands of scripts nearly all do not even hold the name.
    if (!text.latin1.includes(from)) continue;
    const found = [...text.latin1.matchAll(pattern)];
    const ranges = found.map(({ index: start, 0: { length } }) => ({
      range: { start, end: start + length },
    }));
    if (found.length > 0) add(edits, path, replaced(ranges, to));
  }
}

function refusePackage(from: string, to: string): string | undefined {
  if (!/^[\w.+-][\w.+~-]*$/.test(to)) return "A package's name is one word of letters, digits and `.+-_~`.";
  if (to.length > 63) return "A name has at most 63 bytes: the script generator has room for no more.";
  if (to === "improve" || to === "jump") return `steps/${to} holds scripts.`;
  if (from.startsWith("bash-") !== to.startsWith("bash-")) {
    return "`bash-` at the beginning of a name is what tells the script generator that bash runs from then on.";
  }
  return undefined;
}

function refuseFrom(variable: string): Refusal | undefined {
  if (!knownVariables.has(variable)) return undefined;
  return { refused: `rootfs.py writes ${variable}: it would go on doing so under that name.` };
}

function refuseVariable(to: string, used: ReadonlySet<string>): string | undefined {
  if (!/^[A-Za-z_]\w*$/.test(to)) return "A variable's name is letters, digits and `_`.";
  if (to.length > 63) return "A name has at most 63 bytes: the script generator has room for no more.";
  if (knownVariables.has(to) || used.has(to)) return `There is a variable ${to} already.`;
  return undefined;
}

function replaced(words: readonly Pick<Word, "range">[], text: string): TextEdit[] {
  return words.map(({ range }) => ({ range, text }));
}

function add(edits: Map<string, TextEdit[]>, path: string, more: readonly TextEdit[]): void {
  edits.set(path, [...(edits.get(path) ?? []), ...more]);
}

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
