import type { Clock } from "../platform/clock";
import { Watchdog } from "../platform/watchdog";

/** A silence is worth a word when it is so many times as long as the longest one of earlier runs … */
const TIMES = 4;

/** … and at least so many milliseconds: a machine that was busy for a moment is none. */
const LEAST = 60_000;

/** A silence that is unlike earlier runs. */
export interface Silence {
  /** Milliseconds since something was printed. */
  readonly milliseconds: number;
  /** Milliseconds of the longest silence in the same part of earlier runs. */
  readonly usual: number;
}

/**
 * Measures for how long each part of a run (a step, a phase of a machine that boots) prints nothing, and tells when
 * that is much longer than it was in earlier runs. Nothing is ended for it: only the person knows what else the machine
 * does. A part that was never done before is measured and never told of.
 */
export class SilenceWatch {
  #watchdog: Watchdog | undefined;
  #usual: number | undefined;
  /** Milliseconds of silence that are told of next; whoever was told of one need not hear of a shorter one. */
  #limit = 0;
  #fed: number;
  #longest = 0;

  constructor(
    private readonly clock: Clock,
    private readonly tell: (silence: Silence) => void,
  ) {
    this.#fed = clock.now();
  }

  /** A part begins; `usual` is the longest silence of earlier runs in it, in milliseconds. */
  begin(usual: number | undefined): void {
    this.stop();
    this.#usual = usual;
    this.#longest = 0;
    this.#fed = this.clock.now();
    this.#limit = usual === undefined ? 0 : Math.max(LEAST, usual * TIMES);
    this.#wait();
  }

  /** Something was printed. Cheap enough to be called for every piece of output. */
  feed(): void {
    this.#longest = this.longest;
    this.#fed = this.clock.now();
    if (this.#watchdog?.barked === true) this.#wait();
    else this.#watchdog?.feed();
  }

  /** The longest silence since the part began, the one that lasts among them, in milliseconds. */
  get longest(): number {
    return Math.max(this.#longest, this.clock.now() - this.#fed);
  }

  stop(): void {
    this.#watchdog?.stop();
    this.#watchdog = undefined;
  }

  #wait(): void {
    const usual = this.#usual;
    if (usual === undefined) return;
    this.#watchdog = new Watchdog(this.clock, this.#limit, () => {
      const milliseconds = Math.round(this.clock.now() - this.#fed);
      this.#limit = Math.max(this.#limit, milliseconds) * 2;
      this.tell({ milliseconds, usual });
    });
  }
}
