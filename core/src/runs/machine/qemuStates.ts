import type { KeptState, MachineStates } from "../engines/engine";
import type { MarkedOutput } from "./markedOutput";
import { QmpError, type Qmp } from "./qmp";

/** A QEMU at work. */
interface Attached {
  readonly qmp: Qmp;
  readonly output: MarkedOutput;
  readonly accelerator: "kvm" | "tcg";
}

/**
 * Keeps the states of a machine as internal snapshots of its qcow2 disks, which all have to be such: HMP's `savevm`
 * goes through memory and leaves out what is zeros.
 *
 * @param attached the QEMU that is at work by now; undefined where none is
 * @param stands told when the machine begins to stand still, and when it goes on
 */
export function qemuStates(
  attached: () => Attached | undefined,
  stands: (still: boolean) => void,
): MachineStates {
  return {
    async stand() {
      const qemu = attached();
      if (qemu === undefined) return false;
      if (!(await done(qemu.qmp.execute("stop")))) return false;
      stands(true);
      qemu.output.ask();
      return true;
    },
    async goOn() {
      const qemu = attached();
      if (qemu !== undefined) await done(qemu.qmp.execute("cont"));
      stands(false);
    },
    async keep(name) {
      const qemu = attached();
      if (qemu === undefined) return undefined;
      const { qmp, accelerator } = qemu;
      try {
        await qmp.monitor(`savevm ${name}`);
        const bytes = sizeOf(await qmp.execute("query-block"), name);
        return { bytes, accelerator, version: (await qmp.version) ?? "" } satisfies KeptState;
      } catch (error) {
        if (!(error instanceof QmpError)) throw error;
        return qmp.closed ? undefined : { why: error.message };
      }
    },
    async forget(names) {
      const qemu = attached();
      for (const name of qemu === undefined ? [] : names) await done(qemu!.qmp.monitor(`delvm ${name}`));
    },
  };
}

async function done(act: Promise<unknown>): Promise<boolean> {
  try {
    await act;
    return true;
  } catch (error) {
    if (!(error instanceof QmpError)) throw error;
    return false;
  }
}

/** Bytes of a state of the machine, which the first disk has (QEMU QMP reference: `BlockInfo`, `SnapshotInfo`). */
function sizeOf(disks: unknown, name: string): number {
  type Disk = {
    readonly inserted?: {
      readonly image?: {
        readonly snapshots?: readonly { readonly name: string; readonly "vm-state-size": number }[];
      };
    };
  };
  const all = Array.isArray(disks) ? (disks as readonly Disk[]) : [];
  const sizes = all.flatMap(({ inserted }) =>
    (inserted?.image?.snapshots ?? [])
      .filter((each) => each.name === name)
      .map((each) => each["vm-state-size"]),
  );
  return Math.max(0, ...sizes);
}
