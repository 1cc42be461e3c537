import type { Machine } from "../../platform/machine";
import type { Prepared } from "../checkpoints/prepare";
import type { Stage } from "../checkpoints/stage";
import { seedCommand } from "../driver";
import type { Boot, SandboxCommand } from "../engines/engine";
import type { RunEvent } from "../events";
import type { Untimed } from "../output";
import { RunProblem } from "../problem";
import { stepsOf, type RunRequest } from "../request";
import { firstStep } from "../snapshots/snapshot";
import { startOf, type MachineBegin } from "../snapshots/start";
import { SnapshotStore } from "../snapshots/store";
import { seedStep, stepNameOf } from "../steps";
import type { Target } from "../target/target";
import { planDisks } from "./plannedDisks";
import type { MachineRequest } from "./request";

interface Parts {
  readonly machine: Machine;
  readonly request: RunRequest;
  readonly target: Target;
  readonly emit: (event: Untimed<RunEvent>) => void | Promise<void>;
}

/** What a PC runs. */
const pcArchitectures = ["x86", "amd64"];

/**
 * Throws a RunProblem where no machine can boot what is wanted. Asked before the target is opened: what an earlier run has
 * left there is not to go for a run that cannot begin.
 */
export function checkMachine({
  configuration,
  machine,
}: Pick<RunRequest, "configuration" | "machine">): void {
  const architecture = configuration.get("ARCH") ?? "";
  if (machine?.kernel === undefined && architecture !== "x86")
    throw new RunProblem(
      "image/architecture",
      `builder-hex0 boots x86 only, and this run is for ${architecture}: choose another architecture (--arch x86)`,
    );
  if (!pcArchitectures.includes(architecture))
    throw new RunProblem(
      "image/architecture",
      `the machine is a PC, which runs no programs for ${architecture}`,
    );
}

/** Prepares a machine that boots the tree: the images of its disks, made anew for each run. */
export async function prepareMachine(parts: Parts): Promise<Prepared> {
  const { machine, request, target } = parts;
  const wanted = request.machine;
  if (wanted === undefined) throw new Error("nobody has said what machine to boot");
  const architecture = request.configuration.get("ARCH") ?? "";
  const store = await SnapshotStore.open(machine, target.path);
  const { begin, notices = [] } = await startOf({ ...parts, wanted, store });
  const keeps = wanted.snapshotInterval !== undefined;
  const stage = async (): Promise<Stage> => {
    const boot =
      begin === undefined ? await fromStart(parts, wanted, store) : await goingOn(parts, store, begin);
    return new MachineStage({ ...boot, keeps }, store);
  };
  const command = seedCommand(architecture, request.configuration.get("ARCH_DIR") ?? architecture);
  const first = begin === undefined ? 0 : firstStep(begin.snapshot.place);
  const kept = [seedStep, ...stepsOf(request).map(stepNameOf)].filter(({ number }) => number < first);
  const { snapshotInterval: interval, files } = wanted;
  const snapshots = interval === undefined ? undefined : { store, interval, files, begin: begin?.snapshot };
  return { driver: "tree", units: [{ step: undefined, command, rest: [] }], stage, kept, notices, snapshots };
}

async function fromStart(
  { machine, request, emit }: Parts,
  wanted: MachineRequest,
  { folder }: SnapshotStore,
) {
  await machine.disk.removeTree(folder);
  await machine.disk.makeDirectory(folder, 0o700);
  const planned = await planDisks({ machine, request }, wanted);
  return planned.boot(await planned.write(folder, emit), emit);
}

/** The images are those that were found to be the same as the machine had: they take their places. */
async function goingOn({ machine, emit }: Parts, store: SnapshotStore, begin: MachineBegin): Promise<Boot> {
  const { snapshot, planned, images } = begin;
  const disks: string[] = [];
  for (const image of images) {
    const name = image.slice(image.lastIndexOf("/") + 1);
    disks.push(`${store.folder}/${name}`);
    await machine.disk.rename(image, disks.at(-1)!);
  }
  await store.clearAside();
  await store.goBackTo(snapshot);
  const { id, accelerator } = snapshot;
  return { ...planned.boot(disks, emit), begin: { state: id, accelerator } };
}

class MachineStage implements Stage {
  constructor(
    private readonly boot: Boot,
    private readonly store: SnapshotStore,
  ) {}

  enter(): Promise<Pick<SandboxCommand, "boot">> {
    return Promise.resolve({ boot: this.boot });
  }

  leave(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async end(): Promise<undefined> {
    await this.store.close();
    return undefined;
  }
}
