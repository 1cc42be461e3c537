import type { Machine } from "../../platform/machine";
import { DiskError } from "../../platform/disk";
import { UNKNOWN } from "../../platform/fileLock";
import { FORMAT, type Checkpoint } from "./checkpoint";
import { readCheckpoints } from "./read";
import type { ScriptsMade } from "./generated";
import { mostLayers, type Layers } from "../engines/layers";
import { synchronise } from "../engines/overlay";
import { makeMountPoints } from "../engines/mounts";
import { makeFolderInRoot } from "../writeInRoot";
import { linkedOf } from "./linked";
import { haveSameContent } from "./sameContent";

/** Milliseconds between two times that all is written to the disk while steps go on. */
const OFTEN = 10_000;

/** Names of folders beside the layers: what is being written, the kernel's own, what a failed step has left. */
const names = { upper: "n", work: "w", failed: "f", whiteout: "o" } as const;

/** Layers that a run may add: the tree's copy and the one that is written to are two more. */
export const mostCheckpoints = mostLayers - 2;

/** The checkpoints of a target, in a folder of their own. */
export class CheckpointStore {
  /** By id. */
  readonly #records = new Map<string, Checkpoint>();
  #boot = UNKNOWN;
  #synchronising: Promise<void> | undefined;
  readonly #unsafe = new Set<string>();
  /** When the last writing to the disk was begun. */
  #synchronised = -Infinity;
  readonly #haste = new AbortController();

  private constructor(
    private readonly machine: Machine,
    readonly folder: string,
  ) {}

  static async open(machine: Machine, folder: string): Promise<CheckpointStore> {
    const store = new CheckpointStore(machine, folder);
    await store.#load();
    return store;
  }

  get all(): readonly Checkpoint[] {
    return [...this.#records.values()];
  }

  /** Whether an engine has stacked layers here since the machine's last start. */
  hasStacked(engine: string): boolean {
    return this.all.some(
      (each) => each.engine === engine && each.boot === this.#boot && this.#boot !== UNKNOWN,
    );
  }

  /** The checkpoints for a sequence of keys, as far as each is there and stands on the one before. */
  chain(keys: readonly string[]): readonly Checkpoint[] {
    const found: Checkpoint[] = [];
    for (const key of keys) {
      const parent = found.at(-1)?.id ?? "0";
      const next = this.find(key, parent);
      if (next === undefined || !this.#isWhole(next)) break;
      found.push(next);
    }
    return found;
  }

  #isWhole({ id, seal }: Checkpoint): boolean {
    try {
      return this.machine.disk.seal(this.path(id)).hash === seal.hash;
    } catch (error) {
      if (error instanceof DiskError) return false;
      throw error;
    }
  }

  /** The absolute path of a layer. */
  path(id: string): string {
    return `${this.folder}/${id}`;
  }

  /**
   * Makes a layer on top of others. It is empty but for what the sandbox's mounts need, where that is not below, and
   * for files below with several names: the kernel would part the names when one of them is written to. `list` tells
   * what is seen through layers.
   */
  async begin(
    below: readonly Checkpoint[],
    list: (layers: Layers) => Promise<readonly string[]>,
  ): Promise<Layers> {
    const { disk } = this.machine;
    await this.clear();
    const folders = this.layers(below).lower.map((name) => this.path(name));
    if (below.some(({ seal }) => seal.linked)) {
      const visible = await list(this.layers(below));
      await disk.join(folders, await linkedOf(disk, folders, visible), this.path(names.upper));
    }
    const top = await disk.status(folders[0]!);
    await disk.makeDirectory(this.path(names.upper), top?.mode ?? 0o755);
    await disk.makeDirectory(this.path(names.work), 0o755);
    await this.#mountPoints(below);
    const lower = [...below.map(({ id }) => id).reverse(), "0"];
    return { folder: this.folder, lower, upper: names.upper, work: names.work };
  }

  /** Removes what an earlier unit or run has written without coming to a good end. */
  async clear(): Promise<void> {
    for (const name of [names.upper, names.work, names.failed])
      await this.machine.disk.removeTree(this.path(name));
  }

  /** Where the layer goes that is being written. */
  get upper(): string {
    return this.path(names.upper);
  }

  /** Where what whiteouts are names of may be. */
  get whiteout(): string {
    return this.path(names.whiteout);
  }

  /** A step may have replaced a place for a mount by a link: then the new layer has it, above that one. */
  async #mountPoints(below: readonly Checkpoint[]): Promise<void> {
    if (!below.some(({ touched }) => touched)) return;
    const { disk } = this.machine;
    for (const name of mountTops) {
      const found = await Promise.all(below.map(({ id }) => disk.status(`${this.path(id)}/${name}`)));
      const top = found.findLast((status) => status !== undefined);
      if (top?.kind === "directory") await makeFolderInRoot(disk, this.path(names.upper), name, top.mode);
    }
    await makeMountPoints(this.machine, this.path(names.upper));
  }

