import type { Clock } from "../platform/clock";

/** Whether a run is to stand still: somebody sets it, the run goes by it. */
export class Pause {
  #on = false;
  readonly #listeners = new Set<() => void | Promise<void>>();

  get on(): boolean {
    return this.#on;
  }

  /** Settles when all who listen have done their part. */
  async set(on: boolean): Promise<void> {
    if (on === this.#on) return;
    this.#on = on;
    await Promise.all([...this.#listeners].map(async (listener) => listener()));
  }

  /** Calls `act` at every change; the result calls that off. */
  onChange(act: () => void | Promise<void>): () => void {
    this.#listeners.add(act);
    return () => this.#listeners.delete(act);
  }

  /** Settles when nothing is to stand still. */
  async over(): Promise<void> {
    while (this.#on) {
      await new Promise<void>((resolve) => {
        const off = this.onChange(() => {
          off();
          resolve();
        });
      });
    }
  }
}

interface Waiting {
  /** When it is due, by the clock that stands still. */
  readonly due: number;
  readonly act: () => void;
  cancel: () => void;
}

/** A clock that stands still with the run: how long a step took, and how long it says nothing, is told without pauses. */
export class PausedClock implements Clock {
  /** Milliseconds that it stood still so far, and since when it does. */
  #lost = 0;
  #since: number | undefined;
  readonly #waiting = new Set<Waiting>();

  constructor(
    private readonly clock: Clock,
    private readonly pause: Pause,
  ) {
    if (pause.on) this.#changed();
    pause.onChange(() => this.#changed());
  }

  now(): number {
    return (this.#since ?? this.clock.now()) - this.#lost;
  }

  date(): string {
    return this.clock.date();
  }

  after(milliseconds: number, act: () => void): () => void {
    const waiting: Waiting = { due: this.now() + milliseconds, act, cancel: () => undefined };
    this.#waiting.add(waiting);
    if (this.#since === undefined) this.#start(waiting);
    return () => {
      waiting.cancel();
      this.#waiting.delete(waiting);
    };
  }

  #start(waiting: Waiting): void {
    waiting.cancel = this.clock.after(Math.max(0, waiting.due - this.now()), () => {
      this.#waiting.delete(waiting);
      waiting.act();
    });
  }

  #changed(): void {
    if (this.pause.on) {
      this.#since = this.clock.now();
      for (const { cancel } of this.#waiting) cancel();
    } else if (this.#since !== undefined) {
      this.#lost += this.clock.now() - this.#since;
      this.#since = undefined;
      for (const waiting of this.#waiting) this.#start(waiting);
    }
  }
}
