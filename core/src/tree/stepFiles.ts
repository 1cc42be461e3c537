import type { FolderEntry } from "../platform/fileSystem";
import type { Tree } from "./tree";
import type { Workspace } from "./workspace";

/** The files of the folders under steps/, so far that asking for one of twenty thousand takes no waiting. */
export interface StepFiles {
  /** The names of the files in a folder under steps/; empty where there is no such folder. */
  of(folder: string): ReadonlySet<string>;
  /** Whether there is a file of that name, on the disk or in the editor alone. */
  has(folder: string, file: string): boolean;
  /** The names of the folders under steps/, in order. */
  readonly folders: ReadonlySet<string>;
}

/** Looks at steps/ and its folders. Remembered until something changes, where somebody says when it does. */
export function stepFiles(workspace: Workspace, tree: Tree): Promise<StepFiles> {
  const generation = workspace.files.generation?.(tree.steps);
  if (generation === undefined) return look(workspace, tree);
  const last = known.get(workspace) ?? new Map<string, Known>();
  known.set(workspace, last);
  const before = last.get(tree.steps);
  if (before?.generation === generation) return before.files;
  const files = look(workspace, tree);
  last.set(tree.steps, { generation, files });
  return files;
}

interface Known {
  readonly generation: number;
  readonly files: Promise<StepFiles>;
}

const known = new WeakMap<Workspace, Map<string, Known>>();

async function look(workspace: Workspace, tree: Tree): Promise<StepFiles> {
  const folders = await foldersOf(workspace, tree.steps);
  const lists = await Promise.all(
    [...folders].map(async (name) => {
      const folder = `${tree.steps}/${name}`;
      return [name, await filesOf(workspace, folder, await workspace.files.list(folder))] as const;
    }),
  );
  const byFolder = new Map(lists);
  const of = (folder: string) => byFolder.get(folder) ?? none;
  return {
    folders,
    of,
    has: (folder, file) => of(folder).has(file) || workspace.isOpen(`${tree.steps}/${folder}/${file}`),
  };
}

const none: ReadonlySet<string> = new Set();

/** A remembered list is the same object, and has the same files. */
const files = new WeakMap<readonly FolderEntry[], ReadonlySet<string>>();

async function filesOf(
  workspace: Workspace,
  folder: string,
  entries: readonly FolderEntry[],
): Promise<ReadonlySet<string>> {
  let names = files.get(entries);
  if (names === undefined) {
    names = await namesOf(workspace, folder, entries, "file");
    files.set(entries, names);
  }
  return names;
}

/** The names of a folder's folders, links to folders among them. */
export async function foldersOf(workspace: Workspace, path: string): Promise<ReadonlySet<string>> {
  const entries = await workspace.files.list(path);
  let names = folders.get(entries);
  if (names === undefined) {
    names = await namesOf(workspace, path, entries, "directory");
    folders.set(entries, names);
  }
  return names;
}

const folders = new WeakMap<readonly FolderEntry[], ReadonlySet<string>>();

async function namesOf(
  workspace: Workspace,
  path: string,
  entries: readonly FolderEntry[],
  wanted: "file" | "directory",
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const { name, kind } of entries) {
    const is =
      kind === wanted || (kind === "symlink" && (await workspace.files.kind(`${path}/${name}`)) === wanted);
    if (is) names.add(name);
  }
  return names;
}
