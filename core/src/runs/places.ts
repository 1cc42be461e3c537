import type { PlanStep } from "../tree/plan";
import type { Location } from "./events";
import type { RunRequest } from "./request";

/** Knows where in the source tree a command stands that a log echoes. */
export interface CommandPlaces {
  /** A step (undefined: the seed phase) begins in a shell of its own. */
  begin(step: PlanStep | undefined): void;
  /** The next ` +> ` line of the log, its words as they were printed; undefined where it is in no known script. */
  place(text: string): Promise<Location | undefined>;
}

/** Places of the commands of a run. */
export function makePlaces(request: RunRequest, architecture: string): CommandPlaces {
  void request;
  void architecture;
  return {
    begin: () => undefined,
    place: () => Promise.resolve(undefined),
  };
}
