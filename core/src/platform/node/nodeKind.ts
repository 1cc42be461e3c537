import type { Stats } from "node:fs";
import type { NodeKind } from "../disk";

/** What something on the disk is. */
export function nodeKindOf(stats: Stats): NodeKind {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "directory";
  if (stats.isSymbolicLink()) return "link";
  if (stats.isFIFO()) return "fifo";
  return stats.isSocket() ? "socket" : "device";
}
