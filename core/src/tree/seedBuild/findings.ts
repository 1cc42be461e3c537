import type { DiagnosticCode } from "../../diagnostics/codes";
import type { Finding, Location } from "../../runs/events";
import { sourcesOf } from "../../runs/layout";
import { locationOf, startOf } from "../../runs/locations";
import type { Tree } from "../tree";
import type { Workspace } from "../workspace";
import type { SeedBuild } from "./seedBuild";

/** An artifact of a dry build beside the line of the tree that says what it hashes to. */
export interface ComparedArtifact {
  /** Absolute path of the list in the tree, and the line in it, zero-based. */
  readonly list: string;
  readonly line: number;
  readonly sha256: string;
  readonly equal: boolean;
}

/** What is wrong with a seed chain, on the lines of the tree's own files that say or do it. */
export async function seedBuildFindings(
  { seeds, artifacts, checks, failures }: SeedBuild,
  tree: Tree,
  workspace: Workspace,
): Promise<Finding[]> {
  const at = async (code: DiagnosticCode, message: string, path: string, line?: number): Promise<Finding> => {
    const place = await placeInTree(tree, workspace, path, line);
    return { ...place, severity: "error", code, message, related: [] };
  };
  const found: Promise<Finding>[] = [];
  for (const { path, state } of seeds) {
    if (state === "different")
      found.push(at("verify/seed-differs", `${path} is not what its source makes.`, path));
  }
  for (const { place, words, message } of failures) {
    found.push(
      at("run/command-failed", `\`${words.join(" ")}\` would fail: ${message}`, place.script, place.line),
    );
  }
  for (const { path, list, line, expected, actual } of checks) {
    if (actual === undefined || actual === expected) continue;
    found.push(at("run/checksum-mismatch", `${path} comes out as ${actual}.`, list, line));
  }
  for (const { path, sha256, published } of artifacts) {
    if (published === undefined || published.sha256 === sha256) continue;
    if (checks.some((check) => check.list === published.list && check.line === published.line)) continue;
    found.push(
      at("run/checksum-mismatch", `${path} comes out as ${sha256}.`, published.list, published.line),
    );
  }
  return Promise.all(found);
}

/** The files that were held against a hash which the tree publishes: what was made, and what the scripts checked. */
export async function comparedArtifacts(
  { artifacts, checks }: Pick<SeedBuild, "artifacts" | "checks">,
  tree: Tree,
  workspace: Workspace,
): Promise<ComparedArtifact[]> {
  const found = new Map<string, ComparedArtifact>();
  const add = async (inRoot: string, line: number, sha256: string, expected: string) => {
    const list = await inTree(tree, workspace, inRoot);
    if (list !== undefined) found.set(`${list}:${line}`, { list, line, sha256, equal: sha256 === expected });
  };
  for (const { sha256, published } of artifacts) {
    if (published !== undefined) await add(published.list, published.line, sha256, published.sha256);
  }
  for (const { list, line, expected, actual } of checks) {
    if (actual !== undefined) await add(list, line, actual, expected);
  }
  return [...found.values()];
}

/** The tree's file that a path of the root file system is a copy of; undefined for what the bootstrap itself makes. */
async function inTree(tree: Tree, workspace: Workspace, path: string): Promise<string | undefined> {
  for (const file of sourcesOf(tree, path)) if (await workspace.isFile(file)) return file;
  return undefined;
}

/** A line of such a file, zero-based, else its start; the manifest's, which it all comes from, where there is none. */
async function placeInTree(
  tree: Tree,
  workspace: Workspace,
  path: string,
  line: number | undefined,
): Promise<Location> {
  const file = await inTree(tree, workspace, path);
  const text = file === undefined || line === undefined ? undefined : await workspace.text(file);
  if (file === undefined || text === undefined || line === undefined) return startOf(file ?? tree.manifest);
  return locationOf(file, text, text.line(line));
}