  /** Keeps the layer that was written: from here on it is a checkpoint. */
  async keep(
    made: Pick<Checkpoint, "key" | "parent" | "step" | "engine" | "base" | "milliseconds" | "scripts">,
  ): Promise<Checkpoint> {
    const { disk, clock } = this.machine;
    const id = String(Math.max(0, ...this.all.map((each) => Number(each.id))) + 1);
    const record: Checkpoint = {
      ...{ format: FORMAT, id, ...made, touched: await this.#isTouched() },
      ...{ date: clock.date(), boot: this.#boot, synced: false },
      seal: disk.seal(this.path(names.upper)),
    };
    await disk.removeTree(this.path(id));
    await disk.rename(this.path(names.upper), this.path(id));
    // The name that makes it count comes last.
    await this.#write(record);
    this.#records.set(id, record);
    this.#unsafe.add(id);
    if (clock.now() - this.#synchronised > OFTEN) this.#synchronising ??= this.#synchronise();
    return record;
  }

  /** Writes down that the layer of a checkpoint was changed, and is good as it is. */
  async amend(checkpoint: Checkpoint, scripts: ScriptsMade): Promise<Checkpoint> {
    const seal = this.machine.disk.seal(this.path(checkpoint.id));
    const record = { ...checkpoint, scripts, seal, boot: this.#boot, synced: false };
    await this.#write(record);
    this.#records.set(record.id, record);
    this.#unsafe.add(record.id);
    return record;
  }

  /**
   * Whether what was written on some checkpoints is the same as a layer that is there: an earlier run may have made it
   * from the same. `list` tells what is seen through layers.
   */
  async isAgain(
    id: string,
    below: readonly Checkpoint[],
    list: (layers: Layers) => Promise<readonly string[]>,
  ): Promise<boolean> {
    const { lower } = this.layers(below);
    const stacks = [names.upper, id].map((top) => ({ folder: this.folder, lower: [top, ...lower] }));
    return haveSameContent(this.machine.disk, stacks[0]!, stacks[1]!, list);
  }

  /** The checkpoint of a key on another, from an earlier run. */
  find(key: string, parent: string): Checkpoint | undefined {
    return this.all.find((each) => each.key === key && each.parent === parent);
  }

  /** Keeps what a failed step has written aside, for a look; the result is where. */
  async setAside(): Promise<string> {
    await this.machine.disk.rename(this.path(names.upper), this.path(names.failed));
    return this.path(names.failed);
  }

  async discard(): Promise<void> {
    await this.machine.disk.removeTree(this.path(names.upper));
    await this.machine.disk.removeTree(this.path(names.work));
  }

  /** Removes every checkpoint but these. */
  async prune(kept: readonly Checkpoint[]): Promise<void> {
    const ids = new Set(kept.map(({ id }) => id));
    for (const each of this.all) if (!ids.has(each.id)) await this.remove(each);
  }

  async remove({ id }: Checkpoint): Promise<void> {
    // First its record: a layer without one counts for nothing.
    await this.machine.disk.removeFile(`${this.path(id)}.json`);
    await this.machine.disk.removeTree(this.path(id));
    this.#records.delete(id);
  }

  /** What is seen with these layers, and perhaps one that was set aside, on the tree's copy. */
  layers(checkpoints: readonly Checkpoint[], options: { readonly failed?: boolean } = {}): Layers {
    const ids = checkpoints.map(({ id }) => id).reverse();
    return { folder: this.folder, lower: [...(options.failed ? [names.failed] : []), ...ids, "0"] };
  }

  /**
   * Waits until everything kept so far would outlive the loss of power, but not for long: a slow disk has much to write
   * for others, and without this the checkpoints are good until the machine's next start.
   */
  async settle(milliseconds: number): Promise<void> {
    const cancel = this.machine.clock.after(milliseconds, () => this.#haste.abort());
    if (milliseconds === 0) this.#haste.abort();
    this.#synchronising ??= this.#synchronise();
    await this.#synchronising;
    cancel();
  }

  /** Once is enough for all that was kept while another was at work. */
  async #synchronise(): Promise<void> {
    const ids = [...this.#unsafe];
    this.#unsafe.clear();
    this.#synchronised = this.machine.clock.now();
    try {
      const done = await synchronise(this.machine, this.folder, this.#haste.signal);
      for (const id of done ? ids : []) {
        const record = this.#records.get(id);
        if (record === undefined) continue;
        this.#records.set(id, { ...record, synced: true });
        await this.#write({ ...record, synced: true });
      }
    } catch {
      // Then it counts until the machine's next start only.
    }
    this.#synchronising = undefined;
  }

  #write(record: Checkpoint): Promise<void> {
    const text = new TextEncoder().encode(`${JSON.stringify(record)}\n`);
    return this.machine.disk.replace(`${this.path(record.id)}.json`, text);
  }

  async #load(): Promise<void> {
    const { boot, checkpoints } = await readCheckpoints(this.machine, this.folder);
    this.#boot = boot;
    for (const checkpoint of checkpoints) this.#records.set(checkpoint.id, checkpoint);
  }

  async #isTouched(): Promise<boolean> {
    const { disk } = this.machine;
    const upper = this.path(names.upper);
    const found = await Promise.all(mountTops.map((name) => disk.status(`${upper}/${name}`)));
    return found.some((status) => status !== undefined);
  }

  /** Removes what an interrupted run has left: layers without a record, drafts. */
  async tidy(): Promise<void> {
    const { disk } = this.machine;
    for (const name of await disk.names(this.folder)) {
      const id = /^([1-9]\d*)(\.json)?$/.exec(name)?.[1];
      const draft = /\.json\.\d+$/.test(name) || name === "b";
      if (!draft && (id === undefined || this.#records.has(id))) continue;
      const path = `${this.folder}/${name}`;
      if ((await disk.status(path))?.kind === "directory") await disk.removeTree(path);
      else await disk.removeFile(path);
    }
    await this.discard();
  }
}

/** What lies at the top of a root where the sandbox mounts something. */
const mountTops = ["dev", "proc", "sys", "tmp"] as const;
