import type { RunEvent } from "@bootstrappable/core/runs/events";
import type { Reachable } from "@bootstrappable/core/runs/rejoin";
import { EventEmitter, type Disposable } from "vscode";
import { slashed } from "../slashed";
import type { Collector } from "../tasks/terminal";
import { Run, type RunControl } from "./run";

/** How often what runs is shown anew, in milliseconds. */
const TICK = 1000;

/** The runs of this session, newest first. */
export class RunBook implements Disposable {
  readonly #changed = new EventEmitter<Run>();
  readonly onChanged = this.#changed.event;
  readonly #began = new EventEmitter<Run>();
  readonly onBegan = this.#began.event;
  readonly #ticked = new EventEmitter<void>();
  /** Every second while something runs: times have gone on. */
  readonly onTick = this.#ticked.event;
  #timer: NodeJS.Timeout | undefined;
  readonly runs: Run[] = [];

  begin(tree: string, control: RunControl): Collector {
    const run = new Run(slashed(tree), control);
    this.runs.unshift(run);
    this.#timer ??= setInterval(() => this.#ticked.fire(), TICK);
    this.#began.fire(run);
    this.#changed.fire(run);
    return {
      event: (event, happened) => {
        if (run.take(event as RunEvent | Reachable, happened)) this.#changed.fire(run);
      },
      end: (outcome) => {
        run.end(outcome);
        if (this.running.length === 0) this.#stopTicking();
        this.#changed.fire(run);
      },
    };
  }

  /** Somebody has looked at a failure: it need not stand out any more. */
  see(run: Run): void {
    run.seen = true;
    this.#changed.fire(run);
  }

  /** Those that are going on. */
  get running(): readonly Run[] {
    return this.runs.filter(({ status }) => status === "running");
  }

  /** The newest run of a tree, whether it has begun in earnest or was turned away. */
  newest(tree: string): Run | undefined {
    return this.runs.find((run) => run.tree === tree);
  }

  /** The newest run of a tree that has begun in earnest: one that was turned away says nothing of the tree. */
  last(tree: string): Run | undefined {
    return this.runs.find((run) => run.tree === tree && run.date !== undefined);
  }

  #stopTicking(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  dispose(): void {
    this.#stopTicking();
    this.#ticked.dispose();
    this.#changed.dispose();
    this.#began.dispose();
  }
}
