import { lstatSync } from "node:fs";

/** Milliseconds within which a second change of a file may leave the same time of change. */
const UNSURE = 2000;

/** See {@link import("../disk").Disk.stamps}. Not asynchronous: for thousands of paths that takes ten times as long. */
export function stampOf(path: Buffer): string | undefined {
  const status = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (status === undefined) return undefined;
  const { ino, dev, size, mode, mtimeNs, ctimeNs } = status;
  if (ctimeNs / 1_000_000n > BigInt(Date.now() - UNSURE)) return undefined;
  return [dev, ino, size, mode, mtimeNs, ctimeNs].join(" ");
}

export function stampsOf(paths: readonly string[]): readonly (string | undefined)[] {
  return paths.map((path) => stampOf(Buffer.from(path, "latin1")));
}
