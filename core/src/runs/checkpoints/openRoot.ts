import type { Machine } from "../../platform/machine";
import { DiskError, type Snapshot } from "../../platform/disk";
import type { Target } from "../target/target";
import { writeInRoot } from "../writeInRoot";
import type { Checkpoint } from "./checkpoint";
import type { CheckpointStore } from "./store";

/** Names in a root that are looked at after a unit: some microseconds each, and a checkpoint is to take 50 ms at most. */
const MOST = 8000;

interface Parts {
  readonly machine: Machine;
  readonly target: Target;
  readonly store: CheckpointStore;
}

/**
 * The state after some units as a plain folder, which the next one changes as it would without any checkpoints. The
 * programs of the first steps read and write a byte at a time, and an overlay file system takes its time for each: a quarter
 * of all of it. What a unit has written is found by the stamps of files afterwards.
 */
export class OpenRoot {
  private constructor(
    private readonly parts: Parts,
    private before: Snapshot,
  ) {}

  /**
   * Makes the root from the lowest layer: a copy that a run from the seed on needs in any case. (Behind checkpoints a run
   * is to go on at once, and works on layers.) Undefined where layers can only be mounted.
   */
  static async ofTree({ machine, target, store }: Parts): Promise<OpenRoot | undefined> {
    const { disk } = machine;
    const tree = store.path("0");
    try {
      disk.makeWhiteout(store.whiteout);
    } catch (error) {
      if (error instanceof DiskError) return undefined;
      throw error;
    }
    const visible = (await disk.list(tree)).map(({ path }) => path);
    const draft = `${target.path}/root.new`;
    await disk.removeTree(draft);
    await disk.join([tree], visible, draft);
    await disk.removeTree(target.root);
    await disk.rename(draft, target.root);
    return new OpenRoot({ machine, target, store }, await disk.snapshot(target.root));
  }

  /** Whether looking through it after each unit would take too long. */
  get isLarge(): boolean {
    return this.before.size > MOST;
  }

  /** Writes what has changed since the last checkpoint as the layer on top of these. */
  async writeLayer(done: readonly Checkpoint[]): Promise<void> {
    const { machine, target, store } = this.parts;
    const { whiteout, upper: to } = store;
    const below = store.layers(done).lower.map((name) => store.path(name));
    const change = { folder: target.root, since: this.before, below, whiteout, to };
    this.before = await machine.disk.layerOf(change);
  }

  /** Writes a file that the layer has got, too. */
  async write(path: string, bytes: Uint8Array, mode: number): Promise<void> {
    const { machine, target } = this.parts;
    await writeInRoot(machine.disk, target.root, path, bytes, mode);
    this.before = await machine.disk.snapshot(target.root);
  }
}
