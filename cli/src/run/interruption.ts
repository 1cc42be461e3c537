import { exitStatus } from "../exitStatus";

/** Milliseconds within which a signal that comes twice was meant once: a terminal and a wrapper both send it. */
const SAME = 250;

/**
 * A signal that is aborted when this process is asked to end, or by `abort`. Asked a second time, the process ends at
 * once: the kernel takes the sandbox along, and the next run takes over the lock.
 */
export function abortOnSignals(): {
  readonly signal: AbortSignal;
  readonly abort: () => void;
  readonly done: () => void;
} {
  const controller = new AbortController();
  const abort = () => controller.abort();
  let first: number | undefined;
  const asked = () => {
    if (first !== undefined && performance.now() - first > SAME) process.exit(exitStatus.interrupted);
    first ??= performance.now();
    abort();
  };
  const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of names) process.on(name, asked);
  return {
    signal: controller.signal,
    abort,
    done() {
      for (const name of names) process.off(name, asked);
    },
  };
}
