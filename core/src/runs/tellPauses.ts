import type { Machine } from "../platform/machine";
import type { RunRequest } from "./request";
import type { SessionParts } from "./sessionParts";

/** Tells when the run stands still, and when it goes on; the result ends that. */
export function tellPauses(
  { processes }: Machine,
  { pause, signal }: RunRequest,
  emit: SessionParts["emit"],
): () => void {
  const change = async () => {
    // It is told once it is so: those who stop processes listen, too.
    await Promise.resolve();
    if (signal.aborted) return;
    if (processes.canStop) {
      await emit({ type: pause?.on === true ? "paused" : "continued" });
    } else if (pause?.on === true) {
      void pause.set(false);
      await emit({ type: "notice", text: "This system has no way to pause a run: it goes on." });
    }
  };
  return pause?.onChange(change) ?? (() => undefined);
}
