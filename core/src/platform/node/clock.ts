import type { Clock } from "../clock";

/** The machine's own clock. */
export const nodeClock: Clock = {
  now: () => performance.now(),
  date: () => new Date().toISOString(),
  after(milliseconds, act) {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
};
