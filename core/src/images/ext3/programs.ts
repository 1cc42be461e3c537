import type { Machine } from "../../platform/machine";
import { RunProblem } from "../../runs/problem";

/** The programs of e2fsprogs that make a file system in a file and fill it, without root and without mounting. */
export interface Ext3Programs {
  /** Absolute paths. */
  readonly mke2fs: string;
  readonly debugfs: string;
}

/** How to get them. */
export const e2fsprogsRemedy =
  "install e2fsprogs (Debian and others: the package e2fsprogs; Homebrew: e2fsprogs, whose sbin folder has to be in PATH)";

/** Finds them; undefined where one is missing. */
export async function findExt3Programs({ processes }: Machine): Promise<Ext3Programs | undefined> {
  const [mke2fs, debugfs] = await Promise.all([processes.find("mke2fs"), processes.find("debugfs")]);
  return mke2fs === undefined || debugfs === undefined ? undefined : { mke2fs, debugfs };
}

/** Finds them, or throws a {@link RunProblem} that says what to install. */
export async function ext3Programs(machine: Machine): Promise<Ext3Programs> {
  const found = await findExt3Programs(machine);
  if (found !== undefined) return found;
  const message = `mke2fs and debugfs make the ext3 file system of the disk, and are not both installed: ${e2fsprogsRemedy}`;
  throw new RunProblem("image/no-e2fsprogs", message);
}

/** A program that is to run to its end. */
export interface ToolRequest {
  readonly file: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly environment: ReadonlyMap<string, string>;
}

/**
 * Runs a program to its end, and gives what it wrote to standard error; `output` gets what it writes to standard output.
 * Ends it when the signal is aborted, and rejects as that says. A status other than 0 is `failed`.
 */
export async function runTool(
  { processes }: Machine,
  request: ToolRequest,
  signal: AbortSignal,
  output: (piece: Uint8Array) => void = () => undefined,
): Promise<{ readonly failed: boolean; readonly errors: string }> {
  signal.throwIfAborted();
  const process = processes.start(request);
  const end = () => process.kill();
  signal.addEventListener("abort", end);
  try {
    let errors = "";
    const listening = (async () => {
      // Whoever fails at every file would say more than anybody reads.
      for await (const piece of process.errors) if (errors.length < 0x4000) errors += piece;
    })();
    for await (const piece of process.output) output(piece);
    const [exit] = await Promise.all([process.exit, listening]);
    signal.throwIfAborted();
    return { failed: exit.status !== 0, errors };
  } finally {
    end();
    signal.removeEventListener("abort", end);
  }
}
