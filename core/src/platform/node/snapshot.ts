import * as fs from "node:fs";
import type { NodeKind, Snapshot } from "../disk";
import { ClosedFolders } from "./closedFolders";
import { failed, reasonOf } from "./diskError";
import { nodeKindOf } from "./nodeKind";
import { Turns } from "./turns";
import { under } from "./under";

/** Milliseconds within which a second change of a file may leave the same time of change: two of the kernel's ticks. */
const TICKS = 20;

/** The same on a file system that counts whole seconds. */
const SECONDS = 2000;

/** Something in a folder, at a time. */
export interface Node {
  readonly kind: NodeKind;
  /** With the permissions. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** The file behind the name, where it has other names; undefined where not. */
  readonly file: string | undefined;
  /** Another whenever what is in it may be; of folders nothing is told by it. */
  readonly stamp: string;
  /** Whether a change right after that could have left the same stamp. */
  readonly unsure: boolean;
}

/** What {@link takeSnapshot} makes. */
export class FolderSnapshot implements Snapshot {
  /** By relative paths, each byte one character; a folder before what is in it. */
  readonly nodes = new Map<string, Node>();

  get size(): number {
    return this.nodes.size;
  }
}

/** See {@link import("../disk").Disk.snapshot}. Not asynchronous: for thousands of paths that takes ten times as long. */
export async function takeSnapshot(folder: string): Promise<FolderSnapshot> {
  const snapshot = new FolderSnapshot();
  const turns = new Turns();
  const closed = new ClosedFolders();
  const look = async (prefix: string): Promise<void> => {
    const path = under(folder, prefix.slice(0, -1));
    let names: Buffer[];
    try {
      closed.open(path);
      names = fs.readdirSync(path, { encoding: "buffer" });
    } catch (error) {
      throw failed("cannot be read", path.toString(), error);
    }
    for (const name of names) {
      if (turns.due) await turns.give();
      const place = prefix + name.toString("latin1");
      const node = nodeAt(folder, place);
      if (node === undefined) continue;
      snapshot.nodes.set(place, node);
      if (node.kind === "directory") await look(`${place}/`);
    }
  };
  try {
    await look("");
  } finally {
    closed.shut();
  }
  return snapshot;
}

/** What lies at a path in a folder; undefined where nothing does. */
export function nodeAt(folder: string, path: string): Node | undefined {
  const full = under(folder, path);
  let stats: fs.Stats;
  try {
    stats = fs.lstatSync(full);
  } catch (error) {
    if (reasonOf(error) === "ENOENT") return undefined;
    throw failed("cannot be read", full.toString(), error);
  }
  const { mode, uid, gid, size, dev, ino, nlink, mtimeMs, ctimeMs } = stats;
  const kind = nodeKindOf(stats);
  return {
    ...{ kind, mode: mode & 0o7777, uid, gid, size },
    file: kind === "file" && nlink > 1 ? `${dev} ${ino}` : undefined,
    stamp: kind === "directory" ? "" : `${dev} ${ino} ${size} ${mtimeMs} ${ctimeMs}`,
    unsure: kind === "file" && Date.now() - ctimeMs < (ctimeMs % 1000 === 0 ? SECONDS : TICKS),
  };
}

/** Whether what lies there is certainly not what lay there. */
export function isOther(before: Node, now: Node): boolean {
  return (
    before.kind !== now.kind ||
    before.mode !== now.mode ||
    before.uid !== now.uid ||
    before.gid !== now.gid ||
    before.stamp !== now.stamp
  );
}
