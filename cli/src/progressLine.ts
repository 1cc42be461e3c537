import type { Writable } from "node:stream";

interface Terminal extends Writable {
  readonly isTTY?: boolean;
}

/** Milliseconds between two states that are shown. */
const SELDOM = 100;

/** A line of a terminal that says how far something is, and goes away again; nothing where there is no terminal. */
export function progressLine(out: Terminal): {
  readonly show: (text: () => string) => void;
  readonly clear: () => void;
} {
  let shownAt = -Infinity;
  return {
    show(text) {
      const now = performance.now();
      if (out.isTTY !== true || now - shownAt < SELDOM) return;
      shownAt = now;
      out.write(`\r\u001b[K${text()}`);
    },
    clear() {
      if (shownAt > -Infinity) out.write("\r\u001b[K");
      shownAt = -Infinity;
    },
  };
}
