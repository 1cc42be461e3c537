import type { Machine } from "../../platform/machine";
import type { CheckpointLine } from "../checkpoints/checkpoint";
import type { RunRequest } from "../request";
import { seedStep, stepNameOf } from "../steps";
import { lockTarget } from "../target/target";
import { firstStep, isMidst, type Snapshot } from "./snapshot";
import { lookAt } from "./start";
import { SnapshotStore } from "./store";

/** The snapshots of the machine of a target, for every step of the plan; nothing runs in the target meanwhile. */
export async function listSnapshots(
  machine: Machine,
  request: RunRequest,
): Promise<readonly CheckpointLine[]> {
  const steps = [seedStep, ...request.plan.steps.map(stepNameOf)];
  const none = steps.map((step): CheckpointLine => ({ step, state: "none" }));
  const { machine: wanted } = request;
  const target = await lockTarget(machine, { path: request.target, tree: request.tree.root });
  if (target === undefined) return none;
  try {
    const store = await SnapshotStore.open(machine, target.path);
    if (store.all.length === 0 || wanted === undefined) return none;
    const looked = await lookAt({ machine, request, wanted, store });
    await store.clearAside();
    const state =
      "why" in looked ? { state: "outdated" as const, why: looked.why } : { state: "current" as const };
    return none.map(({ step }) => {
      const behind = store.all.findLast(
        ({ place }) => !isMidst(place) && firstStep(place) - 1 === step.number,
      );
      // What was made at the beginning of the seed phase is behind no step.
      const within = store.all.findLast(
        ({ place }) => (isMidst(place) || firstStep(place) === 0) && firstStep(place) === step.number,
      );
      return {
        step,
        ...(behind === undefined ? { state: "none" } : { ...state, ...told(behind) }),
        ...(within && { within: { ...state, ...told(within) } }),
      };
    });
  } finally {
    await target.release();
  }
}

function told({ date, bytes }: Snapshot) {
  return { date, bytes };
}
