import type { EvaluatedCommand, EvaluatedTree } from "../../tree/evaluatedTree";
import { packageSources } from "../../tree/packages";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import { SourceText } from "../../text/sourceText";
import { builtins } from "../kaem/keywords";
import { toolNamed } from "../kaem/tools/index";
import { patched } from "./patched";
import { isSimplePatch, simplePatches } from "./patches";

/** What is in a file when a command runs, and where that is known from. */
export interface Original {
  readonly text: SourceText;
  /** `tcc-0.9.27.tar.bz2`, or a path in the tree. */
  readonly from: string;
}

export interface Around {
  readonly evaluated: EvaluatedTree;
  readonly tree: Tree;
  readonly workspace: Workspace;
}

/** More changes of one file than anybody makes. */
const deepest = 50;

/**
 * The contents of a path of the root file system before a command: as unpacked from a distfile that is there and has
 * the hash that `sources` says, or as a file of the tree, with the simple patches made since. Undefined where anything
 * on the way is not known. Nothing is unpacked to the disk.
 */
export async function contentsBefore(
  around: Around,
  path: string,
  before: EvaluatedCommand,
  depth = 0,
): Promise<Original | undefined> {
  if (depth > deepest) return undefined;
  const { evaluated, tree, workspace } = around;
  const event = evaluated.lastEvent(path, before);
  const unpacked = await lastUnpacked(around, path, before, event?.sequence ?? -1);
  if (unpacked !== "none") return unpacked;
  if (event?.kind === "changed") return changed(around, path, event.by, depth);
  if (event?.kind === "removed") return undefined;
  if (event !== undefined) {
    const from = event.copyOf;
    if (from?.length !== 1) return undefined;
    return contentsBefore(around, from[0]!, event.by, depth + 1);
  }
  // What a build left in the tree may be patched already, and nothing in it says whether it is.
  if (/^\/steps\/[^/]+\/build\//.test(path)) return undefined;
  const file = await evaluated.fileOf(path);
  const text = file === undefined ? undefined : await workspace.text(file);
  return file === undefined || text === undefined
    ? undefined
    : { text, from: file.slice(tree.root.length + 1) };
}

/** Behind a command that changed a file in place. */
async function changed(
  around: Around,
  path: string,
  by: EvaluatedCommand,
  depth: number,
): Promise<Original | undefined> {
  const original = await contentsBefore(around, path, by, depth + 1);
  if (original === undefined || nameOf(by) === "chmod") return original;
  if (!isSimplePatch(by)) return undefined;
  const patch = simplePatches(around.evaluated, around.tree).find(({ command }) => command === by);
  const before = patch && (await around.workspace.text(patch.before));
  const after = patch && (await around.workspace.text(patch.after));
  const text = before && after && patched(original.text, before, after);
  return text && { text, from: original.from };
}

/**
 * What the last `untar` before a command put at a path, unless it was before another event: undefined where that cannot
 * be told, `none` where no archive had it.
 */
async function lastUnpacked(
  around: Around,
  path: string,
  before: EvaluatedCommand,
  since: number,
): Promise<Original | undefined | "none"> {
  const { commands } = around.evaluated;
  const top = /^\/steps\/[^/]+\//.exec(path)?.[0];
  if (top === undefined) return "none";
  for (let index = before.sequence - 1; index > since; index--) {
    const command = commands[index]!;
    const { directory } = command.state;
    if (command.certainty === "skipped" || !`${directory}/`.startsWith(top)) continue;
    if (nameOf(command) === "untar") {
      if (!path.startsWith(`${directory}/`)) continue;
      const found = await fromArchive(around, command, path.slice(directory.length + 1));
      if (found !== "none") return found;
    } else if (!understood(command)) return undefined;
  }
  return "none";
}

/** The name of a command's tool. */
function nameOf({ program }: EvaluatedCommand): string | undefined {
  return program === undefined ? undefined : toolNamed(program)?.names[0];
}

/** Whether what a command does to files is known: builtins, and tools that write what their arguments name. */
function understood({ program, words: [first = ""] }: EvaluatedCommand): boolean {
  if (program === undefined) return first.includes("=") || builtins.has(first);
  const tool = toolNamed(program);
  return tool !== undefined && tool.open !== true && tool.names[0] !== "wrap";
}

/** A file of the distfile that an `untar` unpacks. */
async function fromArchive(
  { evaluated, tree, workspace }: Around,
  untar: EvaluatedCommand,
  name: string,
): Promise<Original | undefined | "none"> {
  const distfile = packedBy(evaluated, untar);
  const file = distfile === undefined ? undefined : await evaluated.fileOf(distfile);
  if (file?.startsWith(`${tree.distfiles}/`) !== true || workspace.archives === undefined) return undefined;
  const archive = await workspace.archives(file, [name]);
  if (archive === undefined) return undefined;
  const base = file.slice(tree.distfiles.length + 1);
  const step = untar.state.directory.split("/")[2] ?? "";
  const sources = await packageSources(workspace, tree, step);
  const promised = sources?.contents.lines.some(
    (line) => line.name === base && line.hash.text === archive.sha256,
  );
  // Another file than the step will get says nothing.
  if (promised !== true) return undefined;
  if (!archive.files.has(name)) return "none";
  const bytes = archive.files.get(name);
  return bytes && { text: textOf(bytes), from: base };
}

const texts = new WeakMap<Uint8Array, SourceText>();

function textOf(bytes: Uint8Array): SourceText {
  let text = texts.get(bytes);
  if (text === undefined) texts.set(bytes, (text = new SourceText(bytes)));
  return text;
}

/** The path of what an `untar` reads, before it was copied or unpacked. */
function packedBy(evaluated: EvaluatedTree, untar: EvaluatedCommand): string | undefined {
  let command = untar;
  let path = inputOf(evaluated, untar);
  for (let steps = 0; path !== undefined && steps < deepest; steps++) {
    const event = evaluated.lastEvent(path, command);
    if (event === undefined) return path;
    if (event.kind !== "made") return undefined;
    const unpacks = ["ungz", "unbz2"].includes(nameOf(event.by) ?? "");
    path = unpacks ? inputOf(evaluated, event.by) : event.copyOf?.length === 1 ? event.copyOf[0] : undefined;
    command = event.by;
  }
  return undefined;
}

function inputOf(evaluated: EvaluatedTree, command: EvaluatedCommand): string | undefined {
  const use = command.uses.find(({ role }) => role === "input");
  return use && evaluated.pathOf(command, use.path);
}
