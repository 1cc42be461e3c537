import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import { packageFolder, passScript } from "../../tree/scripts";
import type { StepFiles } from "../../tree/stepFiles";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import { leavesReading, readsSources, transcribesSources } from "../shell/sourcesReading";
import type { EvaluatedDirective } from "./model";
import { argumentOf } from "./syntax";

/** What steps read beside their scripts and the tree lacks: a run ends there for certain. */
export async function missingParts(
  directives: readonly EvaluatedDirective[],
  tree: Tree,
  workspace: Workspace,
  files: StepFiles,
): Promise<Diagnostic[]> {
  return [
    ...(await missingPreludes(directives, tree, workspace)),
    ...(await missingSources(directives, tree, workspace, files)),
  ];
}

/** The files that every generated script reads first. Where there is no seed either, it is not a whole tree. */
async function missingPreludes(
  directives: readonly EvaluatedDirective[],
  tree: Tree,
  workspace: Workspace,
): Promise<Diagnostic[]> {
  const first = directives.find(({ directive }) => directive.kind === "build");
  if (first === undefined || !(await workspace.isDirectory(tree.seed))) return [];
  const found: Diagnostic[] = [];
  if (!(await workspace.isFile(`${tree.steps}/env`))) {
    const message = "steps/env does not exist: the script generator copies it into every script of kaem's.";
    found.push(diagnose("manifest/missing-file", first.directive.range, message));
  }
  const bash = directives.findIndex(({ era }) => era === "bash");
  if (bash > 0 && !(await workspace.isFile(`${tree.steps}/helpers.sh`))) {
    const { range } = directives[bash - 1]!.directive;
    const message =
      "steps/helpers.sh does not exist: from here on every script reads it, and builds with it.";
    found.push(diagnose("manifest/missing-file", range, message));
  }
  return found;
}

/** Builds whose package has no `sources`, which the script or helpers.sh reads. */
async function missingSources(
  directives: readonly EvaluatedDirective[],
  tree: Tree,
  workspace: Workspace,
  files: StepFiles,
): Promise<Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const { directive, active, era, pass } of directives) {
    if (directive.kind !== "build" || directive.broken) continue;
    const name = argumentOf(directive);
    if (name === undefined || !files.folders.has(name) || files.has(name, "sources")) continue;
    const reader = await readerOf(tree, workspace, { name, era, pass });
    if (reader === undefined || directive.argument === undefined) continue;
    const message = `steps/${name}/sources does not exist, which ${reader} reads.`;
    const problem = diagnose("step/missing-sources", directive.argument.range, message);
    found.push(active ? problem : { ...problem, severity: "warning" });
  }
  return found;
}

/** Who reads the `sources` of a build; undefined where nobody is sure to. */
async function readerOf(
  tree: Tree,
  workspace: Workspace,
  { name, era, pass }: Pick<EvaluatedDirective, "era" | "pass"> & { readonly name: string },
): Promise<string | undefined> {
  if (era === "bash") {
    const reads = await readsSources(workspace, tree);
    return reads && (await leavesReading(workspace, tree, name, pass)) ? "helpers.sh" : undefined;
  }
  const script = await workspace.text(`${packageFolder(tree, name)}/${passScript(pass ?? 1, era)}`);
  return script && transcribesSources(script) && passScript(pass ?? 1, era);
}
