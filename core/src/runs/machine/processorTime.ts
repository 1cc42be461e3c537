import type { FileSystem } from "../../platform/fileSystem";

/** Ticks a second in which Linux counts (USER_HZ, the same on every machine that Node runs on). */
const TICKS = 100;

/** Milliseconds of processor time that a process has used (proc_pid_stat(5)); undefined where nobody knows. */
export async function processorTime(
  files: Pick<FileSystem, "read">,
  id: number,
): Promise<number | undefined> {
  const bytes = await files.read(`/proc/${id}/stat`);
  // The name of the program, in parentheses, may hold anything.
  const fields =
    bytes &&
    new TextDecoder()
      .decode(bytes)
      .replace(/^.*\) /s, "")
      .split(" ");
  const ticks = fields && Number(fields[11]) + Number(fields[12]);
  return ticks === undefined || Number.isNaN(ticks) ? undefined : (ticks * 1000) / TICKS;
}
