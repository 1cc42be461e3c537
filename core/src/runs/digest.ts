import type { RunEvent, RunStarted } from "./events";

/** Keeps of a run's events what somebody has to know who comes later: how far it is, how it got there, what was found. */
export class RunDigest {
  #started: RunStarted | undefined;
  readonly #steps: RunEvent[] = [];
  readonly #findings: RunEvent[] = [];
  /** What holds now, by its kind; the next of its kind replaces it. */
  readonly #standing = new Map<"load" | "pause" | "silence" | "end", RunEvent>();
  #at = 0;

  /** The run's own time of the last event, in milliseconds. */
  get at(): number {
    return this.#at;
  }

  /** In the order in which they happened, as far as that matters. */
  get events(): readonly RunEvent[] {
    const all = [...this.#steps, ...this.#findings, ...this.#standing.values()];
    all.sort((a, b) => a.at - b.at);
    return [...(this.#started === undefined ? [] : [this.#started]), ...all];
  }

  take(event: RunEvent): void {
    this.#at = event.at;
    switch (event.type) {
      case "run-started":
        this.#started = event;
        return;
      case "step-started":
      case "step-ended":
        this.#steps.push(event);
        this.#standing.delete("silence");
        return;
      case "finding":
        if (this.#findings.length < MOST) this.#findings.push(event);
        return;
      case "load-ended":
        this.#steps.push(...[this.#standing.get("load")].filter((load) => load !== undefined), event);
        this.#standing.delete("load");
        return;
      case "file-loaded":
        this.#standing.set("load", event);
        return;
      case "paused":
        this.#standing.set("pause", event);
        return;
      case "continued":
        this.#standing.delete("pause");
        return;
      case "silence":
        this.#standing.set("silence", event);
        return;
      case "command":
      case "output":
        this.#standing.delete("silence");
        return;
      case "run-ended":
        this.#standing.set("end", event);
        return;
      case "notice":
      case "checksum":
        return;
    }
  }
}

/** More findings than these nobody looks at. */
const MOST = 1000;
