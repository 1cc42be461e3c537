import { byteCount } from "../../text/amounts";
import type { Place } from "./place";
import type { SourceLine } from "./parser";

/** What of a distfile lies in distfiles/. Sizes in bytes. */
export type DistfileState =
  | { readonly kind: "missing" }
  | { readonly kind: "verified"; readonly size: number }
  | { readonly kind: "different"; readonly size: number; readonly sha256: string }
  /** There, but nobody hashes it here. */
  | { readonly kind: "present"; readonly size: number };

/** The local state of a line's distfile. The file is only hashed where the workspace can do that. */
export async function distfileState(
  { tree, workspace }: Place,
  { name, hash }: SourceLine,
): Promise<DistfileState> {
  // A name with a slash would lead out of the folder.
  if (name === "" || name.startsWith(".") || name.includes("/")) return { kind: "missing" };
  const path = `${tree.distfiles}/${name}`;
  const stamp = await workspace.files.stamp(path);
  if (stamp === undefined) return { kind: "missing" };
  const found = await workspace.hash?.(path);
  if (found === undefined) return { kind: "present", size: stamp.size };
  return found.sha256 === hash.text
    ? { kind: "verified", size: found.size }
    : { kind: "different", ...found };
}

/** A state in a few words. */
export function stateInWords(state: DistfileState): string {
  switch (state.kind) {
    case "missing":
      return "not in distfiles/";
    case "verified":
      return `verified · ${byteCount(state.size)}`;
    case "different":
      return `SHA-256 differs · ${byteCount(state.size)}`;
    case "present":
      return `in distfiles/ · ${byteCount(state.size)}`;
  }
}
