import type { Machine } from "../../platform/machine";
import { DiskError } from "../../platform/disk";
import type { Architecture } from "../../tree/configuration";
import type { Engine } from "../engines/engine";
import type { StepName } from "../events";
import { once } from "../once";
import { RunProblem } from "../problem";
import type { RunRequest } from "../request";
import { prepareRoot } from "../root";
import { stepTitle } from "../steps";
import type { Target } from "../target/target";
import { hasBase, prepareBase, type Base } from "./base";
import { GeneratedScripts } from "./generated";
import { Inputs } from "./inputs";
import { keysOf } from "./keys";
import { LayeredStage, PlainStage, type Stage, type UnitFacts } from "./stage";
import type { Snapshots } from "../snapshots/keeper";
import type { Checkpoint } from "./checkpoint";
import { CheckpointStore, mostCheckpoints } from "./store";
import { nameOf, type Unit } from "./unit";
import { rememberUnits } from "./rememberedUnits";
import { unitsOf, unitsUntil } from "./units";
import { whyOutdated, type Outdated } from "./why";

/** What a run is going to do. */
export interface Prepared {
  /** Makes what they run in, where that is not done yet. */
  readonly stage: () => Promise<Stage>;
  readonly driver: "steps" | "tree";
  /** What is to run, in order. */
  readonly units: readonly Unit[];
  /** Steps whose checkpoints are used instead. */
  readonly kept: readonly StepName[];
  readonly notices: readonly string[];
  /** Of a machine: what it keeps snapshots with. */
  readonly snapshots?: Snapshots | undefined;
}

export interface Parts {
  readonly machine: Machine;
  readonly request: RunRequest;
  readonly engine: Engine;
  readonly target: Target;
  readonly architecture: Architecture;
  readonly driver: "steps" | "tree";
}

/** The folder of a target that its checkpoints are in. */
function checkpointFolder(target: string): string {
  return `${target}/layers`;
}

/** Prepares the root file system: in layers, with the checkpoints that the request wants, where that is possible. */
export async function prepareRun(parts: Parts): Promise<Prepared> {
  const { machine, request, target, architecture, driver } = parts;
  const notices: string[] = [];
  const apart = request.checkpoints;
  const again =
    apart && request.from !== undefined && (await hasBase(machine, checkpointFolder(target.path)));
  // What was found out about the same tree need not be found out again.
  const ground = again ? await groundOf(parts) : undefined;
  const options = { driver, apart, known: ground?.base.remembered };
  const found = await unitsOf(machine, request, architecture, options);
  const obstacle = apart ? await obstacleOf(parts, found, ground) : undefined;
  if (apart && obstacle === undefined) return prepareLayers(parts, found, ground);
  if (request.only) throw noCheckpoint(`no checkpoints can be made here: ${obstacle}`);
  if (obstacle !== undefined) {
    const where = request.preseed === undefined ? "from the seed on, " : "";
    notices.push(`No checkpoints can be made here (${obstacle}): the run goes ${where}as one.`);
  }
  const { tree, configuration, signal } = request;
  const whole =
    found.driver === driver ? found : await unitsOf(machine, request, architecture, { driver, apart: false });
  const plain = { driver: whole.driver, units: unitsUntil(whole.units, request.until) };
  const stage = async () => {
    const { repository, preseed, emptyConfiguration } = request;
    const content = { configuration, repository, preseed, emptyConfiguration };
    await prepareRoot(machine, { tree, root: target.root, signal, ...content });
    return new PlainStage(machine, target);
  };
  return { ...plain, stage, kept: [], notices };
}

const noCheckpoint = (message: string) => new RunProblem("run/no-checkpoint", message);

async function obstacleOf(
  { machine, engine, target, request }: Parts,
  { units, driver }: { readonly units: readonly Unit[]; readonly driver: "steps" | "tree" },
  ground: Ground | undefined,
): Promise<string | undefined> {
  if (request.preseed !== undefined) return "a preseed takes the place of the first steps";
  if (request.configures === true) return "its configuration is made while it runs";
  if (request.repository !== undefined) return "packages that were built before go along";
  if (driver === "tree") return "the tree goes through its manifest in a way that cannot be taken apart";
  if (units.length > mostCheckpoints)
    return `Linux stacks no more than ${mostCheckpoints} steps on one another`;
  if (ground?.store.hasStacked(engine.name) === true) return undefined;
  const folder = checkpointFolder(target.path);
  try {
    await machine.disk.makeDirectory(folder, 0o700);
    return await engine.layersObstacle(folder);
  } catch (error) {
    if (error instanceof DiskError && error.reason !== "ENOSPC") return error.message;
    throw error;
  }
}

async function prepareLayers(
  parts: Parts,
  { units, driver }: { readonly units: readonly Unit[]; readonly driver: "steps" | "tree" },
  ground: Ground | undefined,
): Promise<Prepared> {
  const { request } = parts;
  // What has to be run is known beforehand: the copy of the tree may take its time.
  const wanted = unitsUntil(units, request.until);
  if (request.from === undefined) {
    const stage = async () => {
      // There are no checkpoints: only those that will be made need keys, and the first unit does not wait for them.
      const ground = await groundOf(parts);
      const facts = async () => factsOf(wanted, await stateOf(parts, units, ground));
      return layeredStage(parts, ground, once(facts), []);
    };
    return { stage, driver, units: wanted, kept: [], notices: [] };
  }
  // A unit that is cut short has another key than the whole.
  const state = await stateOf(parts, wanted.at(-1)?.rest.length === 0 ? units : wanted, ground);
  const start = await startOf(request, wanted, state);
  return {
    stage: () => stageOf(parts, wanted, state, start.index),
    driver,
    units: wanted.slice(start.index),
    kept: state.valid.slice(0, start.index).map(({ step }) => step),
    notices: start.notice === undefined ? [] : [start.notice],
  };
}

