/**
 * Folders that are mounted over one another as a sandbox's root (overlayfs). Relative to `folder`, of digits, letters
 * and slashes only: in the options of mount(8) commas, colons and backslashes have a meaning, and there is room for
 * one page of them.
 */
export interface Layers {
  /** Absolute path of the folder that they lie in. */
  readonly folder: string;
  /** The topmost first. Nothing of them is changed. */
  readonly lower: readonly string[];
  /** What is written goes here; absent, nothing can be. */
  readonly upper?: string;
  /** An empty folder that the kernel works in, on the same file system. */
  readonly work?: string;
}

/** Layers that Linux stacks (fs/overlayfs, OVL_MAX_STACK). */
export const mostLayers = 500;

/** Options for `mount -t overlay`. `userxattr` lets an ordinary user do it, from Linux 5.11 on. */
export function overlayOptions({ lower, upper, work }: Layers): string {
  const names = [...lower, upper, work].filter((name) => name !== undefined);
  const odd = names.find((name) => !/^[A-Za-z0-9/]+$/.test(name));
  if (odd !== undefined) throw new Error(`${odd} is no name of a layer`);
  const write = upper === undefined || work === undefined ? [] : [`upperdir=${upper}`, `workdir=${work}`];
  return ["userxattr", `lowerdir=${lower.join(":")}`, ...write].join(",");
}

/** util-linux from 2.39 on hands options over one by one, each of at most 255 bytes, unless it is told not to. */
export const overlayEnvironment: ReadonlyMap<string, string> = new Map([
  ["PATH", "/usr/sbin:/usr/bin:/sbin:/bin"],
  ["LIBMOUNT_FORCE_MOUNT2", "always"],
]);
