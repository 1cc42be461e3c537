import type { Machine } from "../../platform/machine";
import { architectureOf } from "../../tree/configuration";
import { driverOf } from "../driver";
import { chooseEngine } from "../engines/choose";
import type { Engine } from "../engines/engine";
import type { StepName } from "../events";
import { RunProblem } from "../problem";
import type { RunRequest } from "../request";
import { listSnapshots } from "../snapshots/list";
import { stepTitle } from "../steps";
import type { Layers } from "../engines/layers";
import { lockTarget, type Target } from "../target/target";
import { changesBetween, type Change } from "./changes";
import type { CheckpointLine } from "./checkpoint";
import { stateOf, type State } from "./prepare";
import type { CheckpointStore } from "./store";
import { nameOf, type Unit } from "./unit";
import { unitsOf } from "./units";
import { leftOf } from "./why";

/** A state that a run has left: the layers to stand on, the topmost last, and what the step's programs had around them. */
export interface KeptState {
  readonly engine: Engine;
  readonly store: CheckpointStore;
  readonly layers: Layers;
  readonly environment: ReadonlyMap<string, string>;
  /** The step that it is behind, or with `failed` the one that failed. */
  readonly step: StepName;
  /** Whether a step has failed since, and what it has left is there, too. */
  readonly failedSince: boolean;
  /** The target folder. */
  readonly target: string;
  readonly root: string;
}

/**
 * Hands out the state after the last step of a request or, with `failed`, what the last failed step has left; where the
 * request names no step, the last state that is up to date. Nothing runs in the target meanwhile. A {@link RunProblem}
 * where there is none.
 */
export async function inStateOf<Result>(
  machine: Machine,
  request: RunRequest,
  failed: boolean,
  act: (state: KeptState) => Promise<Result>,
): Promise<Result> {
  return looking(machine, request, async ({ units, state, engine, target }) => {
    if (state === undefined || target === undefined) throw noCheckpoint("nothing was run here");
    const { store, valid } = state;
    const failedSince = (await machine.disk.status(`${store.folder}/f`))?.kind === "directory";
    if (failed && !failedSince) throw noCheckpoint("no failed step has left anything here");
    const named = request.until === undefined ? Math.max(0, valid.length - 1) : indexOf(units, request);
    const index = failed ? Math.min(valid.length, units.length - 1) : named;
    if (!failed) requireCheckpoint(units, state, index);
    const unit = units[index]!;
    return act({
      ...{ engine, store, failedSince, step: nameOf(unit) },
      layers: failed ? store.layers(valid, { failed }) : store.layers(valid.slice(0, index + 1)),
      ...{ target: target.path, root: target.root },
      environment: unit.command.environment,
    });
  });
}

const noCheckpoint = (message: string) => new RunProblem("run/no-checkpoint", message);

/** The last unit of a request. */
function indexOf(units: readonly Unit[], { until }: RunRequest): number {
  const number = until === undefined || until === "seed" ? 0 : until.number;
  return units.findLastIndex(({ step }) => (step?.number ?? 0) <= number);
}

function requireCheckpoint(units: readonly Unit[], state: State | undefined, index: number): void {
  const unit = units[index];
  if (unit !== undefined && state !== undefined && state.valid.length > index) return;
  const title = unit === undefined ? "the step" : stepTitle(nameOf(unit));
  throw noCheckpoint(`${title} has no checkpoint that is up to date: run it first`);
}

/** The checkpoints of a target, for every step of the plan. */
export async function listCheckpoints(
  machine: Machine,
  request: RunRequest,
): Promise<readonly CheckpointLine[]> {
  const { engine } = await (request.chosen ?? chooseEngine(machine, request.engine));
  if (engine.boots) return listSnapshots(machine, request);
  return looking(machine, request, async ({ units, state }) => {
    const lines: CheckpointLine[] = [];
    for (const [index, unit] of units.entries()) {
      const step = nameOf(unit);
      const current = state?.valid[index];
      const found = current ?? (state && leftOf(state.store, unit));
      if (state === undefined || found === undefined) lines.push({ step, state: "none" });
      else {
        const { date, milliseconds } = found;
        const why = current === undefined ? await state.why(index) : undefined;
        lines.push({
          step,
          state: current === undefined ? "outdated" : "current",
          ...why,
          date,
          milliseconds,
        });
      }
    }
    return lines;
  });
}

/** What the last step of a request did to the files of the root; a {@link RunProblem} where it has no checkpoint. */
export async function changesOfStep(machine: Machine, request: RunRequest): Promise<readonly Change[]> {
  return looking(machine, request, async ({ units, state, engine }) => {
    const index = indexOf(units, request);
    requireCheckpoint(units, state, index);
    return changesBetween(machine, engine, state!.store, state!.valid.slice(0, index + 1));
  });
}

/** Hands out what a target has, while no run is at work in it; no state where it has nothing. */
async function looking<Result>(
  machine: Machine,
  request: RunRequest,
  act: (found: {
    readonly units: readonly Unit[];
    readonly state: State | undefined;
    readonly engine: Engine;
    readonly target: Target | undefined;
  }) => Promise<Result>,
): Promise<Result> {
  const architecture = architectureOf(request.configuration);
  if (architecture === undefined)
    throw new RunProblem("run/missing-seed", "ARCH is no architecture of stage0-posix");
  const { engine } = await (request.chosen ?? chooseEngine(machine, request.engine));
  if (engine.boots) throw noCheckpoint("a machine keeps its files to itself");
  const driver = await driverOf(machine, request.tree);
  const { units } = await unitsOf(machine, request, architecture, { driver, apart: true });
  const target = await lockTarget(machine, { path: request.target, tree: request.tree.root });
  if (target === undefined) return act({ units, state: undefined, engine, target });
  try {
    const parts = { machine, request, engine, target, architecture, driver };
    const there = (await machine.disk.status(`${target.path}/layers/0`))?.kind === "directory";
    return await act({ units, state: there ? await stateOf(parts, units) : undefined, engine, target });
  } finally {
    await target.release();
  }
}
