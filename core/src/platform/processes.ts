/** A program to start. Arguments are handed over as they are: no shell reads them. */
export interface ProcessRequest {
  /** Absolute path of the program. */
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment; nothing is inherited. */
  readonly environment: ReadonlyMap<string, string>;
  /** Working folder, absolute. */
  readonly directory: string;
  /** Whether it has our own terminal: standard input and output are ours then, and it stays in our session. */
  readonly terminal?: boolean;
  /** Whether it reads our standard input, although its output comes here. */
  readonly input?: boolean;
  /**
   * A pipe that {@link Processes.makePipe} has made, for the output of programs that write a byte at a time: it is read
   * some milliseconds late, all at once, so that not every byte wakes us up. Of use to one process at a time.
   */
  readonly pipe?: string;
  /** Whether its descriptor 3 is a two-way stream to us, a socket. */
  readonly channel?: boolean;
}

/** Our end of a stream to a process. */
export interface Channel {
  /** What comes from it, decoded; ends when the process does. */
  readonly pieces: AsyncIterable<string>;
  /** Sends a text; where nobody is there any more it gets lost. */
  write(text: string): void;
}

/** How a process ended: with a status, or by a signal (then `status` is undefined). */
export interface ProcessExit {
  readonly status: number | undefined;
  readonly signal: string | undefined;
}

/** A process that runs in a session of its own, with nothing on its standard input. */
export interface RunningProcess {
  /** Its id; undefined where it could not be started. */
  readonly id: number | undefined;
  /** What it writes to standard output. Reading at leisure holds the process back: nothing piles up. */
  readonly output: AsyncIterable<Uint8Array>;
  /** What it writes to standard error, decoded; the same holds. */
  readonly errors: AsyncIterable<string>;
  /** There where it was asked for. */
  readonly channel?: Channel;
  /** Settles when the process is gone and its output has been closed. Rejects where it could not be started. */
  readonly exit: Promise<ProcessExit>;
  /** Ends the process and its whole process group at once (SIGKILL). Harmless when it is gone already. */
  kill(): void;
  /**
   * Lets the process and all that came of it stand still (SIGSTOP) until the result is called; it can be ended all the
   * same. Does nothing where the system has no such thing.
   */
  stop(): () => void;
}

/** The programs of the machine. */
export interface Processes {
  /** Id of this very process, which its children see as their parent. */
  readonly ownId: number;
  /** Whether this system can let processes stand still. */
  readonly canStop: boolean;
  /** Whether there is a process of that id, whoever's it is. */
  exists(id: number): boolean;
  /** Absolute path of a program, by its name on the machine's search path or that path; undefined where there is none. */
  find(name: string): Promise<string | undefined>;
  /** Makes a named pipe in a folder of ours, or finds the one from before; whether it is there. */
  makePipe(path: string): Promise<boolean>;
  start(request: ProcessRequest): RunningProcess;
}
