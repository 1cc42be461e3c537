import type { FileSystem } from "../platform/fileSystem";
import type { Machine } from "../platform/machine";
import { archOptionFor } from "../tree/configuration";
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
  const wanting = await Promise.all(
    steps
      .filter(({ kind, range }) => kind === "build" && range.start < end)
      .map(async (step) => ({ step, sources: await distfilesOf(tree, workspace, step.name) })),
  );
  const there = await namesIn(machine.files, tree.distfiles);
  const missing = new Set<string>();
  let first: PlanStep | undefined;
  for (const { step, sources } of wanting) {
    for (const { name } of sources) {
      if (there.has(name) || !isFileName(name)) continue;
      missing.add(name);
      first ??= step;
    }
  }
  if (first === undefined) return undefined;
  const [only] = missing;
  const which = missing.size === 1 ? `The distfile ${only} is` : `${missing.size} distfiles are`;
  const where = missing.size === 1 ? "which" : "the first of which";
  return `${which} not there, ${where} step ${first.number}, ${stepTitle(stepNameOf(first))}, needs: “distfiles fetch${archOptionFor(configuration)}” downloads what is missing, and so does “run --fetch”.`;
}

/** Names in a folder that lead to something: one of a link to nowhere is of no use. */
async function namesIn(files: FileSystem, folder: string): Promise<ReadonlySet<string>> {
  const entries = await files.list(folder);
  const found = await Promise.all(
    entries.map(async ({ name, kind }) =>
      kind === "symlink" && (await files.kind(`${folder}/${name}`)) === undefined ? [] : [name],
    ),
  );
  return new Set(found.flat());
}
