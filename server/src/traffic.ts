/** In milliseconds: behind the last thing that came from the editor it stays so long still before work goes on that nobody waits for. */
const quiet = 200;
/** In milliseconds: a request that takes longer may be waiting for just that work. */
const short = 50;
/** In milliseconds: longer than that no work is held back at a time. */
const patience = 3000;

/** What comes from the editor, and when work that nobody waits for may go on beside it. */
export class Traffic {
  #last = -Infinity;
  /** When the requests came that have no answer yet, the oldest first. */
  readonly #open = new Set<{ readonly since: number }>();

  /** Something came that is dealt with at once. */
  came(): void {
    this.#last = performance.now();
  }

  /** Answers a request. */
  async answer<Result>(work: () => Promise<Result>): Promise<Result> {
    this.came();
    const request = { since: this.#last };
    this.#open.add(request);
    try {
      return await work();
    } finally {
      this.#open.delete(request);
    }
  }

  /**
   * For one piece of work that nobody waits for. It asks between its stretches, each of a few milliseconds, and goes on when the answer
   * comes: what has come meanwhile is dealt with by then, and nothing more of it for a moment, or too much of it to wait any longer.
   */
  turns(): () => Promise<void> {
    let heldSince: number | undefined;
    return async () => {
      await new Promise((resolve) => setImmediate(resolve));
      for (;;) {
        const now = performance.now();
        if (now >= this.#last + quiet) {
          heldSince = undefined;
          return;
        }
        heldSince ??= now;
        const [oldest] = this.#open;
        const until = Math.min(
          this.#last + quiet,
          heldSince + patience,
          oldest === undefined ? Infinity : oldest.since + short,
        );
        if (now >= until) return;
        // It keeps no server alive.
        await new Promise((resolve) => setTimeout(resolve, Math.ceil(until - now)).unref());
      }
    };
  }
}
