import type { Machine } from "./machine";

/**
 * The first program of a chain that the kernel ends when we end, however that happens; but if we ended before it could ask
 * for that, somebody else is its parent by now. Its arguments are our id, then the program and its own.
 */
export const guard = `[ "$PPID" = "$1" ] || exit 1; shift; exec "$@"`;

/** A program that the kernel ends when we end; on a system that cannot, the plain program. */
export async function guardedProgram(
  { processes }: Pick<Machine, "processes">,
  file: string,
  args: readonly string[],
): Promise<{ readonly file: string; readonly args: readonly string[] }> {
  const [setpriv, sh] = await Promise.all([processes.find("setpriv"), processes.find("sh")]);
  if (setpriv === undefined || sh === undefined) return { file, args };
  const own = String(processes.ownId);
  return {
    file: setpriv,
    args: ["--pdeathsig", "KILL", "--", sh, "-c", guard, "sh", own, file, ...args],
  };
}
