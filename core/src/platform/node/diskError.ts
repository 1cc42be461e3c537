import { DiskError } from "../disk";

/** The system's name for an error (`ENOENT`), or an empty string. */
export function reasonOf(error: unknown): string {
  if (error instanceof DiskError) return error.reason;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}

const meanings: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "not permitted",
  ENOSPC: "no space left on the disk",
  EDQUOT: "the disk quota is used up",
  EROFS: "the file system is read-only",
  EFBIG: "the file system, or a limit (ulimit -f), takes no file that long",
  EMFILE: "this process has too many files open (ulimit -n)",
  ENAMETOOLONG: "the name is too long",
  ENOTDIR: "a part of the path is not a folder",
  EISDIR: "it is a folder",
  ENOENT: "no such file or folder",
};

/** An error of the system as one that tells the path and what could not be done; ours go through as they are. */
export function failed(what: string, path: string, error: unknown): DiskError {
  if (error instanceof DiskError) return error;
  const reason = reasonOf(error);
  const meaning = meanings[reason] ?? (error instanceof Error ? error.message : String(error));
  return new DiskError(`${shortened(path)} ${what}: ${meaning}`, path, reason);
}

/** A path that a program has made longer than a system call takes is of no use as a whole. */
function shortened(path: string): string {
  return path.length <= 1000 ? path : `${path.slice(0, 200)}…`;
}
