import type { ProcessExit } from "../../platform/processes";
import type { Origin } from "../logs/lines";
import type { Reason } from "../cause";
import type { DiskContents } from "../machine/load";
import type { Layers } from "./layers";

export type EngineName = "userns" | "bwrap" | "chroot" | "qemu" | "embedded";

/** A program to run in a sandbox. All paths but `root` are those inside. */
export interface SandboxCommand {
  /** The folder of the machine that is the sandbox's root. */
  readonly root: string;
  /** Layers that are seen there instead of what is in the folder; what the mounts need is in them. */
  readonly layers?: Layers;
  /** A file of the machine that is seen instead of one of the root. */
  readonly mask?: { readonly file: string; readonly path: string };
  /** A folder of ours outside the root, for programs that set the sandbox up. */
  readonly workshop: string;
  /** Absolute path of the program. */
  readonly program: string;
  readonly args: readonly string[];
  readonly directory: string;
  /** The whole environment. */
  readonly environment: ReadonlyMap<string, string>;
  /** Whether the machine's network can be reached. */
  readonly network: boolean;
  /** What an engine that boots a machine starts instead of the program. */
  readonly boot?: Boot;
  /** Whether it has our own terminal, and nothing of its output comes here. */
  readonly terminal?: boolean;
  /** Whether it reads our standard input. */
  readonly input?: boolean;
}

/** How a machine is booted. Paths are absolute. */
export interface Boot {
  /** Images of disks, the one to boot from first. None of them is written to. */
  readonly disks: readonly string[];
  /** A kernel to boot instead of what is on the first disk. */
  readonly kernel: string | undefined;
  readonly options: MachineOptions;
  /** What the machine reads from its first disk before it begins; undefined with a kernel. */
  readonly disk?: DiskContents;
  /** Whether its states are to be kept, as far as the engine can. */
  readonly keeps?: boolean;
  /** A state that it begins in, of those that were kept in the same folder, and what it ran with. */
  readonly begin?: { readonly state: string; readonly accelerator: "kvm" | "tcg" };
  /** Told of what is worth saying while it runs. */
  readonly tell: (text: string) => void | Promise<void>;
}

/** Whoever keeps states of a machine that runs: of its memory and of its disks. Nothing of it rejects. */
export interface MachineStates {
  /**
   * Lets the machine stand still. Once all that it has written by then was handed out, an empty piece of output comes.
   * False where it does not stand still, and none will come.
   */
  stand(): Promise<boolean>;
  /** Lets it go on. */
  goOn(): Promise<void>;
  /** Keeps the state in which it stands, under a name; or tells why it cannot be kept. Undefined for a machine that is gone. */
  keep(name: string): Promise<KeptState | { readonly why: string } | undefined>;
  /** Forgets states, by their names. */
  forget(names: readonly string[]): Promise<void>;
}

/** What a state is good for, and what it takes. */
export interface KeptState {
  /** Bytes of memory and devices in it. */
  readonly bytes: number;
  readonly accelerator: "kvm" | "tcg";
  /** Of the program, as it tells it. */
  readonly version: string;
}

/** What a machine is made of, and how patient one is with it. */
export interface MachineOptions {
  /** The program, by name or absolute path. */
  readonly command: string;
  /** `auto` tries KVM, and goes on without it where it fails. */
  readonly accelerator: "auto" | "kvm" | "tcg";
  /** MiB. */
  readonly memory: number;
  readonly cores: number;
  /** Whether somebody sits at its screen: then it says nothing on the serial console. */
  readonly interactive: boolean;
  /** Milliseconds of silence behind a jump into another kernel after which it is given up; 0 for never. */
  readonly jumpTimeout: number;
}

/** A program at work in a sandbox of its own. */
export interface SandboxProcess {
  /** What it writes to standard output and standard error, in the order in which it wrote it. */
  readonly output: AsyncIterable<Uint8Array>;
  /** Settles when nothing of the sandbox is left. Rejects where the sandbox could not be set up. */
  readonly exit: Promise<ProcessExit>;
  /** Ends every process in the sandbox at once. */
  kill(): void;
  /** Lets every process in the sandbox stand still until the result is called. */
  stop(): () => void;
  /** Keeps states of it; undefined where none can be kept, or none were asked for. */
  readonly states?: MachineStates;
  /** What is wrong with the machine itself; undefined where nothing is known to be. Asked once it is gone. */
  trouble?(): Reason | undefined;
  /**
   * Why nothing is printed any more, asked while it is silent.
   *
   * @param last what there is of a line that has not ended, or the last that has
   */
  silence?(last: string): Promise<Reason | undefined>;
}

/** A sandbox that waits for its command's turn. It is empty still: nothing that other commands may change was looked at. */
export interface PreparedSandbox {
  /** Starts a command in it; in a new one where this one is for another command, or has been ended by somebody. */
  begin(command: SandboxCommand): Promise<SandboxProcess>;
  /** Ends it. Settles when nothing of it is left. */
  discard(): Promise<void>;
}

/** Whether an engine can work here; if not, why, and what the user can do about it. */
export type Availability =
  | {
      readonly ok: true;
      /** What will be missing all the same. */
      readonly notice?: string;
    }
  | { readonly ok: false; readonly reason: string; readonly remedy: string };

/** Where a run's programs run. Engines differ in how they shut the machine out; what runs and what is told does not. */
export interface Engine {
  /** `rootfs.py` where upstream's own script does it. */
  readonly name: EngineName | "rootfs.py";
  /** What its output comes through. */
  readonly origin: Origin;
  /** Whether it boots a machine, in which the tree goes through its manifest by itself. */
  readonly boots: boolean;
  available(): Promise<Availability>;
  start(command: SandboxCommand): Promise<SandboxProcess>;
  /**
   * Makes a sandbox for a command while another one is at work, as far as that can be done without looking at what that
   * one changes. Of its layers only the folder counts. Absent where that would save no time.
   */
  prepare?(command: SandboxCommand): Promise<PreparedSandbox>;
  /** Why layers in a folder of ours cannot be a root, or undefined where they can. */
  layersObstacle(folder: string): Promise<string | undefined>;
  /** What is seen through layers: relative paths, each byte one character, a folder before what is in it. */
  listLayers(layers: Layers): Promise<readonly string[]>;
}
