import type { Machine } from "../platform/machine";
import type { Finding } from "../runs/events";
import { finding } from "../runs/findings";
import { locationOf } from "../runs/locations";
import type { Tree } from "../tree/tree";
import { distfilesOf, inspectDistfiles, networkLine, type NeededDistfile } from "../tree/verify/distfiles";
import type { Workspace } from "../tree/workspace";

/**
 * The distfiles of a tree as lib/generator.py of live-bootstrap (`get_source_manifest`) finds them: of every line of the
 * manifest that begins with `build: `, whatever its predicate says.
 */
export async function namedDistfiles(tree: Tree, workspace: Workspace): Promise<NeededDistfile[]> {
  const manifest = await workspace.text(tree.manifest);
  if (manifest === undefined) return [];
  const network = networkLine(manifest);
  const found: Promise<readonly NeededDistfile[]>[] = [];
  const seen = new Set<string>();
  for (let number = 0; number < manifest.lineCount; number++) {
    const range = manifest.line(number);
    const line = manifest.slice(range);
    if (!line.trim().startsWith("build: ")) continue;
    const name = (line.split(" ")[1] ?? "").split("#")[0]!.trim();
    // The name becomes a part of a path.
    if (name === "" || name === ".." || name.includes("/") || seen.has(name)) continue;
    seen.add(name);
    const beforeNetwork = range.start < network;
    const own = distfilesOf(tree, workspace, name);
    found.push(own.then((all) => all.map((distfile) => ({ ...distfile, beforeNetwork }))));
  }
  return (await Promise.all(found)).flat();
}

/** What is wrong with distfiles that an image wants: those with another hash, and in one finding those that are missing. */
export async function checkDistfiles(
  machine: Machine,
  tree: Tree,
  workspace: Workspace,
  wanted: readonly NeededDistfile[],
): Promise<Finding[]> {
  const inspected = await inspectDistfiles(tree, wanted, machine.hash);
  const place = async ({ sources, hashRange }: NeededDistfile) =>
    locationOf(sources, (await workspace.text(sources))!, hashRange);
  const findings: Finding[] = [];
  for (const { distfile, state } of inspected) {
    if (state.kind !== "bad") continue;
    const message = `${distfile.name} has the SHA-256 ${state.sha256}, but the tree wants ${distfile.hash}`;
    findings.push(finding("run/distfile-mismatch", await place(distfile), message));
  }
  const missing = inspected.filter(({ state }) => state.kind === "missing");
  const [first] = missing;
  if (first === undefined) return findings;
  const names = new Set(missing.map(({ distfile }) => distfile.name)).size;
  const others = names === 1 ? "is" : `and ${names - 1} more are`;
  const message = `${first.distfile.name} ${others} not in distfiles: the bootstrap will stop where it needs the first of them`;
  return [...findings, finding("image/missing-distfile", await place(first.distfile), message)];
}
