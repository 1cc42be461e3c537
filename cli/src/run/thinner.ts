import { Tail } from "@bootstrappable/core/runs/logs/tail";

/** Characters of output that are shown of each second, and how long a second is in milliseconds. */
const most = 200_000;
const second = 1000;

/** Lines that are shown although there were too many, and their characters: those behind which something else is told. */
const last = 20;
const mostLast = 0x8000;
const newTail = () => new Tail<string>(last, mostLast, (text) => text);

/** Lines that were left out; `tail` are the last of them, which are still to be shown. */
export interface LeftOut {
  readonly count: number;
  readonly tail: readonly string[];
}

/** Chooses among lines of output when there are more than anybody can read. */
export class Thinner {
  #since = -Infinity;
  #shown = 0;
  #count = 0;
  #tail = newTail();

  /** `now` tells milliseconds. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Whether the next line is to be left out for now. Before the next that is not, the {@link rest} is to be told. */
  leavesOut(text: string): boolean {
    const length = text.length + 1;
    if (this.#shown + length > most) {
      const now = this.now();
      if (now - this.#since <= second) {
        this.#shown = most;
        this.#count++;
        this.#tail.push(text);
        return true;
      }
      this.#since = now;
      this.#shown = 0;
    }
    this.#shown += length;
    return false;
  }

  /** What was left out so far, once; undefined where nothing was. */
  rest(): LeftOut | undefined {
    if (this.#count === 0) return undefined;
    const left = { count: this.#count, tail: this.#tail.items };
    this.#count = 0;
    this.#tail = newTail();
    return left;
  }
}
