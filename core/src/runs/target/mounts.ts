import type { FileSystem } from "../../platform/fileSystem";

/** A mounted file system. */
export interface Mount {
  readonly point: string;
  readonly type: string;
  /** What it is of; a text of whoever has mounted it where it is of no device. */
  readonly source: string;
}

/** In which blank, tab, newline and backslash are written in octal. */
const plain = (field: string) =>
  field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));

/**
 * The mounts of a `/proc/self/mountinfo` (proc(5)): the fifth field is where, and behind a lone hyphen come the type and
 * what it is of.
 */
export function mountsOf(mountInfo: string): readonly Mount[] {
  return mountInfo.split("\n").flatMap((line) => {
    const fields = line.split(" ");
    const [point, hyphen] = [fields[4], fields.indexOf("-", 6)];
    if (point === undefined) return [];
    const [type = "", source = ""] = hyphen < 0 ? [] : fields.slice(hyphen + 1);
    return [{ point: plain(point), type: plain(type), source: plain(source) }];
  });
}

/** The mounts at `folder` and below, the later ones over the earlier. */
export async function mountsWithin(files: FileSystem, folder: string): Promise<readonly Mount[]> {
  const bytes = await files.read("/proc/self/mountinfo");
  if (bytes === undefined) return [];
  const mounts = mountsOf(new TextDecoder().decode(bytes));
  return mounts.filter(({ point }) => point === folder || point.startsWith(`${folder}/`));
}
