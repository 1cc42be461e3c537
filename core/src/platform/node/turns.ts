import { setImmediate } from "node:timers/promises";

/** Milliseconds of work on files until others get their turn. */
const TURN = 10;

/**
 * Work on thousands of files takes ten times as long when each waits for a thread: so it is done at once, but others get
 * their turn in between.
 */
export class Turns {
  #since = performance.now();

  /** Whether it is time to {@link give} others their turn. */
  get due(): boolean {
    return performance.now() - this.#since > TURN;
  }

  async give(): Promise<void> {
    await setImmediate();
    this.#since = performance.now();
  }
}
