import { bootOf } from "../../platform/fileLock";
import type { Machine } from "../../platform/machine";
import { synchronise } from "../engines/overlay";
import { overlayOf } from "../engines/qemu";
import { runProgram } from "../program";
import type { Ground } from "./ground";
import type { Snapshot } from "./snapshot";

/** The format that this version writes, and the only one that it reads. */
const FORMAT = 1;

/** What the file says that tells of a machine's snapshots. */
interface Kept {
  readonly format: number;
  readonly ground: Ground;
  /** In the order in which they were made. */
  readonly snapshots: readonly Snapshot[];
}

/**
 * The snapshots of the machine of a target. They lie in the overlays of its disks; a file tells of them, and what it
 * does not tell of does not count. The log up to each of them is kept under a second name: the next run in the target
 * writes a log of its own.
 */
export class SnapshotStore {
  #kept: Kept | undefined;
  #boot = "";
  #synchronising: Promise<void> = Promise.resolve();
  readonly #end = new AbortController();

  private constructor(
    private readonly machine: Machine,
    /** The target folder. */
    private readonly target: string,
  ) {}

  static async open(machine: Machine, target: string): Promise<SnapshotStore> {
    const store = new SnapshotStore(machine, target);
    store.#boot = await bootOf(machine);
    const bytes = await machine.disk.read(store.#file, 1 << 20);
    store.#kept = store.#read(bytes);
    return store;
  }

  /** The folder that all of it is in. */
  get folder(): string {
    return `${this.target}/machine`;
  }

  /** Where new images of the disks lie until they have been looked at. */
  get aside(): string {
    return `${this.folder}/new`;
  }

  clearAside(): Promise<void> {
    return this.machine.disk.removeTree(this.aside);
  }

  get #file(): string {
    return `${this.folder}/snapshots.json`;
  }

  /** The log of the run that the snapshots are of; it may go on behind the last of them. */
  get log(): string {
    return `${this.folder}/log`;
  }

  /** What they hold for; undefined where there are none. */
  get ground(): Ground | undefined {
    return this.#kept?.ground;
  }

  get all(): readonly Snapshot[] {
    return this.#kept?.snapshots ?? [];
  }

  /** A name that no snapshot has or had. */
  get nextName(): string {
    const numbers = this.all.map(({ id }) => Number(id.slice(1)));
    return `s${Math.max(0, ...numbers) + 1}`;
  }

