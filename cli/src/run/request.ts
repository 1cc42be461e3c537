import { fstatSync } from "node:fs";
import path from "node:path";
import type { Machine } from "@bootstrappable/core/platform/machine";
import { findStep, type RunRequest } from "@bootstrappable/core/runs/request";
import { defaultTarget } from "@bootstrappable/core/runs/target/path";
import { nodeBulkFiles } from "@bootstrappable/core/platform/node/bulkFiles";
import { chooseEngine } from "@bootstrappable/core/runs/engines/choose";
import { embeddedLimits } from "@bootstrappable/core/runs/engines/embedded";
import type { EngineName } from "@bootstrappable/core/runs/engines/engine";
import { usualQemu } from "@bootstrappable/core/runs/engines/qemu";
import type { MachineRequest } from "@bootstrappable/core/runs/machine/request";
import { unpackTar } from "@bootstrappable/core/platform/node/unpackTar";
import { planBehindPreseed } from "@bootstrappable/core/runs/preseed";
import { RunProblem } from "@bootstrappable/core/runs/problem";
import { makePlan, type Plan, type PlanStep } from "@bootstrappable/core/tree/plan";
import { Workspace } from "@bootstrappable/core/tree/workspace";
import { treeOf } from "../tree";
import { version } from "../version";
import { requestedConfiguration } from "./configuration";
import type { RunOptions } from "./options";
import { UsageError } from "./usageError";

/** What `run` does where nothing else is said. Times are seconds, sizes MiB. */
export const usual = {
  ...{ engine: "auto", checkpoints: true, checkpointInterval: 60 },
  ...{ idleTimeout: 1800, spinTimeout: 10, jumpTimeout: 60 },
  ...{ accel: "auto", qemuCmd: usualQemu, qemuRam: 4096, size: 16_384 },
} as const satisfies Partial<RunOptions>;

/** Size of a tmpfs in MiB, as that of rootfs.py. */
const usualTmpfs = 8192;

/** What the command line asks for. Throws {@link UsageError}. */
export async function runRequest(
  machine: Machine,
  given: string,
  options: RunOptions,
  signal: AbortSignal,
): Promise<RunRequest> {
  // What the root is a copy of: whoever edits the tree meanwhile edits it for the next run.
  const workspace = new Workspace(machine.files).held();
  const tree = await treeOf(workspace, given);
  if (typeof tree === "string") throw new UsageError(tree);
  const wanted = engineOf(options);
  // A sandbox is tried while the tree is read.
  const chosen = chooseEngine(machine, wanted, qemuOf(options));
  const found = chosen.then(({ name }) => name).catch(unlessProblem);
  const engine = wanted === "auto" ? ((await found) ?? "auto") : wanted;
  const mode = engine === "qemu" || engine === "embedded" ? "qemu" : "chroot";
  const { configuration, notes } = await requestedConfiguration(machine, tree, workspace, options, mode);
  const preseed = options.earlyPreseed;
  const whole = await makePlan(tree, workspace, configuration);
  const plan = preseed === undefined ? whole : planBehindPreseed(whole);
  const configures = options.configurator === true || options.createConfig === false;
  refuse(options, mode);
  const range = rangeOf(plan, options);
  const target = options.target === undefined ? undefined : await targetOf(machine, options.target);
  return {
    tree,
    workspace,
    configuration,
    ...(notes.length > 0 && { notes }),
    plan,
    ...{ engine, chosen },
    ...(engine === "qemu" && { machine: machineOf(options) }),
    ...(engine === "embedded" && { machine: embeddedMachineOf(options) }),
    ...(options.repo !== undefined && { repository: path.resolve(options.repo) }),
    ...(preseed !== undefined && { preseed: { archive: path.resolve(preseed), unpack: unpackTar } }),
    ...(configures && { configures, input: true }),
    ...(options.interactive === true && mode === "chroot" && process.stdin.isTTY && { input: true }),
    ...(options.createConfig === false && { emptyConfiguration: true }),
    target: target ?? (await defaultTarget(machine, tree.root, configuration.get("ARCH") ?? "unknown")),
    ...(options.tmpfs === true && { tmpfs: options.tmpfsSize ?? usualTmpfs }),
    keep: options.keep ?? false,
    ...range,
    checkpoints: options.checkpoints,
    idleTimeout: options.idleTimeout * 1000,
    spinTimeout: options.spinTimeout * 1000,
    network: options.network ?? false,
    tools: { bootstrappable: version, node: process.versions.node },
    signal,
  };
}

/** The engine to run with. A kernel is booted by one only. */
function engineOf({ engine, kernel }: RunOptions): EngineName | "auto" {
  if (kernel === undefined) return engine;
  if (engine !== "auto" && engine !== "qemu")
    throw new UsageError(`--kernel needs --engine qemu: ${engine} boots no kernel of yours`);
  return "qemu";
}

