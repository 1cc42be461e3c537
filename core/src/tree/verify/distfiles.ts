import { parseSources } from "../../languages/sources/parser";
import type { HashFile } from "../../platform/fileHash";
import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";
import type { Plan } from "../plan";
import { packageFolder } from "../scripts";
import type { Tree } from "../tree";
import type { Workspace } from "../workspace";

/** A line of a package's `sources`. */
export interface Distfile {
  /** Its name in distfiles/. */
  readonly name: string;
  /** The SHA-256 that `sources` gives. */
  readonly hash: string;
  /** Undefined where no URL has it (`_`). */
  readonly url: string | undefined;
  /** Absolute path of the `sources`. */
  readonly sources: string;
  /** The bytes of the hash in it. */
  readonly hashRange: Range;
}

/** A distfile that a plan needs. */
export interface NeededDistfile extends Distfile {
  /** Whether a step needs it before the network is up; see {@link networkLine}. */
  readonly beforeNetwork: boolean;
}

/** What the `sources` of a package name, in its order; nothing where it has none. */
export async function distfilesOf(tree: Tree, workspace: Workspace, name: string): Promise<Distfile[]> {
  const sources = `${packageFolder(tree, name)}/sources`;
  const text = await workspace.text(sources);
  if (text === undefined) return [];
  return parseSources(text).lines.map((line) => ({
    name: line.name,
    hash: line.hash.text,
    url: line.url.text === "_" ? undefined : line.url.text,
    sources,
    hashRange: line.hash.range,
  }));
}

/**
 * Where in a manifest, as a byte offset, steps begin to download for themselves; infinite where they never do.
 * lib/generator.py of live-bootstrap draws the line at the first line that begins with `improve: ` and has `network`
 * in it, whatever its predicate says.
 */
export function networkLine(manifest: SourceText): number {
  for (let number = 0; number < manifest.lineCount; number++) {
    const { start, end } = manifest.line(number);
    const line = manifest.latin1.slice(start, end).trim();
    if (line.startsWith("improve: ") && line.includes("network")) return start;
  }
  return Infinity;
}

/** The distfiles of a plan's builds, in its order; those of a package that is built twice once. */
export async function neededDistfiles(
  tree: Tree,
  workspace: Workspace,
  plan: Plan,
): Promise<NeededDistfile[]> {
  const needed: NeededDistfile[] = [];
  const seen = new Set<string>();
  const text = await workspace.text(tree.manifest);
  const network = text === undefined ? Infinity : networkLine(text);
  for (const { kind, name, range } of plan.steps) {
    if (kind !== "build" || seen.has(name)) continue;
    seen.add(name);
    const beforeNetwork = range.start < network;
    for (const distfile of await distfilesOf(tree, workspace, name))
      needed.push({ ...distfile, beforeNetwork });
  }
  return needed;
}

/** What of a distfile lies in distfiles/. */
export type DistfileState =
  | { readonly kind: "have"; readonly size: number }
  | { readonly kind: "missing" }
  | { readonly kind: "bad"; readonly size: number; readonly sha256: string };

export interface InspectedDistfile<Of extends Distfile = Distfile> {
  readonly distfile: Of;
  readonly state: DistfileState;
}

/** Every needed distfile with what is there of it. A file is hashed once, however many lines name it. */
export async function inspectDistfiles<Of extends Distfile>(
  tree: Tree,
  needed: readonly Of[],
  hash: HashFile,
): Promise<InspectedDistfile<Of>[]> {
  const hashes = new Map<string, Awaited<ReturnType<HashFile>>>();
  const inspected: InspectedDistfile<Of>[] = [];
  for (const distfile of needed) {
    const { name } = distfile;
    // A name with a slash would lead out of the folder.
    if (!hashes.has(name)) {
      hashes.set(name, isFileName(name) ? await hash(`${tree.distfiles}/${name}`) : undefined);
    }
    const found = hashes.get(name);
    const state: DistfileState =
      found === undefined
        ? { kind: "missing" }
        : found.sha256 === distfile.hash
          ? { kind: "have", size: found.size }
          : { kind: "bad", ...found };
    inspected.push({ distfile, state });
  }
  return inspected;
}

/** Whether a name stays in its folder. */
export function isFileName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !name.includes("/");
}
