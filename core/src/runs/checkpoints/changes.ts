import type { NodeKind, TreeEntry } from "../../platform/disk";
import type { Machine } from "../../platform/machine";
import type { Engine } from "../engines/engine";
import type { Checkpoint } from "./checkpoint";
import type { CheckpointStore } from "./store";

/** One side of a change. */
export interface ChangedNode {
  readonly kind: NodeKind;
  /** Permission bits. */
  readonly mode: number;
  /** In bytes; of a file. */
  readonly size?: number;
  /** Of a file. */
  readonly sha256?: string;
  /** Of a link. */
  readonly target?: string;
  /** Where it lies on the machine. */
  readonly file: string;
}

/** What a step did to something of the root. */
export interface Change {
  /** In the root, from `/` on. */
  readonly path: string;
  readonly change: "added" | "changed" | "removed";
  /** Undefined for what was added. */
  readonly before: ChangedNode | undefined;
  /** Undefined for what was removed. */
  readonly after: ChangedNode | undefined;
}

interface Owned {
  readonly layer: string;
  readonly entry: TreeEntry;
}

/**
 * What the last of some checkpoints changed, sorted by path. Of folders it is told that they were added or removed,
 * and when their permissions are others.
 */
export async function changesBetween(
  machine: Machine,
  engine: Engine,
  store: CheckpointStore,
  checkpoints: readonly Checkpoint[],
): Promise<readonly Change[]> {
  const below = checkpoints.slice(0, -1);
  // What is hidden, the kernel knows best: so it is asked what is seen before and after.
  const before = new Set(await engine.listLayers(store.layers(below)));
  const after = new Set(await engine.listLayers(store.layers(checkpoints)));
  const earlier = new Map<string, Owned>();
  for (const id of ["0", ...below.map((each) => each.id)])
    for (const entry of await machine.disk.list(store.path(id)))
      earlier.set(entry.path, { layer: id, entry });
  const own = new Map<string, Owned>();
  const layer = checkpoints.at(-1)!.id;
  for (const entry of await machine.disk.list(store.path(layer))) own.set(entry.path, { layer, entry });
  const changes: Change[] = [];
  for (const path of new Set([...before].filter((each) => !after.has(each)).concat([...own.keys()]))) {
    const [was, is] = [
      before.has(path) ? earlier.get(path) : undefined,
      after.has(path) ? own.get(path) : undefined,
    ];
    if (was === undefined && is === undefined) continue;
    const old = was && (await describe(machine, store, was));
    const now = is && (await describe(machine, store, is));
    if (old !== undefined && now !== undefined && sameNode(old, now)) continue;
    const change = old === undefined ? "added" : now === undefined ? "removed" : "changed";
    changes.push({ path: `/${utf8Of(path)}`, change, before: old, after: now });
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function describe(
  { disk }: Machine,
  store: CheckpointStore,
  { layer, entry }: Owned,
): Promise<ChangedNode> {
  const { kind, mode, size, target, path } = entry;
  const file = `${store.path(layer)}/${utf8Of(path)}`;
  if (kind !== "file") return { kind, mode, ...(target !== undefined && { target: utf8Of(target) }), file };
  return { kind, mode, size, sha256: await disk.hash(store.path(layer), path), file };
}

function sameNode(a: ChangedNode, b: ChangedNode): boolean {
  return a.kind === b.kind && a.mode === b.mode && a.sha256 === b.sha256 && a.target === b.target;
}

/** A name whose bytes are characters, as text. */
function utf8Of(path: string): string {
  return new TextDecoder().decode(Uint8Array.from(path, (character) => character.charCodeAt(0)));
}
