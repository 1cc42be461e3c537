import type { EngineName, MachineOptions } from "@bootstrappable/core/runs/engines/engine";
import type { Architecture } from "@bootstrappable/core/tree/configuration";
import type { RootfsFlags } from "../rootfsOptions";

/** The options of `run` that say what to run. */
export interface RunOptions extends RootfsFlags {
  readonly arch?: Architecture;
  readonly target?: string;
  readonly engine: EngineName | "auto";
  readonly until?: string;
  /** Of `shell`: as {@link RunOptions.until}. */
  readonly step?: string;
  readonly from?: string;
  readonly only?: string;
  readonly resume?: boolean;
  readonly changes?: string;
  readonly listCheckpoints?: boolean;
  readonly lifeline?: boolean;
  readonly checkpoints: boolean;
  readonly checkpointInterval: number;
  readonly config?: string;
  readonly set?: readonly string[];
  readonly keep?: boolean;
  readonly tmpfs?: boolean;
  readonly tmpfsSize?: number;
  readonly network?: boolean;
  readonly idleTimeout: number;
  readonly spinTimeout: number;
  readonly jumpTimeout: number;
  readonly accel: MachineOptions["accelerator"];
  readonly qemuCmd: string;
  readonly qemuRam: number;
  readonly size: number;
  readonly kernel?: string;
}
