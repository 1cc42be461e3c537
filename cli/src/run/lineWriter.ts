import { once } from "node:events";
import type { Writable } from "node:stream";

/** Characters that are written at once: a system call for each of a million lines takes longer than to make them. */
const ENOUGH = 0x4000;

/** Writes lines to a stream, those that come without a pause together. Waits where nobody reads. */
export class LineWriter {
  #held = "";
  #open = true;

  constructor(private readonly stream: Writable) {
    stream.on("close", () => (this.#open = false));
  }

  /** Settles once there is room for more. */
  write(line: string): void | Promise<void> {
    if (this.#held === "") setImmediate(() => void this.flush());
    this.#held += `${line}\n`;
    return this.#held.length < ENOUGH ? undefined : this.flush();
  }

  /** Writes what is held back: something is to be told elsewhere behind it. */
  flush(): void | Promise<void> {
    const lines = this.#held;
    this.#held = "";
    if (lines === "" || !this.#open || this.stream.write(lines)) return;
    return drained(this.stream);
  }

  /** Whoever read has gone: nothing is written any more. */
  stop(): void {
    this.#open = false;
  }
}

async function drained(stream: Writable): Promise<void> {
  await Promise.race([once(stream, "drain"), once(stream, "close")]).catch(() => undefined);
}
