import type { Disk } from "../platform/disk";

/** A whole file to be written. */
export interface FileToWrite {
  /** Absolute path. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Permission bits. */
  readonly mode: number;
}

/**
 * Writes files so that all of them are there behind it or, where the disk fails, none: each goes to a draft beside its
 * place, and only when all drafts are complete are they renamed. Folders that are missing are made. A file that stands
 * at a place is replaced. Rejects with what the disk rejects with, after putting back what was.
 */
export async function writeTogether(disk: Disk, files: readonly FileToWrite[]): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  try {
    for (const file of files) await writeDraft(disk, file, undo);
    for (const file of files) await putInPlace(disk, file, undo);
  } catch (error) {
    // What cannot be undone must not hide why it had to be.
    for (const step of undo.reverse()) await step().catch(() => undefined);
    throw error;
  }
}

async function writeDraft(
  disk: Disk,
  { path, bytes, mode }: FileToWrite,
  undo: (() => Promise<void>)[],
): Promise<void> {
  const made = await firstMissing(disk, directoryOf(path));
  if (made !== undefined) {
    undo.push(() => disk.removeTree(made));
    await disk.makeDirectory(directoryOf(path), 0o755);
  }
  undo.push(() => disk.removeFile(draftOf(path)));
  await disk.write(draftOf(path), bytes, mode);
}

async function putInPlace(disk: Disk, { path }: FileToWrite, undo: (() => Promise<void>)[]): Promise<void> {
  const before = await disk.status(path);
  const old = before?.kind === "file" ? await disk.read(path, before.size) : undefined;
  await disk.rename(draftOf(path), path);
  undo.push(() =>
    old === undefined || before === undefined ? disk.removeFile(path) : disk.write(path, old, before.mode),
  );
}

/** The topmost folder of a path that does not exist. */
async function firstMissing(disk: Disk, path: string): Promise<string | undefined> {
  let missing: string | undefined;
  for (let at = path; at !== "" && (await disk.status(at)) === undefined; at = directoryOf(at)) missing = at;
  return missing;
}

function draftOf(path: string): string {
  const directory = directoryOf(path);
  return `${directory}/.${path.slice(directory.length + 1)}.bootstrappable-draft`;
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
