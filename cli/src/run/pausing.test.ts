import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { pauseOnSignals } from "./pausing";

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it.runIf(process.platform !== "win32")(
  "keeps a process that is paused alive, which may have nothing else to wait for",
  async () => {
    const { pause, done } = pauseOnSignals();
    process.emit("SIGUSR2");
    expect([pause.on, vi.getTimerCount()]).toEqual([true, 1]);
    process.emit("SIGCONT");
    expect([pause.on, vi.getTimerCount()]).toEqual([false, 0]);
    await pause.set(true);
    done();
    expect(vi.getTimerCount()).toBe(0);
  },
);

it.runIf(process.platform !== "win32")(
  "stops itself with Ctrl-Z, but not where it is to go on already",
  async () => {
    const kill = vi.spyOn(process, "kill").mockReturnValue(true);
    const { done } = pauseOnSignals();
    for (const names of [["SIGTSTP", "SIGCONT"], ["SIGTSTP"]] as const) {
      for (const name of names) process.emit(name);
      await vi.advanceTimersByTimeAsync(1000);
      expect(kill).toHaveBeenCalledTimes(2 - names.length);
    }
    expect(kill).toHaveBeenCalledWith(process.pid, "SIGSTOP");
    done();
  },
);
