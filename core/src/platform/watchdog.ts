import type { Clock } from "./clock";

/** Calls `act` when nobody has fed it for so many milliseconds; 0 switches it off. */
export class Watchdog {
  #cancel: (() => void) | undefined;
  #fed: number;
  #barked = false;
  #held = false;

  constructor(
    private readonly clock: Clock,
    private readonly limit: number,
    private readonly act: () => void,
  ) {
    this.#fed = clock.now();
    if (limit > 0) this.#wait(limit);
  }

  /** Whether it has acted. */
  get barked(): boolean {
    return this.#barked;
  }

  /** Cheap enough to be called for every piece of output: the timer is not touched. */
  feed(): void {
    this.#fed = this.clock.now();
  }

  /** Does something that takes its time without anybody being at fault. */
  async while(act: () => Promise<unknown> | undefined): Promise<void> {
    this.#held = true;
    try {
      await act();
    } finally {
      this.#held = false;
      this.feed();
    }
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #wait(milliseconds: number): void {
    this.#cancel = this.clock.after(milliseconds, () => {
      const idle = this.#held ? 0 : this.clock.now() - this.#fed;
      if (idle >= this.limit) {
        this.#barked = true;
        this.act();
      } else this.#wait(this.limit - idle);
    });
  }
}
