import { DiskError } from "../../platform/disk";
import type { Machine } from "../../platform/machine";
import type { Engine, SandboxCommand } from "../engines/engine";
import type { Layers } from "../engines/layers";
import type { RunEnded } from "../events";
import { RunProblem } from "../problem";
import { stepTitle } from "../steps";
import { markerName } from "../target/safety";
import type { Target } from "../target/target";
import { writeInRoot } from "../writeInRoot";
import type { GeneratedScripts } from "./generated";
import type { Checkpoint } from "./checkpoint";
import { OpenRoot } from "./openRoot";
import type { CheckpointStore } from "./store";
import { nameOf, type Unit } from "./unit";

type RunStatus = RunEnded["status"];

/** What units run in: a root file system, and what becomes of it. */
export interface Stage {
  /** Makes everything ready for a unit. */
  enter(unit: Unit): Promise<Pick<SandboxCommand, "layers" | "mask" | "boot">>;
  /** The unit is at work: what nobody had to wait for is done now. Settles when it is; never rejects. */
  meanwhile?(): Promise<void>;
  /** A unit has ended; what is to be told of it. */
  leave(unit: Unit, status: RunStatus, milliseconds: number): Promise<string | undefined>;
  /** The run has ended; what is to be told of it. */
  end(status: RunStatus): Promise<string | undefined>;
}

/** What is known of the units of a run. */
export interface UnitFacts {
  /** By unit. */
  readonly keys: ReadonlyMap<Unit, string>;
  /** Of a tree that goes through its manifest by itself. */
  readonly scripts: GeneratedScripts | undefined;
}

/** Milliseconds that the end of a run may take for having its checkpoints on the disk. */
const PATIENCE = 2000;

/** One folder that all units change. */
export class PlainStage implements Stage {
  constructor(
    private readonly machine: Machine,
    private readonly target: Target,
  ) {}

  async enter(): Promise<Record<string, never>> {
    await assertThere(this.machine, this.target);
    return {};
  }

