import type { BulkFiles } from "../../platform/bulkFiles";
import type { MachineOptions } from "../engines/engine";

/** How a machine is made, for engines that boot one. */
export interface MachineRequest {
  readonly options: MachineOptions;
  /** Least length of the first disk, in MiB. */
  readonly size: number;
  /** A kernel that boots it, absolute; undefined for builder-hex0. */
  readonly kernel: string | undefined;
  /** Whether all distfiles go along. */
  readonly allDistfiles: boolean;
  /** A folder with packages that were built before, absolute. */
  readonly repository: string | undefined;
  /** The longest disk that the engine's machine can have, in bytes. */
  readonly largestDisk?: number;
  readonly files: BulkFiles;
  /** Least milliseconds between snapshots at the beginnings of steps; 0 for one at each, undefined for none at all. */
  readonly snapshotInterval?: number | undefined;
}
