import type { Appender } from "../platform/disk";
import type { CommandPlace, LoggedChecksum, StepLog } from "./stepLog";
import { LineSplitter } from "./logs/lines";
import { readLogLine, type LogLine } from "./logs/forms";
import type { RunEvent } from "./events";
import type { SettledChecksum } from "./settle";

/** What the reader of a run's output needs to know of the run around it. */
export interface OutputContext {
  /** The log of the step that is at work. */
  log(): StepLog;
  /** Number of that step. */
  step(): number;
  place(text: string): Promise<CommandPlace>;
  /** What is to be known of a checksum beyond what was printed. */
  settle(checksum: LoggedChecksum): Promise<SettledChecksum>;
  /** Called before a line's own events: the line may begin or end a step. */
  beforeLine(line: LogLine): Promise<void>;
  emit(event: Untimed<RunEvent>): void | Promise<void>;
}

/** An event to which only its time is missing. */
export type Untimed<Event> = Event extends unknown ? Omit<Event, "at"> : never;

/** Turns the output of the sandbox into events, and keeps every byte of it in the log file. */
export class OutputReader {
  #lines = new LineSplitter();
  #number = 0;
  readonly checksums = { verified: 0, failed: 0 };

  constructor(
    private readonly file: Appender,
    private readonly context: OutputContext,
  ) {}

  /** The next bytes. Settles when everybody who listens has taken them. */
  async push(bytes: Uint8Array): Promise<void> {
    await this.file.write(bytes);
    for (const text of this.#lines.push(bytes)) {
      // Most lines keep nobody waiting; a pause for each of them would be most of the time that they take.
      const pause = this.#line(text);
      if (pause !== undefined) await pause;
    }
  }

  /** The end of one program's output. */
  async end(): Promise<void> {
    for (const text of this.#lines.end()) await this.#line(text);
    await this.#tell(this.context.log().end());
  }

  #line(text: string): void | Promise<void> {
    this.#number++;
    const line = readLogLine(text);
    if (line.kind !== "other") return this.#speakingLine(text, this.#number, line);
    const checksums = this.context.log().push(text, this.#number, line, undefined);
    const pause = this.context.emit({ type: "output", step: this.context.step(), text });
    return checksums.length === 0 ? pause : Promise.resolve(pause).then(() => this.#tell(checksums));
  }

  async #speakingLine(text: string, number: number, line: LogLine): Promise<void> {
    const { context } = this;
    await context.beforeLine(line);
    const place = line.kind === "command" ? await context.place(line.text) : undefined;
    const checksums = context.log().push(text, number, line, place);
    const step = context.step();
    const location = place?.location;
    if (line.kind === "command") {
      await context.emit({ type: "command", step, text: line.text, ...(location && { location }) });
    } else await context.emit({ type: "output", step, text });
    await this.#tell(checksums);
  }

  async #tell(checksums: readonly LoggedChecksum[]): Promise<void> {
    for (const checksum of checksums) {
      this.checksums[checksum.ok ? "verified" : "failed"]++;
      const { name, expected, received, missingFrom, location } = await this.context.settle(checksum);
      const { ok } = checksum;
      await this.context.emit({
        type: "checksum",
        step: this.context.step(),
        name,
        ok,
        ...(expected !== undefined && { expected }),
        ...(received !== undefined && { received }),
        ...(missingFrom !== undefined && { missingFrom }),
        ...(location && { location }),
      });
    }
  }
}
