import type { RunRecord } from "../../runs/record/record";
import { outcomeWords, runWords } from "../../runs/record/words";
import type { Context } from "./context";
import type { EvaluatedDirective } from "./model";
import { argumentOf } from "./syntax";

/** What became of a step in the newest run that reached it, in a line; undefined where none that is kept did. */
export async function lastRunLine(
  { surroundings }: Context,
  { directive, pass }: EvaluatedDirective,
): Promise<string | undefined> {
  const records = await surroundings?.workspace.records?.of(surroundings.tree.root);
  for (const run of records ?? []) {
    const step = stepIn(run, directive.kind, argumentOf(directive), pass);
    if (step === undefined || step.status === "not-reached") continue;
    const which = run === records?.[0] ? "Last run" : "Last run that reached it";
    return `${which}: ${outcomeWords(step)} (${runWords(run)})`;
  }
  return undefined;
}

/** By kind, name and pass: the numbers are another plan's where the manifest was edited since. */
function stepIn(run: RunRecord, kind: string, name: string | undefined, pass: number | undefined) {
  return run.steps.find(
    (step) => step.kind === kind && step.name === name && (kind !== "build" || step.pass === pass),
  );
}
