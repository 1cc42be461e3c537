import type { RunEvent } from "../events";
import type { Untimed } from "../output";

type Emit = (event: Untimed<RunEvent>) => void | Promise<void>;

/** Holds back what was told before, while the log of an earlier run is gone through again. */
export class EventGate {
  #closed = false;
  /** What was held back last, of what says where a run is. */
  #last = new Map<RunEvent["type"], Untimed<RunEvent>>();

  constructor(private readonly report: Emit) {}

  readonly emit: Emit = (event) => {
    if (!this.#closed) return this.report(event);
    this.#last.set(event.type, event);
  };

  close(): void {
    this.#closed = true;
  }

  /** Tells again what is still so, by its type. */
  async open(still: readonly RunEvent["type"][]): Promise<void> {
    this.#closed = false;
    for (const type of still) {
      const event = this.#last.get(type);
      if (event !== undefined) await this.report(event);
    }
    this.#last.clear();
  }
}
