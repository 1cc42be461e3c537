import type { Disk, TreeEntry } from "../../platform/disk";

/** One side of a file that differs. */
export interface ComparedNode {
  readonly kind: TreeEntry["kind"] | "whiteout";
  /** Permission bits. */
  readonly mode: number;
  /** In bytes; of a file. */
  readonly size?: number;
  /** Of a file. */
  readonly sha256?: string;
  /** Of a link. */
  readonly target?: string;
}

/** Something that is not the same in two folders. */
export interface FileDifference {
  /** From `/` on, which is the folder. */
  readonly path: string;
  /** Undefined where there is nothing of that name. */
  readonly a: ComparedNode | undefined;
  readonly b: ComparedNode | undefined;
  /** Of two files of other content. */
  readonly bytes?: ByteDifference;
}

/** The first byte at which two files differ. */
export interface ByteDifference {
  /** File offset of it; where one file is the beginning of the other, the length of the shorter. */
  readonly offset: number;
  /** At most {@link shownBytes} bytes from there on, in hex. */
  readonly a: string;
  readonly b: string;
}

/** How many bytes are told of each side. */
const shownBytes = 16;

/** Bytes of a file that is looked into for the first difference; of larger ones only the hashes are told. */
const largest = 256 << 20;

/**
 * What differs in two folders: names, kinds, permissions, contents (by SHA-256) and where links lead, sorted by path;
 * times and owners do not count. Rejects with DiskError.
 */
export async function compareFolders(disk: Disk, a: string, b: string): Promise<readonly FileDifference[]> {
  const [left, right] = await Promise.all([disk.list(a), disk.list(b)]);
  const inB = new Map(right.map((entry) => [entry.path, entry]));
  const inA = new Map(left.map((entry) => [entry.path, entry]));
  const differences: FileDifference[] = [];
  for (const path of [...new Set([...inA.keys(), ...inB.keys()])].sort()) {
    const [was, is] = [await nodeOf(disk, a, inA.get(path)), await nodeOf(disk, b, inB.get(path))];
    if (was !== undefined && is !== undefined && same(was, is)) continue;
    const bytes = was?.sha256 !== is?.sha256 ? await bytesOf(disk, a, b, path, was, is) : undefined;
    differences.push({ path: `/${utf8Of(path)}`, a: was, b: is, ...(bytes && { bytes }) });
  }
  return differences;
}

async function nodeOf(
  disk: Disk,
  folder: string,
  entry: TreeEntry | undefined,
): Promise<ComparedNode | undefined> {
  if (entry === undefined) return undefined;
  const { path, mode, size, target } = entry;
  const kind = entry.whiteout ? "whiteout" : entry.kind;
  if (kind === "file") return { kind, mode, size, sha256: await disk.hash(folder, path) };
  return { kind, mode, ...(target !== undefined && { target: utf8Of(target) }) };
}

function same(a: ComparedNode, b: ComparedNode): boolean {
  return a.kind === b.kind && a.mode === b.mode && a.sha256 === b.sha256 && a.target === b.target;
}

async function bytesOf(
  disk: Disk,
  a: string,
  b: string,
  path: string,
  was: ComparedNode | undefined,
  is: ComparedNode | undefined,
): Promise<ByteDifference | undefined> {
  if (was?.kind !== "file" || is?.kind !== "file") return undefined;
  if (Math.max(was.size ?? 0, is.size ?? 0) > largest) return undefined;
  const name = utf8Of(path);
  const [left, right] = [await disk.read(`${a}/${name}`, largest), await disk.read(`${b}/${name}`, largest)];
  return left && right && firstDifference(left, right);
}

/** Where two contents part; undefined where they are the same. */
export function firstDifference(a: Uint8Array, b: Uint8Array): ByteDifference | undefined {
  const end = Math.min(a.length, b.length);
  let offset = 0;
  while (offset < end && a[offset] === b[offset]) offset++;
  if (offset === end && a.length === b.length) return undefined;
  const shown = (bytes: Uint8Array) =>
    Array.from(bytes.subarray(offset, offset + shownBytes), (byte) =>
      byte.toString(16).padStart(2, "0"),
    ).join(" ");
  return { offset, a: shown(a), b: shown(b) };
}

/** A name whose bytes are characters, as text. */
function utf8Of(path: string): string {
  return new TextDecoder().decode(Uint8Array.from(path, (character) => character.charCodeAt(0)));
}