  leave(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  end(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

/**
 * A layer for each unit, on those of the units before: what one has done well is a checkpoint from then on. While a state
 * is small, units run in a plain folder, and their layers are made afterwards; else on the layers themselves, mounted.
 */
export class LayeredStage implements Stage {
  /** The states so far, in order. */
  readonly #done: Checkpoint[];
  #aside: string | undefined;
  /** The folder that units run in; undefined where they run on the layers. */
  #open: OpenRoot | undefined;

  constructor(
    private readonly parts: {
      readonly machine: Machine;
      readonly target: Target;
      readonly engine: Engine;
      readonly store: CheckpointStore;
      /** See {@link Checkpoint.base}. */
      readonly generation: number;
      /** Takes its time at first: all that units depend on is read. No unit has to wait for it, only its checkpoint. */
      readonly facts: () => Promise<UnitFacts>;
      /** The checkpoints that the run begins with. */
      readonly given: readonly Checkpoint[];
    },
  ) {
    this.#done = [...parts.given];
  }

  async enter({ cut }: Unit): Promise<Pick<SandboxCommand, "layers" | "mask">> {
    const { machine, target, store } = this.parts;
    await assertThere(machine, target);
    const place = await this.#place();
    if (cut === undefined) return place;
    const file = `${store.folder}/cut`;
    await machine.disk.write(file, cut.text, 0o644);
    return { ...place, mask: { file, path: cut.path } };
  }

  async #place(): Promise<Pick<SandboxCommand, "layers">> {
    const { engine, store } = this.parts;
    if (this.#done.length === 0) this.#open = await OpenRoot.ofTree(this.parts);
    else if (this.#open?.isLarge === true) this.#open = undefined;
    if (this.#open === undefined)
      return { layers: await store.begin(this.#done, (below) => engine.listLayers(below)) };
    await store.clear();
    return {};
  }

  async meanwhile(): Promise<void> {
    // What went wrong is told where the facts are needed.
    await this.parts.facts().catch(() => undefined);
  }

  async leave(unit: Unit, status: RunStatus, milliseconds: number): Promise<string | undefined> {
    try {
      return await this.#leave(unit, status, milliseconds);
    } catch (error) {
      if (!(error instanceof DiskError) || error.reason !== "ENAMETOOLONG") throw error;
      const message = `${stepTitle(nameOf(unit))} has left a path that is longer than a system call takes, so no checkpoint can be made of it; --no-checkpoints runs without: ${error.message}`;
      throw new RunProblem("run/disk-failed", message);
    }
  }

  async #leave(unit: Unit, status: RunStatus, milliseconds: number): Promise<string | undefined> {
    const { machine, target, engine, store, generation, facts } = this.parts;
    if (status === "interrupted") await store.discard();
    else if (this.#open !== undefined) {
      await assertThere(machine, target);
      await this.#open.writeLayer(this.#done);
    }
    if (status === "failed") this.#aside = await store.setAside();
    if (status !== "good") return undefined;
    await this.#restoreEnd(unit);
    const { keys, scripts: generated } = await facts();
    const step = nameOf(unit);
    const parent = this.#done.at(-1)?.id ?? "0";
    const key = keys.get(unit)!;
    const before = store.find(key, parent);
    const seen = (layers: Layers) => engine.listLayers(layers);
    if (before !== undefined && (await store.isAgain(before.id, this.#done, seen))) {
      // So the checkpoints that stand on it are still good.
      await store.discard();
      this.#done.push(before);
      return undefined;
    }
    const scripts = unit.cut && (await generated?.madeIn(store.path("n")));
    const made = { key, parent, step, engine: engine.name, base: generation, milliseconds };
    this.#done.push(await store.keep({ ...made, ...(scripts && { scripts }) }));
    if (before === undefined) return undefined;
    await store.remove(before);
    return `${stepTitle(step)} has made something else than before from the same: what stands on it is out of date.`;
  }

  /** The copy that the run made of a script without its end gets it. */
  async #restoreEnd({ cut }: Unit): Promise<void> {
    if (cut === undefined) return;
    const { machine, store } = this.parts;
    const upper = store.path("n");
    const status = await machine.disk.status(upper + cut.copy);
    const bytes =
      status?.kind === "file" ? await machine.disk.read(upper + cut.copy, status.size) : undefined;
    if (status === undefined || bytes === undefined) return;
    const whole = new Uint8Array(bytes.length + cut.end.length);
    whole.set(bytes);
    whole.set(cut.end, bytes.length);
    await writeInRoot(machine.disk, upper, cut.copy, whole, status.mode);
    await this.#open?.write(cut.copy, whole, status.mode);
  }

  /** Puts the root file system together as a run without layers would have left it. */
  async end(status: RunStatus): Promise<string | undefined> {
    const { target, store } = this.parts;
    await store.settle(status === "interrupted" ? 0 : PATIENCE);
    if (status === "interrupted") return undefined;
    if (this.#open === undefined) await this.#join();
    return this.#aside === undefined
      ? undefined
      : `What the failed step has changed is in ${this.#aside}, the whole state in ${target.root}. “shell --failed” looks around in it; after an edit “run --resume” goes on there.`;
  }

  async #join(): Promise<void> {
    const { machine, target, engine, store } = this.parts;
    const layers = store.layers(this.#done, { failed: this.#aside !== undefined });
    const visible = await engine.listLayers(layers);
    const draft = `${target.path}/root.new`;
    await machine.disk.removeTree(draft);
    await machine.disk.join(
      layers.lower.map((name) => store.path(name)),
      visible,
      draft,
    );
    // What units ran in before they went on on layers.
    await machine.disk.removeTree(target.root);
    await machine.disk.rename(draft, target.root);
  }
}

/** Somebody may have removed the target: then nothing is to be made where it was. */
async function assertThere(machine: Machine, target: Target): Promise<void> {
  if ((await machine.disk.status(`${target.path}/${markerName}`))?.kind === "file") return;
  throw new RunProblem("run/disk-failed", `${target.path} was removed while the run was at work`);
}
