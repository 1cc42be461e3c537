import { window, type Uri } from "vscode";
import { slashed } from "../slashed";
import type { Forest } from "../tree/forest";
import type { ProvenanceSubject } from "../views/provenance/messages";
import type { ProvenancePanels } from "../views/provenance/panel";
import { givenArtifact, givenSeed, givenStep } from "./arguments";
import { chooseTree } from "./chooseTree";

/**
 * *Where Does This Come From?*, of what a menu hands over: a step, a seed, an artifact, a file; else of the open file,
 * else of what the person names.
 */
export async function showProvenance(
  panels: ProvenancePanels,
  forest: Forest,
  given: unknown,
  file: Uri | undefined,
): Promise<void> {
  const subject = givenSubject(given) ?? (await fileSubject(forest, file)) ?? (await askedSubject(forest));
  if (subject !== undefined) panels.show(subject);
}

function givenSubject(given: unknown): ProvenanceSubject | undefined {
  const artifact = givenArtifact(given);
  if (artifact !== undefined) return { root: artifact.root, of: artifact.path };
  const step = givenStep(given);
  if (step?.step.number !== undefined) return { root: step.root, of: String(step.step.number) };
  const seed = givenSeed(given);
  return seed && { root: seed.root, of: seed.source };
}

async function fileSubject(forest: Forest, file: Uri | undefined): Promise<ProvenanceSubject | undefined> {
  const path = file?.scheme === "file" ? slashed(file.fsPath) : undefined;
  const root = path === undefined ? undefined : await forest.rootOf(path);
  return path === undefined || root === undefined ? undefined : { root, of: path };
}

async function askedSubject(forest: Forest): Promise<ProvenanceSubject | undefined> {
  const root = await chooseTree(forest);
  if (root === undefined) return undefined;
  const of = await window.showInputBox({
    prompt: "A path in the root file system of a run, or a step",
    placeHolder: "/usr/bin/tcc, mes-0.27.1, tcc-0.9.27:2",
  });
  return of === undefined || of === "" ? undefined : { root, of };
}
