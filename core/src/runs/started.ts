import type { Machine } from "../platform/machine";
import type { Architecture } from "../tree/configuration";
import type { PlanStep } from "../tree/plan";
import type { SourceText } from "../text/sourceText";
import type { Prepared } from "./checkpoints/prepare";
import type { RunStarted, StepName } from "./events";
import { locationOf, startOf } from "./locations";
import type { Untimed } from "./output";
import type { UsualSteps } from "./record/usual";
import { stepsOf, type RunRequest } from "./request";
import { seedStep, stepNameOf } from "./steps";
import type { Target } from "./target/target";

/** What a run is told to begin with. */
interface Beginning {
  readonly machine: Machine;
  readonly request: RunRequest;
  readonly target: Target;
  readonly engine: { readonly name: RunStarted["engine"] };
  readonly architecture: Architecture;
  readonly prepared: Prepared;
  /** The steps that are to run, see {@link stepsToRun}. */
  readonly steps: readonly PlanStep[];
  readonly manifest: SourceText | undefined;
  readonly usual: UsualSteps;
}

/** The event that a run begins with. */
export function startedEvent(beginning: Beginning): Untimed<RunStarted> {
  const { machine, request, target, engine, architecture, prepared, steps, manifest, usual } = beginning;
  const { driver, kept } = prepared;
  const { manifest: file, root } = request.tree;
  return {
    type: "run-started",
    date: machine.clock.date(),
    tree: root,
    target: target.path,
    log: target.log,
    engine: engine.name,
    architecture,
    driver,
    steps: steps.map((step) => ({
      ...stepNameOf(step),
      location: manifest ? locationOf(file, manifest, step.range) : startOf(file),
    })),
    ...(kept.length > 0 && { kept }),
    ...usualTimes(usual, steps, kept),
  };
}

/** The steps that are to run, in order: those of what is prepared that no checkpoint stands for. */
export function stepsToRun(request: RunRequest, { driver, units, kept }: Prepared): readonly PlanStep[] {
  const done = new Set(kept.map(({ number }) => number));
  const all =
    driver === "tree"
      ? stepsOf(request)
      : units.flatMap(({ step, rest }) => (step === undefined ? rest : [step, ...rest]));
  return all.filter(({ number }) => !done.has(number));
}

/** How long what is to run took before, as far as that is known. */
function usualTimes(
  usual: UsualSteps,
  steps: readonly PlanStep[],
  kept: readonly StepName[],
): Pick<RunStarted, "usual"> {
  const seed = kept.some(({ number }) => number === seedStep.number) ? [] : [seedStep];
  const times = [...seed, ...steps].flatMap((step) => {
    const before = usual.of(step);
    return before === undefined ? [] : [{ step: step.number, milliseconds: before.milliseconds }];
  });
  return times.length === 0 ? {} : { usual: times };
}
