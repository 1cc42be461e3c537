import type { Clock } from "../../platform/clock";

/** Milliseconds without output after which none is on its way from a machine that stands still. */
const QUIET = 20;

/** Stands in an output for a place that somebody has asked to be told of. */
export const mark: Uint8Array = new Uint8Array(0);

/** An output in which the place can be marked up to which a machine that stands still by now has written. */
export class MarkedOutput implements AsyncIterable<Uint8Array> {
  #asked = false;
  #wake: () => void = () => undefined;

  constructor(
    private readonly output: AsyncIterable<Uint8Array>,
    private readonly clock: Pick<Clock, "after">,
  ) {}

  /** What was written before this call comes first, then {@link mark}. Nothing may be written any more. */
  ask(): void {
    this.#asked = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    const pieces = this.output[Symbol.asyncIterator]();
    try {
      for (;;) {
        let come: { readonly result?: IteratorResult<Uint8Array>; readonly error?: unknown } | undefined;
        const wake = () => this.#wake();
        void pieces
          .next()
          .then(
            (result) => (come = { result }),
            (error: unknown) => (come = { error }),
          )
          .finally(wake);
        // A plain test would be taken for settled: another turn changes it.
        const arrived = () => come;
        while (arrived() === undefined) {
          if (this.#asked) await this.#quiet();
          else await new Promise<void>((resolve) => (this.#wake = resolve));
          if (arrived() !== undefined || !this.#asked) continue;
          this.#asked = false;
          yield mark;
        }
        const { result, error } = arrived()!;
        if (result === undefined) throw error;
        if (result.done === true) return;
        yield result.value;
      }
    } finally {
      // Whoever stops at a mark does so while a piece is waited for, which may never come.
      void pieces.return?.();
    }
  }

  /**
   * Waits until nothing has come for a while. What lies in a stream already is read between two timers, however late
   * the first one is.
   */
  async #quiet(): Promise<void> {
    for (let turn = 0; turn < 2; turn++) {
      const woken = await new Promise<boolean>((resolve) => {
        const cancel = this.clock.after(QUIET, () => resolve(false));
        this.#wake = () => {
          cancel();
          resolve(true);
        };
      });
      if (woken) return;
    }
  }
}
