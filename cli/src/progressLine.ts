import type { Writable } from "node:stream";

export interface Terminal extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Milliseconds between two states that are shown. */
const SELDOM = 100;

/** Whether a line that was written can be taken back: not in a file, nor in a terminal that only prints. */
export function canTakeBack(out: Terminal): boolean {
  return out.isTTY === true && process.env["TERM"] !== "dumb";
}

/** As much of a line as a terminal has room for: what goes over its edge could not be taken back. */
export function fitted(out: Terminal, line: string): string {
  const { columns = 0 } = out;
  // One that does not know how wide it is says 0.
  return line.slice(0, columns > 0 ? columns - 1 : 79);
}

/** A line of a terminal that says how far something is, and goes away again; nothing where there is no such terminal. */
export function progressLine(out: Terminal): {
  readonly show: (text: () => string) => void;
  readonly clear: () => void;
} {
  let shownAt = -Infinity;
  return {
    show(text) {
      const now = performance.now();
      if (!canTakeBack(out) || now - shownAt < SELDOM) return;
      shownAt = now;
      out.write(`\r\u001b[K${fitted(out, text())}`);
    },
    clear() {
      if (shownAt > -Infinity) out.write("\r\u001b[K");
      shownAt = -Infinity;
    },
  };
}
