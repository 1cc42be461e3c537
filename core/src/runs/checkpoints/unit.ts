import type { PlanStep } from "../../tree/plan";
import type { StepCommand } from "../driver";
import type { StepName } from "../events";
import { seedStep, stepNameOf } from "../steps";

/** What our driver runs at a time, in a sandbox of its own: a step, or the seed phase. */
export interface Unit {
  /** Undefined for the seed phase. */
  readonly step: PlanStep | undefined;
  readonly command: StepCommand;
  /** A script that the seed phase sees without its end: that would run all the steps. */
  readonly cut?: Cut;
  /** The steps behind `step` that the program goes through by itself. */
  readonly rest: readonly PlanStep[];
}

/** A script without its end. Paths are those in the root file system. */
export interface Cut {
  readonly path: string;
  readonly text: Uint8Array;
  /** The file that the run copies the script to the end of, which is to have the end again. */
  readonly copy: string;
  readonly end: Uint8Array;
}

/** The step or seed phase that a unit is, as events name it. */
export function nameOf({ step }: Pick<Unit, "step">): StepName {
  return step === undefined ? seedStep : stepNameOf(step);
}
