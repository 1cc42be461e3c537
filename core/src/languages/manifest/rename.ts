import type { TextEdit } from "../../diagnostics/diagnostic";
import { escapeRegExp } from "../../text/escapeRegExp";
import { parseConfiguration } from "../../tree/configuration";
import { configurationPath } from "../../tree/discover";
import { packageNames } from "../../tree/packages";
import { knownVariables } from "../config/variables";
import type { Document } from "../language";
import type { Refusal, Renamable, WorkspaceChange } from "../services";
import { namedAt, usesOf } from "./references";
import { refusePackage, renamePackage } from "./renamePackage";
import { addEdits, replaced, renameInScripts, type Surroundings } from "./renaming";
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
 * Renames a package (lines of the manifest, its folder, its files that scripts name by `${pkg}`, its entries in
 * SHA256SUMS.pkgs, paths to its folder in scripts) or a variable (defines, tests, bootstrap.cfg, scripts of steps).
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
  const moves = await renamePackage(edits, surroundings, from, to);
  return { edits, moves: names.includes(from) ? moves : [] };
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
  if (names.length > 0) addEdits(edits, path, replaced(names, to));
  const pattern = new RegExp(`(?<=\\$\\{?)${escapeRegExp(from)}(?!\\w)`, "g");
  await renameInScripts(edits, { tree, workspace }, { from, to, pattern });
}

function refuseFrom(variable: string): Refusal | undefined {
  if (!knownVariables.has(variable)) return undefined;
  return { refused: `rootfs.py writes ${variable}: it would go on doing so under that name.` };
}

function refuseVariable(to: string, used: ReadonlySet<string>): string | undefined {
  if (to === "True" || to === "False") return `\`${to}\` is a value: as a variable's name it misleads.`;
  if (!/^[A-Za-z_]\w*$/.test(to)) return "A variable's name is letters, digits and `_`.";
  if (to.length > 63) return "A name has at most 63 bytes: the script generator has room for no more.";
  if (knownVariables.has(to) || used.has(to)) return `There is a variable ${to} already.`;
  return undefined;
}
