/**
 * What a run says to the editor that began it beside its events, so that another process of the editor can take its place
 * when that is gone: after a reload of the window the run goes on, and is shown as before.
 */

/** Where the run can be reached: a Unix socket, or a named pipe. It comes before all events. */
export interface Reachable {
  readonly type: "reachable";
  readonly address: string;
}

/** The first line for who has come back. What else it has to know of what happened before follows as events. */
export interface Rejoined {
  readonly type: "rejoined";
  /** Where the run's own time is, in milliseconds, as `at` of events. */
  readonly at: number;
  /** The id of the process. */
  readonly process: number;
}

/** What would be on the terminal, had it not gone with its window. */
export interface Words {
  readonly type: "words";
  readonly text: string;
}