  #read(bytes: Uint8Array | undefined): Kept | undefined {
    if (bytes === undefined) return undefined;
    try {
      const kept = JSON.parse(new TextDecoder().decode(bytes)) as Kept;
      if (kept.format !== FORMAT || !isGround(kept.ground) || !kept.snapshots.every(isSnapshot))
        return undefined;
      // Without its end on the disk, nobody knows what a loss of power has left of one.
      const safe = ({ synced, boot }: Snapshot) => synced || boot === this.#boot;
      return { ...kept, snapshots: kept.snapshots.filter(safe) };
    } catch {
      return undefined;
    }
  }

  /**
   * Adds one that was made just now; `gone` no longer count from then on, and may be removed. `log` is the run's own.
   * Rejects with a DiskError.
   */
  async add(
    snapshot: Omit<Snapshot, "boot" | "synced">,
    {
      ground,
      log,
      gone,
    }: { readonly ground: Ground; readonly log: string; readonly gone: readonly Snapshot[] },
  ): Promise<void> {
    await this.#keepLog(log, snapshot.log);
    const stay = this.all.filter(({ id }) => !gone.some((each) => each.id === id));
    const snapshots = [...stay, { ...snapshot, boot: this.#boot, synced: false }];
    await this.#write({ format: FORMAT, ground, snapshots });
    this.#synchronising = this.#synchronising.then(() => this.#synchronise(snapshot.id));
  }

  /** A second name for the log, or where the file system has no such thing a copy. */
  async #keepLog(log: string, length: number): Promise<void> {
    const { disk } = this.machine;
    if (((await disk.status(this.log))?.size ?? -1) >= length) return;
    await this.takeLog(log);
  }

  /** The log of the run from here on. Snapshots of another do not count any more before this is called. */
  async takeLog(log: string): Promise<void> {
    const { disk } = this.machine;
    const draft = `${this.log}.new`;
    await disk.copyTree(log, draft, { instead: ({ from }) => from });
    await disk.rename(draft, this.log);
  }

  /** Those behind one do not count any more, as the run goes on from it. Rejects with a DiskError. */
  async goBackTo(snapshot: Snapshot): Promise<void> {
    const at = this.all.findIndex(({ id }) => id === snapshot.id);
    await this.drop(this.all.slice(at + 1));
  }

  /** These do not count any more. Rejects with a DiskError. */
  async drop(gone: readonly Snapshot[]): Promise<void> {
    if (this.#kept === undefined || gone.length === 0) return;
    const ids = new Set(gone.map(({ id }) => id));
    await this.#write({ ...this.#kept, snapshots: this.all.filter(({ id }) => !ids.has(id)) });
  }

  /**
   * Makes the overlays agree with what is known: what they have beyond it is removed from them, and what they do not
   * have does not count. False where they cannot be used any more.
   */
  async reconcile(disks: number): Promise<boolean> {
    const tool = await this.machine.processes.find("qemu-img");
    if (tool === undefined) return false;
    const known = new Set(this.all.map(({ id }) => id));
    const there = new Map<string, number>();
    for (let disk = 0; disk < disks; disk++) {
      const overlay = overlayOf(this.target, disk);
      // A machine that was killed leaves clusters that nothing refers to (status 3), which do no harm.
      const checked = await runProgram(this.machine, tool, ["check", "--output=json", "--", overlay]);
      const { corruptions = 0 } = objectOf(checked.output) as { corruptions?: number };
      if (checked.output === "" || corruptions > 0) return false;
      const said = await runProgram(this.machine, tool, ["info", "--output=json", "--", overlay]);
      const { snapshots = [] } = objectOf(said.output) as { snapshots?: readonly { name: string }[] };
      for (const { name } of snapshots) {
        if (known.has(name)) there.set(name, (there.get(name) ?? 0) + 1);
        else await runProgram(this.machine, tool, ["snapshot", "-d", name, "--", overlay]);
      }
    }
    const length = (await this.machine.disk.status(this.log))?.size ?? -1;
    const whole = this.all.filter(({ id, log }) => there.get(id) === disks && log <= length);
    if (this.#kept !== undefined) this.#kept = { ...this.#kept, snapshots: whole };
    return true;
  }

  /** Waits for what is being written down, but not for a slow disk. */
  async close(): Promise<void> {
    this.#end.abort();
    await this.#synchronising;
  }

  async #synchronise(id: string): Promise<void> {
    try {
      if (!(await synchronise(this.machine, this.folder, this.#end.signal))) return;
      const kept = this.#kept;
      if (kept === undefined) return;
      const snapshots = kept.snapshots.map((each) => (each.id === id ? { ...each, synced: true } : each));
      await this.#write({ ...kept, snapshots });
    } catch {
      // Then it counts until the machine's next start only.
    }
  }

  async #write(kept: Kept): Promise<void> {
    await this.machine.disk.replace(this.#file, new TextEncoder().encode(`${JSON.stringify(kept)}\n`));
    this.#kept = kept;
  }
}

/** Whether what a file says is of the form that this version writes; what is torn may be anything. */
function isGround({ disks, machine }: Ground): boolean {
  return isListOf(disks, "string") && isListOf(Object.values(machine), "string");
}

function isSnapshot({ id, place, date, boot, synced, ...rest }: Snapshot): boolean {
  const { log, elapsed, milliseconds, bytes, accelerator, version } = rest;
  return (
    isListOf([id, date, boot, version], "string") &&
    isListOf([log, elapsed, milliseconds, bytes, place.behind, place.within ?? 0], "number") &&
    isListOf([synced, place.fresh], "boolean") &&
    /^s\d+$/.test(id) &&
    ["kvm", "tcg"].includes(accelerator)
  );
}

function isListOf(values: unknown, type: "string" | "number" | "boolean"): boolean {
  return Array.isArray(values) && values.every((value) => typeof value === type);
}

function objectOf(json: string): object {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
