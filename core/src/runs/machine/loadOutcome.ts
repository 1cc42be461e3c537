import type { Reason } from "../cause";
import type { Location, RunEvent } from "../events";
import { findingAt, tailOf } from "../findings";
import { startOf } from "../locations";
import type { Untimed } from "../output";
import type { RunStatus } from "../sessionParts";
import type { StepLog } from "../stepLog";
import type { Loading } from "./loading";

/** A machine that has ended before the bootstrap in it began. */
export interface EndedLoad {
  readonly loading: Loading;
  readonly log: StepLog;
  readonly logFile: string | undefined;
  /** Where those put what is about no file of the tree who need a place. */
  readonly location: Location;
  /** Why it has ended, as far as its engine or a watchdog knows. */
  readonly because: Reason | undefined;
  readonly interrupted: boolean;
  readonly emit: (event: Untimed<RunEvent>) => void | Promise<void>;
}

/** Reasons that are the emulator's own, for which no file of the tree can do anything. */
const ofEmulator: ReadonlySet<Reason["code"]> = new Set([
  "run/sandbox-failed",
  "run/kvm-failed",
  "run/disk-failed",
]);

/**
 * Tells what became of a machine in which the bootstrap never began. Where its second stage is no kernel, and says so,
 * it has done all that it can if it has read the disk as it is.
 */
export async function settleLoad(ended: EndedLoad): Promise<RunStatus> {
  const { loading, log, logFile, emit, because, interrupted } = ended;
  const tell = (code: Reason["code"], source: string | undefined, message: string) =>
    emit({
      type: "finding",
      ...findingAt(
        code,
        source === undefined ? undefined : startOf(source),
        ended.location,
        message,
        code === "run/interrupted" ? [] : tailOf({ log, logFile }),
      ),
    });
  if (interrupted) {
    await tell(
      "run/interrupted",
      undefined,
      `the run was interrupted while the machine was ${loading.where}`,
    );
    return "interrupted";
  }
  if (because !== undefined) {
    const source = ofEmulator.has(because.code) ? undefined : loading.source;
    await tell(because.code, source, `the machine was ${loading.where}: ${because.message}`);
    return "failed";
  }
  const verdict = await loading.verdict();
  if (verdict === undefined) {
    const message = `the machine came to its end while it was ${loading.where}, and has run nothing of the bootstrap`;
    await tell("run/load-failed", loading.source, message);
    return "failed";
  }
  for (const { message, source } of verdict.faults)
    await tell("run/load-failed", source, `the second stage reads the disk otherwise than it is: ${message}`);
  if (verdict.faults.length > 0) return "failed";
  await emit({ type: "notice", text: loading.shown });
  return "good";
}