/** What cannot be done together. */
function refuse(options: RunOptions, mode: "chroot" | "qemu"): void {
  if (options.tmpfsSize !== undefined && options.tmpfs !== true)
    throw new UsageError("--tmpfs-size needs --tmpfs");
  const begins = (["from", "only", "resume"] as const).find((name) => options[name] !== undefined);
  if (options.earlyPreseed !== undefined) {
    if (mode === "qemu")
      throw new UsageError("--early-preseed is for userns, bwrap and chroot: a machine begins with its seed");
    if (begins !== undefined) throw new UsageError(`--early-preseed and --${begins} contradict each other`);
  }
  const asks =
    options.createConfig === false ? "--no-create-config" : options.configurator && "--configurator";
  if (asks === undefined || asks === false || options.listCheckpoints === true) return;
  // In a machine it is told what it needs, or asks on the machine's own screen.
  if (mode === "qemu") return;
  if (begins !== undefined) throw new UsageError(`${asks} and --${begins} contradict each other`);
  if (process.stdin.isTTY) return;
  // /dev/null is one, too: the configurator would begin again for ever at its end.
  if (options.lifeline === true || fstatSync(0).isCharacterDevice())
    throw new UsageError(`${asks} has the configurator ask somebody: run it in a terminal`);
}

/** The engine that `auto` comes to here; `auto` where there is none, so that the run itself says why. */
export async function preferredEngine(
  machine: Machine,
  options: Pick<RunOptions, "qemuCmd">,
): Promise<EngineName | "auto"> {
  try {
    return (await chooseEngine(machine, "auto", qemuOf(options))).name;
  } catch (error) {
    if (!(error instanceof RunProblem)) throw error;
    return "auto";
  }
}

/** Why there is no engine, the run itself says. */
function unlessProblem(error: unknown): undefined {
  if (!(error instanceof RunProblem)) throw error;
}

/** The QEMU to take: a name, or an absolute path. */
function qemuOf({ qemuCmd }: Pick<RunOptions, "qemuCmd">): string {
  return /[\\/]/.test(qemuCmd) ? path.resolve(qemuCmd) : qemuCmd;
}

/** The machine that an engine is to boot. */
function machineOf(options: RunOptions): MachineRequest {
  return {
    options: {
      command: qemuOf(options),
      accelerator: options.accel,
      memory: options.qemuRam,
      cores: Number(options.cores ?? 2),
      interactive: options.interactive === true,
      jumpTimeout: options.jumpTimeout * 1000,
    },
    size: options.size,
    kernel: options.kernel === undefined ? undefined : path.resolve(options.kernel),
    allDistfiles: options.externalSources === true,
    repository: options.repo === undefined ? undefined : path.resolve(options.repo),
    files: nodeBulkFiles,
    snapshotInterval: options.checkpoints ? options.checkpointInterval * 1000 : undefined,
  };
}

/** The same of the embedded engine, whose machine has limits. */
function embeddedMachineOf(options: RunOptions): MachineRequest {
  const { memory, disk: largestDisk } = embeddedLimits;
  const machine = machineOf(options);
  const own = { ...machine.options, memory: Math.min(memory, machine.options.memory) };
  return { ...machine, options: own, size: 0, largestDisk, snapshotInterval: undefined };
}

/** Which steps of a plan are to run. */
function rangeOf(plan: Plan, options: RunOptions): Pick<RunRequest, "until" | "from" | "only"> {
  const chosen = (["only", "from", "resume", "changes"] as const).filter(
    (name) => options[name] !== undefined,
  );
  const [first, second] = chosen;
  if (second !== undefined) throw new UsageError(`--${first} and --${second} contradict each other`);
  const alone = options.only === undefined ? "changes" : "only";
  if (options[alone] !== undefined && options.until !== undefined)
    throw new UsageError(`--${alone} and --until contradict each other`);
  if (first !== undefined && !options.checkpoints)
    throw new UsageError(`--${first} needs the checkpoints that --no-checkpoints leaves out`);
  const step = (name: "until" | "from" | "only" | "changes" | "step") => {
    const given = options[name];
    const found = given === undefined ? undefined : findStep(plan, given, name === "from" ? "first" : "last");
    if (given !== undefined && found === undefined)
      throw new UsageError(
        `--${name} ${given}: the plan has no such step under this configuration; run --list-checkpoints tells all`,
      );
    return found;
  };
  const only = step("only");
  const until = only ?? step("changes") ?? step("step") ?? step("until");
  const from = only ?? step("from") ?? (options.resume === true ? "resume" : undefined);
  const number = (of: PlanStep | "seed") => (of === "seed" ? 0 : of.number);
  if (until !== undefined && from !== undefined && from !== "resume" && number(from) > number(until))
    throw new UsageError(`--from ${options.from} comes after --until ${options.until}`);
  return { until, from, only: only !== undefined };
}

/**
 * The target folder that somebody names. `a/..` is not always where the name seems to lead, so `..` may stand in front
 * only; and no more than one folder is made for it, as more of them is a slip of the keyboard.
 */
async function targetOf(machine: Machine, given: string): Promise<string> {
  if (given === "") throw new UsageError("--target names no folder");
  const parts = given.split("/").filter((part) => part !== "" && part !== ".");
  const named = given.startsWith("/") ? 0 : parts.findIndex((part) => part !== "..");
  if (named >= 0 && parts.includes("..", named))
    throw new UsageError(`--target ${given}: has a “..” behind a name; name the folder itself`);
  const target = path.resolve(given);
  const above = path.dirname(target);
  if ((await machine.files.kind(above)) !== "directory")
    throw new UsageError(`--target ${given}: there is no folder ${above} to make it in`);
  return target;
}
