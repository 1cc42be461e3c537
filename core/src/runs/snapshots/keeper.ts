import { DiskError } from "../../platform/disk";
import type { Machine } from "../../platform/machine";
import type { BulkFiles } from "../../platform/bulkFiles";
import type { Boot, MachineStates } from "../engines/engine";
import { groundOf, type Ground } from "./ground";
import { isDue, superfluous } from "./rule";
import type { Snapshot, SnapshotPlace } from "./snapshot";
import type { SnapshotStore } from "./store";

/** Bytes that have to be left on the disk beside as many as the machine has memory. */
const RESERVE = 1 << 30;

/** Milliseconds for which a step has only just begun. */
const JUST = 1000;

/** What a run's machine is to keep snapshots with. */
export interface Snapshots {
  readonly store: SnapshotStore;
  /** Least milliseconds between two at beginnings of steps; 0 for one at each. */
  readonly interval: number;
  readonly files: BulkFiles;
  /** The one that the machine begins in. */
  readonly begin?: Snapshot | undefined;
}

/** What a keeper of snapshots looks at. */
interface KeeperParts extends Snapshots {
  readonly machine: Machine;
  readonly boot: Boot;
  readonly network: boolean;
  /** The run's log. */
  readonly log: string;
  readonly tell: (text: string) => void | Promise<void>;
  /** Where the bootstrap is by now, and for how many milliseconds the step that is at work has been so. */
  readonly place: () => Omit<SnapshotPlace, "fresh"> & { readonly elapsed: number };
}

/** Keeps snapshots of a machine while it runs, as {@link isDue} has it. Nothing of it rejects. */
export class SnapshotKeeper {
  #bytes: number;
  #begun: number;
  #since: number;
  #took = 0;
  /** That one is being made or prepared, and how many steps had begun when one had just done so. */
  #wanted: { readonly fresh: number | undefined; readonly last: boolean } | undefined;
  /** Why none is made any more was told. */
  #off = false;
  /** How many steps had begun when one did so before that was known what they hold for. */
  #missed = -1;
  /** What they will hold for, once that is known. */
  #ground: Ground | undefined;
  #made: () => void = () => undefined;
  readonly #end = new AbortController();

  /** @param begun how many steps have begun so far */
  constructor(
    private readonly parts: KeeperParts,
    private readonly states: MachineStates,
    begun: number,
  ) {
    this.#bytes = parts.begin?.log ?? 0;
    this.#begun = begun;
    this.#since = parts.machine.clock.now();
    void this.#lookAtDisks();
  }

  async #lookAtDisks(): Promise<void> {
    const { machine, files, boot, network } = this.parts;
    try {
      this.#ground = await groundOf(machine, files, boot, network, this.#end.signal);
      if (this.#ground !== undefined) this.#consider(this.#missed === this.#begun);
      else this.#stop("the image of its disk cannot be looked at");
    } catch (error) {
      this.#stop(reasonOf(error));
    }
  }

  /**
   * So many more bytes of the log were written and understood.
   *
   * @param begun how many steps have begun so far
   */
  take(bytes: number, begun: number): void {
    this.#bytes += bytes;
    const fresh = begun !== this.#begun;
    this.#begun = begun;
    if (fresh && this.#ground === undefined) this.#missed = begun;
    this.#consider(fresh);
  }

  #consider(fresh: boolean): void {
    if (this.#off || this.#wanted !== undefined || this.#ground === undefined) return;
    const { clock } = this.parts.machine;
    const { network, interval } = this.parts;
    // What a connection would have brought does not come any more.
    if (network && !fresh) return;
    if (isDue({ since: clock.now() - this.#since, took: this.#took, interval, fresh }))
      void this.#prepare(fresh ? this.#begun : undefined, false);
  }

  /** The machine is gone: nothing is looked at or told any more. */
  end(): void {
    this.#off = true;
    this.#end.abort();
  }

  /** The machine is wanted no more: one of where it is now. Settles once that is made, or cannot be. */
  async last(): Promise<void> {
    if (this.#off || this.#ground === undefined) return;
    const made = new Promise<void>((resolve) => (this.#made = resolve));
    // One that is under way shows the same, or a moment before it.
    if (this.#wanted === undefined) await this.#prepare(undefined, true);
    else this.#wanted = { ...this.#wanted, last: true };
    await made;
  }

  async #prepare(fresh: number | undefined, last: boolean): Promise<void> {
    this.#wanted = { fresh, last };
    const { machine, boot, store } = this.parts;
    const free = await machine.resources.freeBytes(store.folder);
    if (free !== undefined && free < boot.options.memory * 1024 * 1024 + RESERVE)
      this.#stop(`there is not as much as its memory and 1 GiB free where ${store.folder} lies`);
    if (this.#off || !(await this.states.stand())) this.#done();
  }

  /** The machine stands still, and all that it has written was understood. */
  async marked(): Promise<void> {
    const { states, parts } = this;
    const { clock } = parts.machine;
    const wanted = this.#wanted;
    if (wanted === undefined) return states.goOn();
    const begin = clock.now();
    const { elapsed, ...place } = parts.place();
    const name = parts.store.nextName;
    const kept = await states.keep(name);
    const milliseconds = Math.round(clock.now() - begin);
    this.#took = milliseconds;
    if (this.#wanted?.last !== true) await states.goOn();
    try {
      const ground = this.#ground;
      // Of a machine that is gone there is nothing to be told here.
      if (kept === undefined || ground === undefined) this.#off = true;
      else if ("why" in kept) await this.#failed(kept.why);
      else {
        // Another step may have begun before the machine stood still.
        const same = wanted.fresh === this.#begun || elapsed < JUST;
        const fresh = wanted.fresh !== undefined && same && place.within !== undefined;
        const snapshot = {
          ...{ id: name, place: { ...place, fresh }, log: this.#bytes, elapsed, milliseconds },
          ...{ date: clock.date(), bytes: kept.bytes },
          ...{ accelerator: kept.accelerator, version: kept.version },
        };
        const gone = superfluous([...parts.store.all, { ...snapshot, boot: "", synced: false }]);
        await parts.store.add(snapshot, { ground, log: parts.log, gone });
        await states.forget(gone.map(({ id }) => id));
      }
    } catch (error) {
      this.#stop(reasonOf(error));
    }
    this.#done();
  }

  #done(): void {
    this.#since = this.parts.machine.clock.now();
    this.#wanted = undefined;
    this.#made();
  }

  /** Older ones make room for what the machine itself has to write. */
  async #failed(why: string): Promise<void> {
    this.#stop(why);
    const { store } = this.parts;
    if (!/no space|quota|too large/i.test(why)) return;
    const old = store.all.slice(0, -1);
    await store.drop(old);
    await this.states.forget(old.map(({ id }) => id));
  }

  #stop(why: string): void {
    if (this.#off) return;
    this.#off = true;
    void this.parts.tell(`No more checkpoints of the machine are made (${why}): the run goes on without.`);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof DiskError || error instanceof Error) return error.message;
  return String(error);
}
