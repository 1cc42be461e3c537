import type { Machine } from "../platform/machine";
import type { SourceText } from "../text/sourceText";
import type { Architecture } from "../tree/configuration";
import type { Stage } from "./checkpoints/stage";
import type { Unit } from "./checkpoints/unit";
import type { Engine } from "./engines/engine";
import type { RunEvent } from "./events";
import type { Untimed } from "./output";
import type { Recorder } from "./record/recorder";
import type { UsualSteps } from "./record/usual";
import type { RunRequest } from "./request";
import type { Snapshots } from "./snapshots/keeper";
import type { Target } from "./target/target";

/** How a run, or what is left of it, came out. */
export type RunStatus = "good" | "failed" | "interrupted";

/** What a run consists of once it can begin. */
export interface SessionParts {
  readonly machine: Machine;
  readonly request: RunRequest;
  readonly engine: Engine;
  readonly target: Target;
  readonly architecture: Architecture;
  readonly driver: "steps" | "tree";
  /** What is to run, in order, and in what. */
  readonly units: readonly Unit[];
  readonly stage: Stage;
  /** Of a run in a machine: what it keeps snapshots with, and the one that it goes on from. */
  readonly snapshots: Snapshots | undefined;
  readonly manifest: SourceText | undefined;
  readonly recorder: Recorder;
  /** How the steps went in earlier runs. */
  readonly usual: UsualSteps;
  readonly emit: (event: Untimed<RunEvent>) => void | Promise<void>;
}
