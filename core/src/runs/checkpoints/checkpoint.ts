import type { Seal } from "../../platform/disk";
import type { StepName } from "../events";
import type { ScriptsMade } from "./generated";

/** Changes whenever what is kept, or how, does: older checkpoints are not used then. */
export const FORMAT = 4;

/** The state after a step: a layer of an overlay file system on the layers of the steps before. */
export interface Checkpoint {
  readonly format: number;
  /** Name of the layer's folder, a number. */
  readonly id: string;
  /** Says all that the state came from; see keys.ts. */
  readonly key: string;
  /** The layer below; "0" is the copy of the tree. */
  readonly parent: string;
  readonly step: StepName;
  readonly engine: string;
  /** The generation of the copy of the tree that it was made with; see history.ts. */
  readonly base?: number;
  /** Whether its layer has something where the sandbox's mounts go. */
  readonly touched: boolean;
  /** ISO 8601 in UTC. */
  readonly date: string;
  readonly milliseconds: number;
  /** The machine's start in which it was made: what was not yet on the disk when that ended may be damaged. */
  readonly boot: string;
  readonly synced: boolean;
  /** What its layer was like when it was made: somebody may have edited a file there. */
  readonly seal: Seal;
  /** Of the seed phase: of which manifest the scripts in it are; see generated.ts. */
  readonly scripts?: ScriptsMade;
}

/** A step and what there is to begin with behind it. */
export interface CheckpointLine {
  readonly step: StepName;
  /** `outdated`: there is one, but something that it came from is another now. */
  readonly state: "current" | "outdated" | "none";
  /** Why it is outdated, for a person; and the files that changed, where that is why, as the tree has them. */
  readonly why?: string;
  readonly changed?: readonly string[];
  /** ISO 8601 in UTC; when it was made. */
  readonly date?: string;
  /** How long the step took then. */
  readonly milliseconds?: number;
  /** What it takes, where that is known. */
  readonly bytes?: number;
  /** Of a machine: one that was made while the step was at work. */
  readonly within?: Pick<CheckpointLine, "state" | "why" | "date" | "bytes">;
}
