import type { Configuration } from "../tree/configuration";
import type { CheckedPlan, Plan, PlanStep } from "../tree/plan";
import type { UnpackTar } from "../platform/unpackTar";
import type { Tree } from "../tree/tree";
import type { Workspace } from "../tree/workspace";
import type { MachineRequest } from "./machine/request";
import type { ChosenEngine } from "./engines/choose";
import type { EngineName } from "./engines/engine";
import type { Pause } from "./pause";
import type { ScriptRequest } from "./script/request";
import { stepNameOf, stepTitle } from "./steps";

/** A run as somebody wants it. */
export interface RunRequest {
  readonly tree: Tree;
  /** The files as they are on the disk: a run sees nothing of unsaved editors. */
  readonly workspace: Workspace;
  /** bootstrap.cfg; ARCH and ARCH_DIR say which seeds are taken. */
  readonly configuration: Configuration;
  /** What whoever wants the run may not expect of that, in sentences. */
  readonly notes?: readonly string[];
  /** The manifest under that configuration. */
  readonly plan: CheckedPlan;
  readonly engine: EngineName | "auto";
  /** Whether and how it works here, where that is being found out already. */
  readonly chosen?: Promise<ChosenEngine>;
  /** Absolute path of the target folder. */
  readonly target: string;
  /** Where the target is to be a tmpfs, its size in MiB. */
  readonly tmpfs?: number;
  /** Whether the root file system of the run before is kept beside the new one. */
  readonly keep: boolean;
  /** The last step to run; undefined for all, "seed" for the seed phase alone. */
  readonly until: PlanStep | "seed" | undefined;
  /**
   * Where to begin, with the checkpoints of the steps before: a step, or with "resume" the first that has none that is
   * up to date. Undefined for the beginning, without any checkpoint.
   */
  readonly from: PlanStep | "seed" | "resume" | undefined;
  /** Whether nothing but the step that is `from` and `until` may run. */
  readonly only: boolean;
  /** Whether the state after each step is kept. */
  readonly checkpoints: boolean;
  /** Milliseconds without output after which a step is given up; 0 for never. */
  readonly idleTimeout: number;
  /** Milliseconds without output after which a program is given up that reads a file which is not there; absent or 0 for never. */
  readonly spinTimeout?: number;
  /** A folder with packages that were built before (`--repo` of rootfs.py), absolute. */
  readonly repository?: string;
  /** How a machine is made, where the engine boots one. */
  readonly machine?: MachineRequest;
  /** A tar archive of a root that the first steps were done in (`--early-preseed` of rootfs.py), absolute. */
  readonly preseed?: { readonly archive: string; readonly unpack: UnpackTar };
  /** Whether the tree's configurator asks somebody: the run has our standard input then. */
  readonly configures?: boolean;
  /** Whether bootstrap.cfg is empty, so that the configurator asks for all of it. */
  readonly emptyConfiguration?: boolean;
  /** Whether what runs may read our standard input. */
  readonly input?: boolean;
  /** Told of what there is of a line that has not ended, where somebody sits before it. */
  readonly pending?: (text: string) => void;
  /** Upstream's own script, where that is to run it instead of an engine. */
  readonly script?: ScriptRequest;
  /** Whether the steps may use the machine's network. */
  readonly network: boolean;
  /** Versions of the programs that run it, by name, for the record. */
  readonly tools: Readonly<Record<string, string>>;
  /** Aborted when the run is to end early. */
  readonly signal: AbortSignal;
  /** Set when the run is to stand still; absent where nobody will want that. */
  readonly pause?: Pause;
}

/** The steps of a request, in order. */
export function stepsOf({
  plan,
  until,
}: { readonly plan: Plan } & Pick<RunRequest, "until">): readonly PlanStep[] {
  if (until === undefined) return plan.steps;
  return until === "seed" ? [] : plan.steps.filter((step) => step.number <= until.number);
}

/**
 * The step that somebody names: by number, by name (of several passes the last, or the first), by `NAME:PASS`, as lists of
 * steps call it, or `seed`. Undefined where the plan has none.
 */
export function findStep(
  plan: Plan,
  wanted: string,
  passTaken: "first" | "last" = "last",
): PlanStep | "seed" | undefined {
  if (wanted === "seed" || wanted === "0") return "seed";
  if (/^\d+$/.test(wanted)) return plan.steps.find((step) => step.number === Number(wanted));
  const named = (step: PlanStep) => step.name === wanted;
  const exact = passTaken === "first" ? plan.steps.find(named) : plan.steps.findLast(named);
  if (exact !== undefined) return exact;
  const [, name, pass] = /^(.*):(\d+)$/.exec(wanted) ?? [];
  const ofPass = plan.steps.find((step) => step.name === name && step.pass === Number(pass));
  return ofPass ?? plan.steps.find((step) => stepTitle(stepNameOf(step)) === wanted);
}
