import { spawnSync } from "node:child_process";
import { programs } from "./build";

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What was printed, as bytes. */
  readonly output: Buffer;
}

interface Options {
  readonly cwd: string;
  /** What the command reads from standard input. */
  readonly input?: string | Uint8Array;
  /** Run as that user; only root can. */
  readonly uid?: number;
}

/** Runs the packaged `bootstrappable` command to its end. */
export function bootstrappable(args: readonly string[], options: Options): Ended {
  const result = spawnSync(process.execPath, [programs.cli, ...args], {
    cwd: options.cwd,
    input: options.input ?? "",
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
    ...(options.uid !== undefined && { uid: options.uid, gid: options.uid }),
  });
  if (result.error) throw result.error;
  const { status, stdout, stderr } = result;
  return { status, output: stdout, stdout: stdout.toString(), stderr: stderr.toString() };
}
