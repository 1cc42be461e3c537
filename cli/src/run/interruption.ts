/** A signal that is aborted when this process is asked to end. A second request changes nothing: the first is quick. */
export function abortOnSignals(): { readonly signal: AbortSignal; readonly done: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of names) process.on(name, abort);
  return {
    signal: controller.signal,
    done() {
      for (const name of names) process.off(name, abort);
    },
  };
}
