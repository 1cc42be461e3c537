import type { Disk } from "../platform/disk";
import { tarballOf } from "../tree/packages";
import { rootPlaces } from "./layout";

/** The tarball of a package's newest revision in a root file system; undefined where there is none. */
export async function newestTarball(disk: Disk, root: string, name: string): Promise<string | undefined> {
  let newest: string | undefined;
  let highest = -1;
  for (const file of await disk.names(root + rootPlaces.packages).catch(() => [])) {
    const tarball = tarballOf(file);
    if (tarball?.name !== name || tarball.revision <= highest) continue;
    newest = file;
    highest = tarball.revision;
  }
  return newest;
}
