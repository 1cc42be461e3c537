import type { Diagnostic } from "../diagnostics/diagnostic";
import { diagnose } from "../diagnostics/diagnostic";
import type { SourceLine } from "../languages/sources/parser";
import { packageNames, packageSources } from "../tree/packages";
import type { Plan } from "../tree/plan";
import type { Tree } from "../tree/tree";
import { networkLine } from "../tree/verify/distfiles";
import type { Workspace } from "../tree/workspace";
import { nameFault } from "./name";

/** A commit of a repository. */
export interface Commit {
  readonly repository: string;
  /** A branch, tag or hash. */
  readonly reference: string;
}

/** A finding in a file of a tree. */
export interface PlacedFinding {
  /** Absolute path. */
  readonly path: string;
  readonly diagnostic: Diagnostic;
}

/** A file that has to be in distfiles/: all lines of all `sources` that name it, with one hash. */
export interface WantedDistfile {
  readonly name: string;
  /** 64 hex digits in lower case. */
  readonly sha256: string;
  /** In the order of the lines, each once; none where no URL has it. */
  readonly urls: readonly string[];
  /** Commits that it is an archive of. */
  readonly commits: readonly Commit[];
  /** The first line that names it. */
  readonly path: string;
  readonly line: SourceLine;
}

/** What of a tree's distfiles is wanted. */
export interface Selection {
  /** The builds of a plan; undefined for every folder under steps/, as upstream's mirror.sh has it. */
  readonly plan: Plan | undefined;
  /** Only what a step needs before the network is up. */
  readonly beforeNetwork?: boolean;
  /** Only files of these names; all where it is empty. */
  readonly names?: readonly string[];
}

interface Wanted {
  readonly files: readonly WantedDistfile[];
  /** Lines that nothing can be fetched for. */
  readonly problems: readonly PlacedFinding[];
}

/** The wanted distfiles in the order in which they are needed, each once. */
export async function wantedDistfiles(
  tree: Tree,
  workspace: Workspace,
  selection: Selection,
): Promise<Wanted> {
  const names = new Set(selection.names);
  const files = new Map<string, Building>();
  const problems: PlacedFinding[] = [];
  for (const name of await packagesOf(tree, workspace, selection)) {
    const found = await packageSources(workspace, tree, name);
    if (found === undefined) continue;
    const { path, contents } = found;
    // Of a line that nobody can read nobody knows whether its file is among the names.
    for (const range of names.size > 0 ? [] : contents.malformed) {
      const message = "Neither a file's line nor a git commit's: nothing is fetched for it.";
      problems.push({ path, diagnostic: diagnose("sources/malformed-line", range, message) });
    }
    for (const line of contents.lines) {
      if (names.size > 0 && !names.has(line.name)) continue;
      const diagnostic = add(files, path, line);
      if (diagnostic !== undefined) problems.push({ path, diagnostic });
    }
  }
  return { files: [...files.values()], problems };
}

interface Building extends WantedDistfile {
  readonly urls: string[];
  readonly commits: Commit[];
}

function add(files: Map<string, Building>, path: string, line: SourceLine): Diagnostic | undefined {
  const { name, hash, url, repository } = line;
  const fault = nameFault(name);
  if (fault !== undefined) return unsafeName(line, fault);
  if (!/^[0-9a-f]{64}$/.test(hash.text)) {
    const message = `Without a SHA-256 of 64 hex digits in lower case nothing can be checked: ${name} is not fetched.`;
    return diagnose("sources/malformed-hash", hash.range, message);
  }
  let file = files.get(name);
  if (file === undefined) {
    files.set(name, (file = { name, sha256: hash.text, urls: [], commits: [], path, line }));
  } else if (file.sha256 !== hash.text) {
    const related = [{ path: file.path, range: file.line.hash.range, message: "The other hash." }];
    const message = `${name} has another hash in another line: both cannot lie in distfiles/.`;
    return diagnose("sources/conflicting-hash", hash.range, message, { related });
  }
  if (url.text !== "_" && !file.urls.includes(url.text)) file.urls.push(url.text);
  const commit = repository === undefined ? undefined : commitOf(repository.text);
  if (commit !== undefined && !file.commits.some((other) => sameCommit(other, commit)))
    file.commits.push(commit);
  return undefined;
}

/** The finding for a name that cannot be a distfile's. */
function unsafeName({ name, nameWord, url }: SourceLine, fault: string): Diagnostic {
  const shown = name === "" ? "The empty name" : `\`${name}\``;
  return diagnose("sources/unsafe-name", (nameWord ?? url).range, `${shown} ${fault}.`);
}

/** `REPOSITORY~REFERENCE`, cut as mirror.sh does: at the last `~`. */
function commitOf(text: string): Commit | undefined {
  const at = text.lastIndexOf("~");
  return at <= 0 ? undefined : { repository: text.slice(0, at), reference: text.slice(at + 1) };
}

function sameCommit(a: Commit, b: Commit): boolean {
  return a.repository === b.repository && a.reference === b.reference;
}

/** The packages to look at, each once. */
async function packagesOf(
  tree: Tree,
  workspace: Workspace,
  { plan, beforeNetwork }: Selection,
): Promise<Iterable<string>> {
  if (plan === undefined) return packageNames(workspace, tree);
  const text = await workspace.text(tree.manifest);
  const end = beforeNetwork === true && text !== undefined ? networkLine(text) : Infinity;
  const builds = plan.steps.filter(({ kind, range }) => kind === "build" && range.start < end);
  return new Set(builds.map(({ name }) => name));
}
