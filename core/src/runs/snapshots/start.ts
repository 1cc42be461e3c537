import type { Machine } from "../../platform/machine";
import { planDisks, type PlannedDisks } from "../machine/plannedDisks";
import type { MachineRequest } from "../machine/request";
import { RunProblem } from "../problem";
import { runProgram } from "../program";
import type { RunRequest } from "../request";
import { seedStep, stepNameOf, stepTitle } from "../steps";
import { differenceOf, groundOf } from "./ground";
import { newestFor, type Snapshot, type SnapshotPlace } from "./snapshot";
import type { SnapshotStore } from "./store";

/** Milliseconds that a QEMU may take to tell its version. */
const PATIENCE = 10_000;

/** What a machine goes on from. */
export interface MachineBegin {
  readonly snapshot: Snapshot;
  readonly planned: PlannedDisks;
  /** New images of its disks, the same as it had; they lie aside. */
  readonly images: readonly string[];
}

/** Where the machine of a run begins. */
export interface MachineStart {
  /** Undefined for its very beginning. */
  readonly begin?: MachineBegin;
  readonly notices?: readonly string[];
}

interface Parts {
  readonly machine: Machine;
  readonly request: RunRequest;
  readonly wanted: MachineRequest;
  readonly store: SnapshotStore;
}

/**
 * Finds the snapshot that a run can begin in: the newest before the step that is named, or of all. A snapshot is of the
 * memory and the disks of one machine that was booted from one image: where either is another now, none of them holds.
 * Then a run that is to resume begins anew, and one that names a step is refused, so that the snapshots stay.
 */
export async function startOf(parts: Parts): Promise<MachineStart> {
  const { request, wanted, store } = parts;
  const { from, only } = request;
  if (from === undefined) return {};
  if (wanted.snapshotInterval === undefined)
    throw noCheckpoint("this machine has no checkpoints: its run begins with the seed");
  const begins = "the run begins with the machine's start";
  if (store.all.length === 0 || store.ground === undefined) {
    if (only) throw noCheckpoint("the machine has no checkpoints here: run it first, up to that step");
    return { notices: [`The machine has no checkpoints here: ${begins}.`] };
  }
  const looked = await lookAt(parts);
  if ("why" in looked) {
    await store.clearAside();
    if (from !== "resume")
      throw noCheckpoint(
        `the machine's checkpoints cannot be used: ${looked.why}; --resume gives them up and begins anew`,
      );
    return { notices: [`The machine's checkpoints cannot be used: ${looked.why}. So ${begins}.`] };
  }
  const snapshot = newestFor(usable(store.all, wanted), from, only);
  if (snapshot === undefined) {
    await store.clearAside();
    if (only) throw noCheckpoint("the machine has no checkpoint right before that step: use --from");
    return { notices: [`The machine has no checkpoint before that step: ${begins}.`] };
  }
  const notice = `The machine goes on from its checkpoint of ${snapshot.date}, ${placeWords(request, snapshot.place)}.`;
  return { begin: { snapshot, ...looked }, notices: [notice] };
}

const noCheckpoint = (message: string) => new RunProblem("run/no-checkpoint", message);

/** Those that run with an accelerator that somebody wants. */
function usable(all: readonly Snapshot[], { options }: MachineRequest): readonly Snapshot[] {
  const { accelerator: wanted } = options;
  return all.filter(({ accelerator }) => wanted === "auto" || accelerator === wanted);
}

/**
 * Makes the images of the disks anew, aside, and holds them and the machine against those that the snapshots of a store
 * are of. Tells why none of those can be used, or which images are as they were.
 */
export async function lookAt({
  machine,
  request,
  wanted,
  store,
}: Parts): Promise<Omit<MachineBegin, "snapshot"> | { readonly why: string }> {
  const planned = await planDisks({ machine, request }, wanted);
  await store.clearAside();
  await machine.disk.makeDirectory(store.aside, 0o700);
  const images = await planned.write(store.aside);
  const boot = { disks: images, kernel: wanted.kernel, options: wanted.options };
  const now = await groundOf(machine, wanted.files, boot, request.network, request.signal);
  if (now === undefined) return { why: "qemu-img is not there to look at the disk" };
  const difference = store.ground && differenceOf(store.ground, now);
  if (difference !== undefined) return { why: difference };
  const last = store.all.at(-1);
  if (last !== undefined && usable(store.all, wanted).length === 0)
    return { why: `they were made with --accel ${last.accelerator}` };
  const version = await versionOf(machine, wanted.options.command);
  if (last !== undefined && last.version !== version)
    return { why: `QEMU is ${version ?? "not there"} now, and was ${last.version}` };
  if (!(await store.reconcile(images.length)) || store.all.length === 0)
    return { why: "the machine's disk was damaged when it ended" };
  return { planned, images };
}

/** As QMP tells it: `7.2.22 (Debian 1:7.2)`. */
async function versionOf(machine: Machine, command: string): Promise<string | undefined> {
  const program = await machine.processes.find(command);
  if (program === undefined) return undefined;
  const { good, output } = await runProgram(machine, program, ["--version"], PATIENCE);
  return good ? /^QEMU emulator version (.*)$/m.exec(output)?.[1]?.trim() : undefined;
}

/** Where a snapshot was made, for people. */
function placeWords({ plan }: Pick<RunRequest, "plan">, { behind, within, fresh }: SnapshotPlace): string {
  const title = (number: number) => {
    const step = plan.steps.find((each) => each.number === number);
    return number === 0 || step === undefined
      ? stepTitle(seedStep)
      : `step ${number}, ${stepTitle(stepNameOf(step))}`;
  };
  if (within !== undefined) return `${fresh ? "at the beginning of" : "within"} ${title(within)}`;
  return behind < 0 ? "while it reads its disk in" : `behind ${title(behind)}`;
}
