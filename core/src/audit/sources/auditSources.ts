import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import type { DiagnosticCode } from "../../diagnostics/codes";
import { wantedDistfiles, type PlacedFinding, type WantedDistfile } from "../../distfiles/wanted";
import { shellOfText } from "../../languages/shell/script";
import type { ShellScript } from "../../languages/shell/syntax";
import type { LookIntoArchive } from "../../platform/archiveEntries";
import { packageFiles } from "../../tree/packages";
import type { Range } from "../../text/range";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import { fetchesIn } from "./fetches";
import { fetchingRecipes, type FetchingRecipe } from "./makefiles";
import { unsuitable, type Unsuitable } from "./kinds";
import { treatmentOf, type Treated, type Treatment } from "./treatment";

/** What was looked at, in numbers of distfiles. */
export interface SourcesAudit {
  readonly findings: readonly PlacedFinding[];
  /** To their end. */
  readonly looked: number;
  /** There, but not looked into, or not to their end. */
  readonly unread: number;
  /** Not there: nothing is downloaded. */
  readonly missing: number;
}

/** So many files of one kind are named. */
const mostNamed = 3;

/**
 * Looks into every distfile that is there for what is unsuitable in a bootstrap, and into the step's scripts for what becomes of it.
 * Nothing is downloaded, executed or written.
 */
export async function auditSources(
  tree: Tree,
  workspace: Workspace,
  look: LookIntoArchive,
  tell: (name: string) => void = () => undefined,
): Promise<SourcesAudit> {
  const { files } = await wantedDistfiles(tree, workspace, { plan: undefined });
  const findings: PlacedFinding[] = [];
  let looked = 0;
  let unread = 0;
  for (const file of files) {
    const path = `${tree.distfiles}/${file.name}`;
    if (!isArchive(file.name) || !(await workspace.isFile(path))) continue;
    tell(file.name);
    const found: Unsuitable[] = [];
    const fetching: FetchingRecipe[] = [];
    const { fault } = await look(path, file.sha256, (entry) => {
      const own = unsuitable(entry);
      if (own !== undefined) found.push(own);
      fetching.push(...fetchingRecipes(entry));
    });
    if (fault === undefined) looked++;
    else unread++;
    const first = files.find(({ path }) => path === file.path) === file;
    const { range } = file.line.nameWord ?? file.line.url;
    if (fault !== undefined) {
      const message = `Not all of ${file.name} was looked into: ${fault}.`;
      findings.push({ path: file.path, diagnostic: diagnose("sources/unread-archive", range, message) });
    }
    findings.push(...(await findingsOf(file, first, found, workspace, tree)));
    for (const recipe of fetching)
      findings.push({ path: file.path, diagnostic: fetchedByMake(file.name, range, recipe) });
  }
  for (const folder of new Set(files.map(({ path }) => folderOf(path))))
    for (const { path, script } of await scriptsOf(folder, workspace, tree))
      for (const { range } of fetchesIn(script)) {
        const message = "This downloads what no line of `sources` has the hash of.";
        findings.push({ path, diagnostic: diagnose("sources/fetched-in-build", range, message) });
      }
  const missing = files.filter(({ name }) => isArchive(name)).length - looked - unread;
  return { findings, looked, unread, missing };
}

/** Nobody can tell which targets a build makes beside those that make comes to by itself. */
function fetchedByMake(
  archive: string,
  range: Range,
  { name, line, target, isDefault }: FetchingRecipe,
): Diagnostic {
  const whose = isDefault ? "which make comes to by itself" : "should something make it";
  const message = `${archive} has a makefile that downloads: ${name}:${line}, for ${target}, ${whose}.`;
  const found = diagnose("sources/fetched-in-build", range, message);
  return isDefault ? found : { ...found, severity: "hint" };
}

function isArchive(name: string): boolean {
  return /\.(tar(\.\w+)?|t[gbx]z2?)$/.test(name);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

interface Script {
  readonly path: string;
  readonly script: ShellScript;
}

async function scriptsOf(folder: string, workspace: Workspace, tree: Tree): Promise<readonly Script[]> {
  const names = await packageFiles(workspace, tree, folder.slice(folder.lastIndexOf("/") + 1));
  const found: Script[] = [];
  for (const name of names.filter((each) => /\.(sh|kaem)$/.test(each))) {
    const path = `${folder}/${name}`;
    const text = await workspace.text(path);
    if (text !== undefined) found.push({ path, script: shellOfText(text) });
  }
  return found;
}

const codes: Readonly<Record<Unsuitable["kind"], DiagnosticCode>> = {
  binary: "sources/binary",
  autotools: "sources/pregenerated-build",
  parser: "sources/pregenerated-parser",
  documentation: "sources/pregenerated-documentation",
  licence: "sources/licence",
};

/** One finding for all files of a kind that the scripts treat alike, and one at each command that uses some. */
async function findingsOf(
  { name, path, line }: WantedDistfile,
  first: boolean,
  found: readonly Unsuitable[],
  workspace: Workspace,
  tree: Tree,
): Promise<readonly PlacedFinding[]> {
  if (found.length === 0) return [];
  const scripts = await scriptsOf(folderOf(path), workspace, tree);
  const groups = new Map<string, { file: Unsuitable; treated: Treated; names: string[] }>();
  for (const file of found) {
    const treated = treatmentOf(
      file,
      scripts.map(({ script }) => script),
      first,
    );
    const key = `${file.kind} ${file.what} ${treated.treatment}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { file, treated, names: [file.name] });
    else group.names.push(file.name);
  }
  const { range } = line.nameWord ?? line.url;
  return [...groups.values()].flatMap(({ file, treated, names }) => {
    const code = codes[file.kind];
    const own = diagnose(code, range, messageOf(name, file, treated.treatment, names));
    const settled =
      treated.treatment === "removed" ||
      treated.treatment === "made anew" ||
      // Who builds with makefiles of his own leaves the archive's build system alone.
      (treated.treatment === "not seen used" && file.kind === "autotools");
    const diagnostic: Diagnostic = settled ? { ...own, severity: "hint" } : own;
    const script = scripts.find(
      ({ script: { commands } }) => treated.command !== undefined && commands.includes(treated.command),
    );
    if (treated.treatment !== "used" || script === undefined) return [{ path, diagnostic }];
    const message = `This uses what ${name} brings, ${file.what}, and nothing above removes it or makes it anew.`;
    return [
      { path, diagnostic },
      { path: script.path, diagnostic: diagnose(code, treated.command!.range, message) },
    ];
  });
}

const endings: Readonly<Record<Treatment, string>> = {
  removed: "the step removes them",
  "made anew": "the step makes them anew",
  used: "the step uses them",
  "not seen used": "no command of the step is seen to remove, make or use them by name",
};

function messageOf(
  archive: string,
  { what }: Unsuitable,
  treatment: Treatment,
  names: readonly string[],
): string {
  const shown = names.slice(0, mostNamed).join(", ");
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : "";
  const ending = names.length === 1 ? endings[treatment].replaceAll("them", "it") : endings[treatment];
  return `${archive} has ${names.length === 1 ? "a file" : `${names.length} files`} ${what.startsWith("a") || what.startsWith("W") || what.startsWith("compiled") ? `(${what})` : what}: ${shown}${more}; ${ending}.`;
}
