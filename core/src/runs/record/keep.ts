import { ownProcess } from "../../platform/fileLock";
import type { Machine } from "../../platform/machine";
import type { RunRequest } from "../request";
import type { Target } from "../target/target";
import { commitsOf } from "./commits";
import { hostOf } from "./host";
import type { RunRecord } from "./record";
import type { Recorder, RunCircumstances, RunOutcome } from "./recorder";
import { newRecordId, RecordStore, writeWhole } from "./store";

/** Where a run leaves what: its log, and a record beside it where this user may write one. */
type Places = Pick<Target, "log"> & Partial<Pick<Target, "record">>;

/** How far a run is. */
export interface Standing extends Pick<RunOutcome, "milliseconds" | "totals"> {
  readonly places: Places;
}

/** Keeps the record of a run, beside its log and where the records of its tree are, from its beginning on. */
export class RecordKeeper {
  #circumstances: Promise<RunCircumstances> | undefined;
  #written: Promise<void> = Promise.resolve();
  #unkept = false;

  constructor(
    private readonly machine: Machine,
    private readonly request: RunRequest,
    private readonly recorder: Recorder,
  ) {}

  /**
   * Writes down how far the run is, once what was begun before is written: should this process end without a word, it is all
   * that is left. `standing` is asked when its turn comes. Settles when what was begun before is done; never rejects.
   */
  goOn(standing: () => Standing | undefined): Promise<void> {
    const before = this.#written;
    this.#written = before.then(async () => {
      const now = standing();
      if (now === undefined || this.#unkept) return;
      try {
        await this.#begin(now);
      } catch {
        // The run is worth more than what is told of it; where even its end cannot be kept, that is said then.
        this.#unkept = true;
      }
    });
    return before;
  }

  async #begin({ places, ...standing }: Standing): Promise<void> {
    const process = await ownProcess(this.machine);
    const circumstances = { ...(await this.#of(places)), process };
    const record = this.recorder.record(circumstances, { status: "interrupted", ...standing });
    if (record !== undefined) await new RecordStore(this.machine).begin(record);
  }

  /** The run has ended. Rejects with DiskError. */
  async end(places: Places, outcome: RunOutcome): Promise<void> {
    await this.#written;
    const record = await this.#recordOf(places, outcome);
    if (record === undefined) return;
    // Among those of its tree first: somebody may have removed the target.
    await new RecordStore(this.machine).add(record);
    const there = (await this.machine.disk.status(record.target))?.kind === "directory";
    if (places.record !== undefined && there) await writeWhole(this.machine, places.record, record);
  }

  async #recordOf(places: Places, outcome: RunOutcome): Promise<RunRecord | undefined> {
    if (this.recorder.date === undefined) return undefined;
    const bytes = (await this.machine.disk.status(places.log))?.size ?? 0;
    return this.recorder.record({ ...(await this.#of(places)), log: { path: places.log, bytes } }, outcome);
  }

  #of({ log }: Places): Promise<RunCircumstances> {
    return (this.#circumstances ??= this.#look(log));
  }

  async #look(log: string): Promise<RunCircumstances> {
    const { machine, request, recorder } = this;
    const { tree, configuration, tools } = request;
    return {
      id: newRecordId(recorder.date ?? machine.clock.date(), machine.processes.ownId),
      tree: (await machine.disk.realPath(tree.root)) ?? tree.root,
      commits: await commitsOf(machine.files, tree.root),
      log: { path: log, bytes: 0 },
      configuration: Object.fromEntries(configuration),
      tools,
      host: await hostOf(machine),
    };
  }
}
