import type { CancellationToken, Connection, WorkDoneProgressReporter } from "vscode-languageserver";

/** How far a piece of work is, and whether anybody still waits for it. */
export interface Pace {
  /** So many of so many parts are done. */
  readonly done: (parts: number, of: number) => void;
  /** Nobody wants the answer any more. */
  readonly cancelled: () => boolean;
}

/** Work that takes no longer, in milliseconds, is not told of when nobody asked to hear of it. */
const SHORT = 700;

/**
 * Tells an editor how far long work is: under the token of its request, or else, where it can show that, under one of
 * ours, which the person can cancel.
 */
export class LongWork {
  /** Whether the editor shows progress that it did not ask for. */
  canShow = false;

  constructor(private readonly connection: Connection) {}

  /**
   * @param asked what the request's own token makes; undefined where it has none
   * @param token whether the request was cancelled
   */
  async run<Result>(
    title: string,
    asked: WorkDoneProgressReporter | undefined,
    token: CancellationToken,
    work: (pace: Pace) => Promise<Result>,
  ): Promise<Result> {
    const shown = new Shown(this.connection, title, this.canShow ? asked : (asked ?? silent));
    try {
      return await work({
        done: (parts, of) => shown.report(parts, of),
        cancelled: () => token.isCancellationRequested || shown.cancelled,
      });
    } finally {
      shown.end();
    }
  }
}

const silent: WorkDoneProgressReporter = {
  begin: () => undefined,
  report: () => undefined,
  done: () => undefined,
};

/** The progress of one piece of work. */
class Shown {
  #reporter: WorkDoneProgressReporter | undefined;
  #token: CancellationToken | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ended = false;
  #percentage = 0;

  constructor(
    private readonly connection: Connection,
    private readonly title: string,
    asked: WorkDoneProgressReporter | undefined,
  ) {
    if (asked === undefined) {
      this.#timer = setTimeout(() => void this.#create(), SHORT);
      return;
    }
    this.#reporter = asked;
    asked.begin(title, 0, undefined, true);
  }

  get cancelled(): boolean {
    return this.#token?.isCancellationRequested === true;
  }

  report(parts: number, of: number): void {
    const percentage = of === 0 ? 0 : Math.floor((100 * parts) / of);
    if (percentage === this.#percentage) return;
    this.#percentage = percentage;
    this.#reporter?.report(percentage, `${parts} of ${of}`);
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#reporter?.done();
  }

  async #create(): Promise<void> {
    try {
      const created = await this.connection.window.createWorkDoneProgress();
      created.begin(this.title, this.#percentage, undefined, true);
      // It may have been done meanwhile; an editor that made a place for it is to hear so.
      if (this.#ended) created.done();
      else {
        this.#reporter = created;
        this.#token = created.token;
      }
    } catch {
      // An editor that refuses does without.
    }
  }
}
