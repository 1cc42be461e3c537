import { assembleHex0, hex0OfArchitecture, plainHex0 } from "../../assemble/hex0";
import type { Range } from "../../text/range";
import type { Tree } from "../tree";
import type { Workspace } from "../workspace";

/** A seed of bootstrap-seeds/POSIX beside the hex0 source that it claims to come from. */
export interface Seed {
  /** The folder's name: `x86`, `AMD64`. */
  readonly folder: string;
  /** Absolute paths. */
  readonly binary: string;
  readonly source: string;
}

export type SeedState =
  /** The binary is what the source assembles to. */
  | { readonly kind: "equal"; readonly size: number }
  /** The tree ships the source alone: whoever starts a run assembles it. */
  | { readonly kind: "source-only"; readonly size: number }
  /** The tree ships a binary that nothing explains. */
  | { readonly kind: "binary-only" }
  | { readonly kind: "missing" }
  | {
      readonly kind: "different";
      /** File offset of the first byte that differs; the length of the shorter one where that is the other's start. */
      readonly offset: number;
      /** The bytes there, undefined behind the end. */
      readonly shipped: number | undefined;
      readonly assembled: number | undefined;
      readonly shippedSize: number;
      readonly assembledSize: number;
      /** Where in the source the assembled byte stands; the source's end behind its last byte. */
      readonly range: Range;
    };

/** The seeds of every architecture that a tree has. */
export async function seedsOf(tree: Tree, workspace: Workspace): Promise<Seed[]> {
  const posix = `${tree.stage0}/bootstrap-seeds/POSIX`;
  const folders = (await workspace.files.list(posix)).filter(({ kind }) => kind === "directory");
  return folders.flatMap(({ name }) => seedsIn(posix, name));
}

function seedsIn(posix: string, folder: string): Seed[] {
  const at = `${posix}/${folder}`;
  return [
    { folder, binary: `${at}/hex0-seed`, source: `${at}/hex0_${folder}.hex0` },
    { folder, binary: `${at}/kaem-optional-seed`, source: `${at}/kaem-minimal.hex0` },
  ];
}

/** Assembles a seed's source as its own architecture's hex0 does, and compares byte for byte. */
export async function inspectSeed(
  { folder, binary, source }: Seed,
  workspace: Workspace,
): Promise<SeedState> {
  const [shipped, text] = await Promise.all([workspace.files.read(binary), workspace.text(source)]);
  if (text === undefined) return { kind: shipped === undefined ? "missing" : "binary-only" };
  const dialect = hex0OfArchitecture[folder.toLowerCase()] ?? plainHex0;
  const { bytes, map } = assembleHex0(text.bytes, { dialect, map: true });
  if (shipped === undefined) return { kind: "source-only", size: bytes.length };
  const offset = firstDifference(shipped, bytes);
  if (offset === undefined) return { kind: "equal", size: bytes.length };
  return {
    kind: "different",
    offset,
    shipped: shipped[offset],
    assembled: bytes[offset],
    shippedSize: shipped.length,
    assembledSize: bytes.length,
    range: (offset < bytes.length ? map?.rangeOf(offset) : undefined) ?? {
      start: text.length,
      end: text.length,
    },
  };
}

function firstDifference(a: Uint8Array, b: Uint8Array): number | undefined {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) if (a[at] !== b[at]) return at;
  return a.length === b.length ? undefined : shorter;
}
