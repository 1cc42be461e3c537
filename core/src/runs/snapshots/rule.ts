import { isMidst, type Snapshot } from "./snapshot";

/** So many snapshots of the beginnings of steps are kept. */
const MOST = 8;

/** And so many bytes of them: with a Linux in it that has read much, the state of a machine is all of its memory. */
const ROOM = 16 * 2 ** 30;

/** Within a step it takes so many times as long for one to be due. */
const WITHIN = 5;

/** Saving takes this share of the time at most. */
const SHARE = 1 / 20;

/** What decides on whether a snapshot is due. Times are milliseconds. */
export interface Pace {
  /** How long the machine has gone on since the last one, or since it was started. */
  readonly since: number;
  /** How long the last one took; 0 before the first. */
  readonly took: number;
  /** What somebody wants to lie between the beginnings of two steps with one; 0 for one at each. */
  readonly interval: number;
  /** Whether a step has just begun. */
  readonly fresh: boolean;
}

/**
 * Whether a snapshot is due: at the beginning of a step, once so long has gone by since the last one, and within a step
 * once five times that; but not while what the last one took is more than a twentieth of the time since.
 */
export function isDue({ since, took, interval, fresh }: Pace): boolean {
  if (interval === 0) return fresh;
  return since >= interval * (fresh ? 1 : WITHIN) && took <= since * SHARE;
}

/**
 * Which snapshots go when one has been made, the last of those: whatever was made within a step, as the new one is
 * further on; and of the others, where there are too many, those that were made shortly before the next, so that what
 * stays is spread over the whole run.
 */
export function superfluous(snapshots: readonly Snapshot[]): readonly Snapshot[] {
  const last = snapshots.at(-1);
  const gone = snapshots.filter((each) => each !== last && isMidst(each.place));
  const stay = snapshots.filter((each) => each !== last && !isMidst(each.place));
  const taken = () => stay.reduce((sum, { bytes }) => sum + bytes, last?.bytes ?? 0);
  while (stay.length > 0 && (stay.length >= MOST || taken() > ROOM)) {
    const gap = (at: number) => Date.parse((stay[at + 1] ?? last)!.date) - Date.parse(stay[at]!.date);
    let closest = 0;
    for (let at = 1; at < stay.length; at++) if (gap(at) < gap(closest)) closest = at;
    gone.push(...stay.splice(closest, 1));
  }
  return gone;
}
