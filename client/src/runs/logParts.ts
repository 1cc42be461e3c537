import type { RunSteps } from "./run";
import { stepWords } from "./words";

/** The part of a log that a step has written. */
export interface LogPart {
  readonly file: string;
  /** Of whom it is, for the title of a document that shows nothing else. */
  readonly title: string;
  /** Where it begins, in bytes from 0, and on which line, from 1. */
  readonly offset: number;
  readonly line: number;
  /** Where it ends, in bytes; undefined for the end of the log. */
  readonly end: number | undefined;
}

/** A step of a run, as menus hand it to commands. */
export interface RunStepSubject {
  readonly part: LogPart;
}

/** The part of a run's log that a step has written; undefined where that is not known, or is there no more. */
export function partOf({ log, steps }: RunSteps, number: number): LogPart | undefined {
  const record = steps.get(number);
  if (log === undefined || record?.log === undefined) return undefined;
  const { offset, line } = record.log;
  const ends = [...steps.values()].flatMap((each) =>
    each.log !== undefined && each.step.number > number ? [each.log.offset] : [],
  );
  const end = ends.length === 0 ? undefined : Math.min(...ends);
  return { file: log, title: `log of ${stepWords(record.step)}`, offset, line, end };
}
