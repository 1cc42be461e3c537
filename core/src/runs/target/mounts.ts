import type { FileSystem } from "../../platform/fileSystem";

/**
 * Mount points of a `/proc/self/mountinfo` (proc(5)): the fifth field, in which blank, tab, newline and backslash are
 * written in octal.
 */
export function mountPointsOf(mountInfo: string): readonly string[] {
  return mountInfo
    .split("\n")
    .map((line) => line.split(" ")[4])
    .filter((point) => point !== undefined)
    .map((point) =>
      point.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8))),
    );
}

/** A mount point at `folder` or below, undefined where there is none. */
export async function mountWithin(files: FileSystem, folder: string): Promise<string | undefined> {
  const bytes = await files.read("/proc/self/mountinfo");
  if (bytes === undefined) return undefined;
  const points = mountPointsOf(new TextDecoder().decode(bytes));
  return points.find((point) => point === folder || point.startsWith(`${folder}/`));
}
