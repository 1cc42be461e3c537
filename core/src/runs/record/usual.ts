import type { Machine } from "../../platform/machine";
import type { StepName } from "../events";
import { hostOf } from "./host";
import type { RunRecord } from "./record";
import { RecordStore } from "./store";

/** How a step went in earlier runs. */
export interface Usual {
  /** How long it took when it was last done. */
  readonly milliseconds: number;
  /** The longest time for which it has printed nothing, of all runs in which it was done; absent where none knows. */
  readonly silence?: number;
}

/** What has to be the same for a run to say anything of another's times. */
type Conditions = Pick<RunRecord, "architecture" | "engine"> & {
  readonly host: Pick<RunRecord["host"], "processor" | "cpus">;
};

/** A machine that is emulated is slower by orders of magnitude; the sandboxes are all as fast. */
function kindOfEngine(engine: string): string {
  return engine === "qemu" || engine === "embedded" ? engine : "sandbox";
}

/** A step whatever its number is. */
type Step = Pick<StepName, "kind" | "name"> & { readonly pass?: number | undefined };

function keyOf({ kind, name, pass }: Step): string {
  return JSON.stringify([kind, name, pass]);
}

/** How steps usually go, from the records of earlier runs of a tree, the newest first. */
export class UsualSteps {
  readonly #steps = new Map<string, Usual>();

  constructor(records: readonly RunRecord[], { architecture, engine, host }: Conditions) {
    for (const record of records) {
      if (record.architecture !== architecture || kindOfEngine(record.engine) !== kindOfEngine(engine))
        continue;
      if (record.host.processor !== host.processor || record.host.cpus !== host.cpus) continue;
      for (const step of record.steps) {
        const { status, milliseconds, silence } = step;
        if (status !== "done" || milliseconds === undefined) continue;
        const known = this.#steps.get(keyOf(step));
        const longest = Math.max(known?.silence ?? -1, silence ?? -1);
        this.#steps.set(keyOf(step), {
          milliseconds: known?.milliseconds ?? milliseconds,
          ...(longest >= 0 && { silence: longest }),
        });
      }
    }
  }

  /** How a step usually goes, whatever its number was; undefined where it was never done. */
  of(step: Step): Usual | undefined {
    return this.#steps.get(keyOf(step));
  }
}

/** How the steps of a tree, by its top folder, went on this machine. Never rejects: a run needs nothing of it. */
export async function usualSteps(
  machine: Machine,
  root: string,
  { architecture, engine }: Pick<RunRecord, "architecture" | "engine">,
): Promise<UsualSteps> {
  const host = await hostOf(machine);
  const records = await new RecordStore(machine).of(root).catch(() => []);
  return new UsualSteps(records, { architecture, engine, host });
}
