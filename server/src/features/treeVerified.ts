import { DiskError } from "@bootstrappable/core/platform/disk";
import type { RunRecord } from "@bootstrappable/core/runs/record/record";
import { runWords } from "@bootstrappable/core/runs/record/words";
import { verifyRun } from "@bootstrappable/core/runs/verify/verifyRun";
import type { Pace } from "../longWork";
import type { TreeParams, VerifiedAnswer, VerifiedLine } from "../protocol";
import type { Session } from "../session";
import { treeOf } from "./tree";

/** bootstrappable/verified */
export async function verified(
  session: Session,
  { root }: TreeParams,
  pace: Pace,
): Promise<VerifiedAnswer | null> {
  const { workspace, disk } = session;
  const tree = await treeOf(session, root);
  if (tree === undefined) return null;
  const lines: VerifiedLine[] = [];
  for (const run of newestOfEach((await workspace.records?.of(root)) ?? [])) {
    const found = await verifyRun({ files: workspace.files, disk }, tree, workspace, run, (done, of) => {
      pace.done(done, of);
      return !pace.cancelled();
    }).catch(unlessUnreadable);
    if (pace.cancelled()) return null;
    for (const { expectation, outcome } of found?.verified ?? []) {
      const { file, name, expected, step } = expectation;
      const received = outcome.state === "differs" ? outcome.received : undefined;
      lines.push({
        ...{ file: file.slice(root.length + 1), name, step: step.number, sha256: expected },
        ...{ state: outcome.state, run: runWords(run) },
        ...(received !== undefined && { received }),
      });
    }
  }
  return { root, lines };
}

/** A run as another user leaves a target that this one may not look into. */
function unlessUnreadable(error: unknown): undefined {
  if (!(error instanceof DiskError)) throw error;
}

/** The newest run for each architecture, of some that are the newest first. */
function newestOfEach(records: readonly RunRecord[]): readonly RunRecord[] {
  return records.filter(
    ({ architecture }, at) => records.findIndex((other) => other.architecture === architecture) === at,
  );
}