/** The checkpoints of a target, and which of them are good for a sequence of units. */
export interface State {
  readonly store: CheckpointStore;
  /** By unit. */
  readonly keys: readonly string[];
  readonly valid: readonly Checkpoint[];
  readonly base: Base;
  /** Why the checkpoint of a unit behind the valid ones cannot be used; undefined where it has none. */
  readonly why: (index: number) => Promise<Outdated | undefined>;
  /** Of a tree that goes through its manifest by itself. */
  readonly scripts: GeneratedScripts | undefined;
}

/** What the checkpoints of a target stand on. */
interface Ground {
  readonly store: CheckpointStore;
  /** Up to date. */
  readonly base: Base;
}

async function groundOf({ machine, request, target }: Parts): Promise<Ground> {
  const { tree, configuration, signal } = request;
  const folder = checkpointFolder(target.path);
  const store = await CheckpointStore.open(machine, folder);
  await store.tidy();
  const latest = Math.max(1, ...store.all.map(({ base }) => base ?? 1));
  return { store, base: await prepareBase(machine, { tree, configuration, signal }, folder, latest) };
}

/** Brings the copy of the tree up to date and finds out which checkpoints are. */
export async function stateOf(parts: Parts, units: readonly Unit[], ground?: Ground): Promise<State> {
  const { machine, request, engine, architecture } = parts;
  const { network } = request;
  const { store, base } = ground ?? (await groundOf(parts));
  if (units[0]?.cut !== undefined) rememberUnits(base.remembered, request, units);
  const inputs = new Inputs(machine, base);
  const { signal } = request;
  const keys = await keysOf(units, inputs, { engine: engine.name, architecture, network }, signal);
  await base.save();
  const chain = store.chain(keys);
  const state = (valid: readonly Checkpoint[], generated: GeneratedScripts | undefined): State => {
    const { root } = request.tree;
    const known = { store, keys, chain, valid, base, inputs, units, engine: engine.name, root };
    return { store, keys, valid, base, why: (index) => whyOutdated(known, index), scripts: generated };
  };
  if (units[0]?.cut === undefined) return state(chain, undefined);
  const scripts = await GeneratedScripts.of(machine, request);
  // What the tree's own generator would make of another manifest is not known where it does not do as ours does.
  const made = chain[0]?.scripts;
  const usable = made?.hash === scripts.hash || made?.same === true;
  return state(usable ? chain : [], scripts);
}

async function stageOf(parts: Parts, units: readonly Unit[], state: State, start: number): Promise<Stage> {
  const { store, valid, scripts } = state;
  await store.prune(valid);
  const [seed] = valid;
  const old = seed !== undefined && scripts !== undefined && seed.scripts?.hash !== scripts.hash;
  const first = old ? [await store.amend(seed, await scripts.write(store.path(seed.id)))] : valid.slice(0, 1);
  const given = [...first, ...valid.slice(1)].slice(0, start);
  const facts = factsOf(units, state);
  return layeredStage(parts, state, () => Promise.resolve(facts), given);
}

function factsOf(units: readonly Unit[], { keys, scripts }: State): UnitFacts {
  return { keys: new Map(units.map((unit, index) => [unit, keys[index]!])), scripts };
}

function layeredStage(
  { machine, target, engine }: Parts,
  { store, base }: Ground,
  facts: () => Promise<UnitFacts>,
  given: readonly Checkpoint[],
): Stage {
  return new LayeredStage({ machine, target, engine, store, generation: base.generation, facts, given });
}

/** The unit to begin with. */
async function startOf(
  { from, only }: RunRequest,
  units: readonly Unit[],
  { valid, why }: State,
): Promise<{ readonly index: number; readonly notice?: string }> {
  if (from === undefined) return { index: 0 };
  const next = units[valid.length];
  const title = next === undefined ? "" : stepTitle(nameOf(next));
  if (from === "resume") {
    if (next !== undefined) {
      const reason = (await why(valid.length))?.why;
      const words =
        reason === undefined ? "it has no checkpoint" : `its checkpoint is out of date: ${reason}`;
      return { index: valid.length, notice: `The run begins with ${title}: ${words}.` };
    }
    return {
      index: units.length,
      notice: "Nothing is to be done: every step has a checkpoint that is up to date.",
    };
  }
  const wanted = units.findLastIndex(
    ({ step }) => (step?.number ?? 0) <= (from === "seed" ? 0 : from.number),
  );
  if (wanted <= valid.length) return { index: wanted };
  const reason = (await why(valid.length))?.why;
  const missing = `the checkpoint of ${title} is ${reason === undefined ? "missing" : `out of date (${reason})`}`;
  if (only) throw noCheckpoint(`${missing}: run from there with --from, or with --resume`);
  return {
    index: valid.length,
    notice: `${missing[0]!.toUpperCase()}${missing.slice(1)}: the run begins there.`,
  };
}
