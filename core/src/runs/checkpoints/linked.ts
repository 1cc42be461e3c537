import type { Disk, TreeEntry } from "../../platform/disk";

/**
 * The names that files with several names have (hard links) in layers, the topmost first, with the folders that they
 * lie in: those that are seen, of files of which two or more are. In the order of `visible`.
 */
export async function linkedOf(
  disk: Disk,
  layers: readonly string[],
  visible: readonly string[],
): Promise<readonly string[]> {
  const owners = new Map<string, { readonly layer: string; readonly entry: TreeEntry }>();
  for (const layer of layers.toReversed())
    for (const entry of await disk.list(layer)) owners.set(entry.path, { layer, entry });
  const files = new Map<string, string[]>();
  for (const path of visible) {
    const owner = owners.get(path);
    if (owner?.entry.linked === undefined) continue;
    const file = `${owner.layer}/${owner.entry.linked}`;
    files.set(file, [...(files.get(file) ?? []), path]);
  }
  const wanted = new Set<string>();
  for (const path of [...files.values()].filter((paths) => paths.length > 1).flat()) {
    wanted.add(path);
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1))
      wanted.add(path.slice(0, end));
  }
  return visible.filter((path) => wanted.has(path));
}
