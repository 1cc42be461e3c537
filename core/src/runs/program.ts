import type { Machine } from "../platform/machine";

/** How a small program of the machine went. */
export interface ProgramOutcome {
  readonly good: boolean;
  /** What it printed. */
  readonly output: string;
  /** What it complained of, or why it could not be started. */
  readonly errors: string;
}

/**
 * Runs a program to its end that says little. One that has not come to it after `patience` milliseconds is ended, and
 * went wrong. Never rejects.
 */
export async function runProgram(
  { processes, clock }: Pick<Machine, "processes" | "clock">,
  file: string,
  args: readonly string[],
  patience?: number,
): Promise<ProgramOutcome> {
  const process = processes.start({ file, args, environment: new Map(), directory: "/" });
  const cancel = patience === undefined ? undefined : clock.after(patience, () => process.kill());
  const decoder = new TextDecoder();
  let [output, errors] = ["", ""];
  const read = async () => {
    for await (const piece of process.output) output += decoder.decode(piece, { stream: true });
  };
  const listen = async () => {
    for await (const piece of process.errors) errors += piece;
  };
  try {
    const [exit] = await Promise.all([process.exit, read(), listen()]);
    return { good: exit.status === 0, output, errors: errors.trim() };
  } catch (error) {
    return { good: false, output, errors: error instanceof Error ? error.message : String(error) };
  } finally {
    cancel?.();
  }
}
