import type { Clock } from "./clock";
import type { Disk } from "./disk";
import type { HashFile } from "./fileHash";
import type { FileSystem } from "./fileSystem";
import type { Processes } from "./processes";
import type { Resources } from "./resources";

/** What is to be known of the machine and of the person at it. */
export interface MachineFacts {
  /** The processor as Node names it: `x64`, `ia32`, `arm64`, `riscv64`. */
  readonly processor: string;
  /** `linux`, `darwin`, `win32`. */
  readonly system: string;
  /** The person's home folder. */
  readonly home: string;
  /** Folder for temporary files. */
  readonly temporary: string;
  /** Numeric user id; -1 where the system has none. */
  readonly user: number;
  /** A variable of the environment, undefined where unset or empty. */
  variable(name: string): string | undefined;
}

/** A program of ours that plays a PC: arguments are an image, how much memory it has, in MiB, and our id. */
export interface EmulatorProgram {
  /** Absolute path. */
  readonly file: string;
  /** What comes before its own arguments. */
  readonly args: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
}

/** A whole machine, as a run needs it. */
export interface Machine {
  /** Undefined where it did not come along. */
  readonly emulator?: EmulatorProgram | undefined;
  readonly facts: MachineFacts;
  readonly files: FileSystem;
  readonly hash: HashFile;
  readonly disk: Disk;
  readonly processes: Processes;
  readonly clock: Clock;
  readonly resources: Resources;
}
