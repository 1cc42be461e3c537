import { spawn, spawnSync, type ChildProcess } from "node:child_process";
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
    timeout: 300_000,
    maxBuffer: 64 * 1024 * 1024,
    ...(options.uid !== undefined && { uid: options.uid, gid: options.uid }),
  });
  if (result.error) throw result.error;
  const { status, stdout, stderr } = result;
  return { status, output: stdout, stdout: stdout.toString(), stderr: stderr.toString() };
}

/** A command that goes on while the test does. */
export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Omit<Ended, "output">>;
}

/** Starts the packaged `bootstrappable` command. */
export function startBootstrappable(args: readonly string[], cwd: string): Running {
  const child = spawn(process.execPath, [programs.cli, ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<Omit<Ended, "output">>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, stdout, stderr }));
  });
  return { process: child, ended };
}
