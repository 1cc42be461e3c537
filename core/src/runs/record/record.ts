import type { DiagnosticCode } from "../../diagnostics/codes";
import type { ProcessName } from "../../platform/fileLock";
import type { Severity } from "../../diagnostics/severity";
import type { LogPlace } from "../logs/place";

/** The format that this version writes, and the only one that it reads. */
export const recordFormat = 1;

/** What is kept of a run, as one JSON file. Paths within the tree are relative to its top folder, with `/`. */
export interface RunRecord {
  readonly format: typeof recordFormat;
  /** Of the file that it is kept in; ids sort by the time at which the runs began. */
  readonly id: string;
  /** When it began, ISO 8601 in UTC. */
  readonly date: string;
  readonly status: "good" | "failed" | "interrupted";
  readonly milliseconds: number;
  /**
   * The process that is at it. What has this is what was known when the last step began: the run is still going on, or
   * that process ended without a word (it was killed, or the machine went down).
   */
  readonly process?: ProcessName;
  /** Of a run that is going on: it stands still until somebody lets it go on. */
  readonly paused?: true;
  /** Real path of the tree's top folder. */
  readonly tree: string;
  /** The commits of the tree (path `.`) and its submodules, as far as git's files tell them. */
  readonly commits: readonly RecordedCommit[];
  readonly target: string;
  /** The whole output. The next run in the same target replaces it: then the number of bytes is another. */
  readonly log: { readonly path: string; readonly bytes: number };
  readonly engine: string;
  readonly architecture: string;
  readonly driver: "steps" | "tree";
  /** bootstrap.cfg */
  readonly configuration: Readonly<Record<string, string>>;
  /** Versions of what ran it, by name. */
  readonly tools: Readonly<Record<string, string>>;
  readonly host: RecordedHost;
  /** The seed phase and every step that was to run, in order. */
  readonly steps: readonly RecordedStep[];
  /** Steps before them, the seed phase among them, that did not run: their checkpoints were used. */
  readonly kept?: readonly Pick<RecordedStep, "number" | "kind" | "name" | "pass">[];
  /** Every checksum that was looked at, in order. */
  readonly checksums: readonly RecordedChecksum[];
  readonly findings: readonly RecordedFinding[];
  readonly totals: { readonly steps: number; readonly verified: number; readonly failed: number };
}

export interface RecordedCommit {
  readonly path: string;
  /** 40 hex digits. */
  readonly commit: string;
}

export interface RecordedHost {
  readonly system: string;
  readonly processor: string;
  /** Release of the kernel. */
  readonly kernel?: string;
  readonly cpus?: number;
  /** Bytes of main memory. */
  readonly memory?: number;
}

export interface RecordedStep {
  /** 0 for the seed phase, else the number of the step in the plan. */
  readonly number: number;
  readonly kind: "seed" | "build" | "improve" | "jump" | "uninstall";
  readonly name: string;
  /** builds only */
  readonly pass?: number;
  readonly status: "done" | "failed" | "interrupted" | "not-reached";
  /** Undefined where it was not reached. */
  readonly milliseconds?: number;
  /** The longest time for which it has printed nothing, in milliseconds. */
  readonly silence?: number;
  /** Where its output begins in the log. */
  readonly log?: LogPlace;
  readonly script?: string;
  /**
   * Its exact environment, as what is different in the last step before it that has one; null for what is no longer
   * set. Known where our driver runs the steps.
   */
  readonly environment?: Readonly<Record<string, string | null>>;
}

export interface RecordedChecksum {
  /** Number of the step that looked at it. */
  readonly step: number;
  /** The file, as the checksum file names it. */
  readonly name: string;
  readonly ok: boolean;
  /** SHA-256 in lower-case hex. Expected is undefined where the tree has none, each where it could not be told. */
  readonly expected?: string;
  readonly received?: string;
  /** The file of the tree that it stands in, or is missing from, and the line from 1. */
  readonly file?: string;
  readonly line?: number;
}

export interface RecordedFinding {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  /** Relative to the tree, or absolute for what lies outside. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** As of the event. */
  readonly placeless?: true;
}

/** Something that knows the runs of trees. */
export interface Records {
  /** Those of a tree by its top folder, the newest first. Never rejects. */
  of(root: string): Promise<readonly RunRecord[]>;
  /** Those that are going on, as far as their last step, the newest first; absent where nobody can tell. */
  running?(root: string): Promise<readonly RunRecord[]>;
  /** The files that those of a tree are kept in, by their ids; absent where nobody can tell. */
  files?(root: string): Promise<ReadonlyMap<string, string>>;
}

/** The environment of a step by its number; undefined where it is not known. */
export function environmentOf({ steps }: RunRecord, number: number): ReadonlyMap<string, string> | undefined {
  const environment = new Map<string, string>();
  let known = false;
  for (const step of steps) {
    for (const [name, value] of Object.entries(step.environment ?? {})) {
      if (value === null) environment.delete(name);
      else environment.set(name, value);
    }
    known = step.environment !== undefined;
    if (step.number === number) break;
  }
  return known ? environment : undefined;
}
