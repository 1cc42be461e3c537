import type { DiagnosticCode } from "../diagnostics/codes";
import type { Severity } from "../diagnostics/severity";
import type { StepKind } from "../tree/plan";
import type { LogPlace } from "./logs/place";

/** A stretch of a file as people count: lines and columns from 1, columns in UTF-16 units, the end not included. */
export interface Location {
  /** Absolute path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A step as events name it. The seed phase is step 0. */
export interface StepName {
  /** 0 for the seed phase, else the number of the step in the plan. */
  readonly number: number;
  readonly kind: "seed" | StepKind;
  readonly name: string;
  /** builds only */
  readonly pass?: number;
}

/** Something to tell about a place, in the form that every command of this project reports. */
export interface Finding extends Location {
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  readonly message: string;
  /** Other places that help to understand it; the log's last lines among them, one entry a line. */
  readonly related: readonly RelatedLocation[];
  /**
   * Set where it is about no place of the tree: the target, the engine, this machine. Who can show it without a place
   * should; what `file` and `line` say is only somewhere to put it for those who cannot.
   */
  readonly placeless?: true;
}

/** Another place, and what it has to do with the matter. */
export interface RelatedLocation extends Location {
  readonly message: string;
}

/** A command as the shell that reads it sees it. */
export interface StackPlace {
  /** The script's path inside the sandbox; some are made in the run, as `/steps/0.sh`. */
  readonly script: string;
  /** From 1. */
  readonly scriptLine: number;
  /** The same in the source tree, where a file of it has the line. */
  readonly location?: Location;
}

/** Which line of which script a command is, and the commands that started the shells around it, the outermost first. */
export interface ScriptPlace extends Omit<StackPlace, "location"> {
  readonly stack: readonly StackPlace[];
}

interface Timed {
  /** Milliseconds since the run began, without those for which it was paused. */
  readonly at: number;
}

/** The first event. */
export interface RunStarted extends Timed {
  readonly type: "run-started";
  /** Time of day, ISO 8601 in UTC. */
  readonly date: string;
  /** Top folder of the tree. */
  readonly tree: string;
  /** The target folder, with the root file system in `root` and the whole log in `log`. */
  readonly target: string;
  /** The file with the whole output, an absolute path. */
  readonly log: string;
  /** Its name: `userns`, `bwrap`, `chroot`, `qemu`, `embedded`, or `rootfs.py` for upstream's own script. */
  readonly engine: string;
  /** As ARCH in bootstrap.cfg. */
  readonly architecture: string;
  /** Whether our driver runs the steps one by one, or the tree goes through them by itself. */
  readonly driver: "steps" | "tree";
  /** Every step that is to run, in order, with its line in the manifest. */
  readonly steps: readonly (StepName & { readonly location: Location })[];
  /** Steps before them, the seed phase among them, that need not run: their checkpoints are used. */
  readonly kept?: readonly StepName[];
  /** How long steps usually take: those that were done before on this machine, with an engine as fast as this one. */
  readonly usual?: readonly UsualTime[];
}

/** How long a step took when it was last done. */
export interface UsualTime {
  /** 0 for the seed phase, else the number of the step in the plan. */
  readonly step: number;
  readonly milliseconds: number;
}

/** Something worth saying that is no fault of the tree: the root is being prepared, something had to be left out. */
export interface Notice extends Timed {
  readonly type: "notice";
  /** For a person. */
  readonly text: string;
}

/** For much longer than ever before in this step nothing was printed. It goes on all the same. */
export interface LongSilence extends Timed {
  readonly type: "silence";
  readonly step: number;
  /** How long it is silent. */
  readonly milliseconds: number;
  /** The longest silence of the same step in earlier runs, in milliseconds. */
  readonly usual: number;
}

/** The run stands still, every process of it, until it goes on; or it goes on. */
export interface Paused extends Timed {
  readonly type: "paused" | "continued";
}

/** A machine begins to read a file of its disk in. The share of the work, not of the files, tells how far it is. */
export interface FileLoaded extends Timed {
  readonly type: "file-loaded";
  readonly step: number;
  /** As the disk's image names it: `./x86/hex0_x86.hex0`. */
  readonly path: string;
  /** Bytes; 0 for a folder. */
  readonly size: number;
  /** Which of the files it is, from 1, and how many there are; folders count. 1 comes again if the machine starts again. */
  readonly file: number;
  readonly files: number;
  /** The share of the work that was done before it, from 0 to 1. */
  readonly done: number;
  /** Milliseconds that the rest takes if it goes on like this; absent until that can be told. */
  readonly rest?: number;
}

/** A machine has read its disk in, and goes on with the program that begins the bootstrap. */
export interface LoadEnded extends Timed {
  readonly type: "load-ended";
  readonly files: number;
  readonly milliseconds: number;
}

/** A step, or the seed phase, begins. */
export interface StepStarted extends Timed {
  readonly type: "step-started";
  readonly step: StepName;
  /** Where its output begins in the log. */
  readonly log?: LogPlace;
  /** The step's script. */
  readonly script?: string;
  /** The step's line in the manifest; for the seed phase its kaem script. */
  readonly location?: Location;
}

/** A shell is about to run a command: a line that begins with ` +> `. */
export interface CommandStarted extends Timed {
  readonly type: "command";
  readonly step: number;
  /** The command with its words expanded, as the shell printed it. */
  readonly text: string;
  /** Where the command stands in the source tree, when that is known. */
  readonly location?: Location;
  /** Where it stands as the shell sees it, when that is known. */
  readonly where?: ScriptPlace;
}

/** Any other line of output, without its line end. Malformed UTF-8 becomes U+FFFD; overlong lines come in pieces. */
export interface OutputLine extends Timed {
  readonly type: "output";
  readonly step: number;
  readonly text: string;
  /** Of a line that begins a part of a build: the function that does it. */
  readonly location?: Location;
}

/** A file was compared with the checksum that the tree has for it. */
export interface ChecksumChecked extends Timed {
  readonly type: "checksum";
  readonly step: number;
  /** The file, as the checksum file names it. */
  readonly name: string;
  readonly ok: boolean;
  /** SHA-256 in lower-case hex: wanted by the tree, and found; each where it is known. */
  readonly expected?: string;
  readonly received?: string;
  /** The file of the tree that should have a checksum for it, and has none. */
  readonly missingFrom?: string;
  /** The checksum's line in the source tree, when that is known. */
  readonly location?: Location;
}

/** A step, or the seed phase, has ended: well, with an error, or because the run was stopped. */
export interface StepEnded extends Timed {
  readonly type: "step-ended";
  readonly step: StepName;
  readonly status: "done" | "failed" | "interrupted";
  /** Without those for which it was paused. */
  readonly milliseconds: number;
  /** The longest time for which it has printed nothing, in milliseconds, where that was measured. */
  readonly silence?: number;
  /** As in `step-started`. */
  readonly location?: Location;
}

/** Something went wrong, or is worth a warning, at a place in the tree. */
export interface FindingMade extends Timed, Finding {
  readonly type: "finding";
}

/** The last event, come what may. */
export interface RunEnded extends Timed {
  readonly type: "run-ended";
  readonly status: "good" | "failed" | "interrupted";
  /** Steps that were done, the seed phase not counted. */
  readonly steps: number;
  /** How many were right, and how many were not. */
  readonly checksums: { readonly verified: number; readonly failed: number };
  /** Without those for which it was paused. */
  readonly milliseconds: number;
}

/** What happens in a run, in order. Engines differ; events don't. */
export type RunEvent =
  | RunStarted
  | Notice
  | LongSilence
  | Paused
  | FileLoaded
  | LoadEnded
  | StepStarted
  | CommandStarted
  | OutputLine
  | ChecksumChecked
  | StepEnded
  | FindingMade
  | RunEnded;

/** Takes the events of a run. A promise holds the run back until the reporter has caught up. */
export type Reporter = (event: RunEvent) => void | Promise<void>;
