import type { Clock } from "../platform/clock";
import type { Reason } from "./cause";
import { Watchdog } from "../platform/watchdog";

/** Looks, whenever nothing was printed for so many milliseconds, whether that will ever change; 0 switches it off. */
export class SpinWatch {
  #watchdog: Watchdog;
  #stopped = false;
  /** Why nothing will be printed any more. */
  reason: Reason | undefined;

  /**
   * @param look tells why nothing can come any more; undefined where something may
   * @param end ends what would go on for ever
   */
  constructor(
    private readonly clock: Clock,
    private readonly limit: number,
    private readonly look: () => Promise<Reason | undefined>,
    private readonly end: () => void,
  ) {
    this.#watchdog = this.#begin();
  }

  feed(): void {
    if (this.#watchdog.barked) this.#watchdog = this.#begin();
    else this.#watchdog.feed();
  }

  stop(): void {
    this.#stopped = true;
    this.#watchdog.stop();
  }

  #begin(): Watchdog {
    return new Watchdog(this.clock, this.limit, () => void this.#looked());
  }

  async #looked(): Promise<void> {
    const watchdog = this.#watchdog;
    // What cannot be looked at may go on.
    const reason = await this.look().catch(() => undefined);
    if (reason === undefined || this.#stopped || watchdog !== this.#watchdog) return;
    this.reason = reason;
    this.end();
  }
}
