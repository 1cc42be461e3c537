import type { Machine } from "../platform/machine";
import type { PlanStep } from "../tree/plan";
import { distfilesOf, isFileName, networkLine } from "../tree/verify/distfiles";
import type { RunRequest } from "./request";
import { stepNameOf, stepTitle } from "./steps";

type Wanted = Pick<RunRequest, "tree" | "workspace" | "network" | "configuration" | "repository" | "preseed">;

/**
 * What to say of distfiles that some of these steps need and that are not there; undefined where none is missing, or where
 * the steps can get at them in another way. Only their names are looked at: they are hashed when their step's turn comes.
 */
export async function missingDistfiles(
  machine: Pick<Machine, "files">,
  { tree, workspace, network, configuration, repository, preseed }: Wanted,
  steps: readonly PlanStep[],
  boots: boolean,
): Promise<string | undefined> {
  // Packages that were built before need no sources; a preseed may have brought them.
  if (repository !== undefined || preseed !== undefined) return undefined;
  const manifest = await workspace.text(tree.manifest);
  if (manifest === undefined) return undefined;
  const downloads = (network || boots) && configuration.get("EXTERNAL_SOURCES") !== "True";
  const end = downloads ? networkLine(manifest) : Infinity;
  const there = new Map<string, boolean>();
  let first: PlanStep | undefined;
  for (const step of steps) {
    if (step.kind !== "build" || step.range.start >= end) continue;
    for (const { name } of await distfilesOf(tree, workspace, step.name)) {
      if (there.has(name) || !isFileName(name)) continue;
      const found = (await machine.files.kind(`${tree.distfiles}/${name}`)) !== undefined;
      there.set(name, found);
      if (!found) first ??= step;
    }
  }
  if (first === undefined) return undefined;
  const missing = [...there].filter(([, found]) => !found).map(([name]) => name);
  const [only] = missing;
  const which = missing.length === 1 ? `The distfile ${only} is` : `${missing.length} distfiles are`;
  const where = missing.length === 1 ? "which" : "the first of which";
  return `${which} not there, ${where} step ${first.number}, ${stepTitle(stepNameOf(first))}, needs: “distfiles fetch” downloads what is missing, and so does “run --fetch”.`;
}
