import { helpersOf } from "../languages/shell/helpers";
import { shellOfText } from "../languages/shell/script";
import type { PlanStep } from "../tree/plan";
import type { Tree } from "../tree/tree";
import type { Workspace } from "../tree/workspace";
import { locationOf } from "./locations";
import type { CommandPlace } from "./stepLog";

/** A part of a build of the bash era: the function that does it. */
export interface PhasePlace extends CommandPlace {
  /** Its name: `src_compile`. */
  readonly text: string;
}

/**
 * The function behind a line `NAME: compiling source.`: the step's own, else the default of helpers.sh; undefined where
 * no part of a build says so.
 */
export async function placeOfPhase(
  tree: Tree,
  workspace: Workspace,
  step: PlanStep | undefined,
  says: string,
): Promise<PhasePlace | undefined> {
  const helpers = await helpersOf(workspace, tree);
  const phase = helpers?.phases.find((each) => each.says === says);
  if (helpers === undefined || phase === undefined) return undefined;
  const directory = step === undefined ? "/" : `/steps/${step.name}/build`;
  const script = step?.script === undefined ? undefined : await workspace.text(step.script);
  const own = script && shellOfText(script).functions.find(({ name }) => name === phase.name);
  const location =
    own === undefined || script === undefined
      ? locationOf(helpers.path, helpers.script.text, phase.fallback.nameRange)
      : locationOf(step!.script!, script, own.nameRange);
  return { text: phase.name, directory, location };
}
