import type { PlanStep } from "../../tree/plan";

/** Where the bootstrap in a machine is, by the numbers of steps; the seed phase is 0. */
export interface SnapshotPlace {
  /** The last step that is done; -1 where not even the seed phase is. */
  readonly behind: number;
  /** The step that is at work; absent between two, and while the machine reads its disk in. */
  readonly within?: number;
  /** Whether that one has only just begun. */
  readonly fresh: boolean;
}

/** The state of a machine, memory and disks, as it was at one moment of a run. */
export interface Snapshot {
  /** Its name in the disks' overlays. */
  readonly id: string;
  readonly place: SnapshotPlace;
  /** Bytes of the log that were written by then. */
  readonly log: number;
  /** How long the step that was at work had been so, in milliseconds. */
  readonly elapsed: number;
  /** When it was made, ISO 8601 in UTC, and how long the machine stood still for it, in milliseconds. */
  readonly date: string;
  readonly milliseconds: number;
  /** What it takes of the overlays, without what the machine has written to its disks. */
  readonly bytes: number;
  /** What it ran with, and goes on with only. */
  readonly accelerator: "kvm" | "tcg";
  readonly version: string;
  /** The start of this machine in which it was made, and whether it would outlive the loss of power. */
  readonly boot: string;
  readonly synced: boolean;
}

/** Whether a run that begins with a step can begin in a snapshot of this place. */
function isBefore({ behind, within, fresh }: SnapshotPlace, step: number): boolean {
  if (within === undefined) return behind < step;
  return fresh ? within <= step : within < step;
}

/** Whether a step, and nothing else, comes next. */
function isRightBefore({ behind, within, fresh }: SnapshotPlace, step: number): boolean {
  return within === undefined ? behind === step - 1 : fresh && within === step;
}

/** Whether a place is between no two steps, nor at a beginning of one: in the midst of one, or before the seed phase. */
export function isMidst({ behind, within, fresh }: SnapshotPlace): boolean {
  return within === undefined ? behind < 0 : !fresh;
}

/** The first step that does not lie behind a place. */
export function firstStep({ behind, within }: SnapshotPlace): number {
  return within ?? behind + 1;
}

/** The newest snapshot for where a run is to begin; they come in the order in which they were made. */
export function newestFor(
  snapshots: readonly Snapshot[],
  from: PlanStep | "seed" | "resume",
  only: boolean,
): Snapshot | undefined {
  if (from === "resume") return snapshots.at(-1);
  const step = from === "seed" ? 0 : from.number;
  return snapshots.findLast(({ place }) => (only ? isRightBefore : isBefore)(place, step));
}
