import type { Appender } from "../platform/disk";
import type { PhasePlace } from "./phasePlace";
import type { CommandPlace, LoggedChecksum, StepLog } from "./stepLog";
import { LogLines, type Line, type Origin } from "./logs/lines";
import { gluedEcho, other, readLogLine, type LogLine } from "./logs/forms";
import type { RunEvent } from "./events";
import type { LogPlace } from "./logs/place";
import type { SettledChecksum } from "./settle";

/** What the reader of a run's output needs to know of the run around it. */
export interface OutputContext {
  /** The log of the step that is at work. */
  log(): StepLog;
  /** Number of that step. */
  step(): number;
  place(text: string): Promise<CommandPlace>;
  /** Whether a command, as a shell echoes it, can be the next one. */
  expects(text: string): Promise<boolean>;
  /** Where the part of a build stands that a line tells of; undefined for other lines. */
  phase(line: LogLine): Promise<PhasePlace | undefined>;
  /** What is to be known of a checksum beyond what was printed. */
  settle(checksum: LoggedChecksum): Promise<SettledChecksum>;
  /** Takes a line of a machine that reads its disk in; undefined where it is none of that. */
  load?(text: string): Promise<void> | undefined;
  /** Told where the next line begins in the log (from 1), and when it was written if the log says so. */
  atLine?(number: number, time: number | undefined): void;
  /** Called before the events of a line with which something begins or ends. */
  beforeLine(line: LogLine, place: CommandPlace | undefined): Promise<void>;
  emit(event: Untimed<RunEvent>): void | Promise<void>;
}

/** An event to which only its time is missing. */
export type Untimed<Event> = Event extends unknown ? Omit<Event, "at"> : never;

/** Lines with which something begins or ends: a step, a command, a part of a build, the machine. */
const turning: ReadonlySet<LogLine["kind"]> = new Set([
  ...([
    "command",
    "build-begins",
    "build-ends",
    "uninstalling",
    "phase",
    "guest-ended",
    "init-ended",
  ] as const),
  "emulator",
]);

/** Turns the output of the sandbox into events, and keeps every byte of it in the log file. */
export class OutputReader {
  readonly #lines: LogLines;
  /** Where the line begins that is being told; between lines undefined. */
  #at: LogPlace | undefined;
  readonly checksums = { verified: 0, failed: 0 };

  constructor(
    private readonly context: OutputContext,
    /** What writes the output. */
    origin: Origin,
    /** Gets every byte, too. */
    private readonly file?: Appender,
  ) {
    this.#lines = new LogLines(origin);
  }

  /** What there is of the line that has not ended yet. */
  get pending(): string {
    return this.#lines.pending;
  }

  /** Where in the log the line begins that is being told, or the next one. */
  get place(): LogPlace {
    return this.#at ?? this.#lines.place;
  }

  /** The next bytes. Settles when everybody who listens has taken them. */
  async push(bytes: Uint8Array): Promise<void> {
    await this.file?.write(bytes);
    for (const line of this.#lines.each(bytes)) {
      // Most lines keep nobody waiting; a pause for each of them would be most of the time that they take.
      const pause = this.#line(line);
      if (pause !== undefined) await pause;
    }
  }

  /** The end of one program's output. */
  async end(): Promise<void> {
    for (const line of this.#lines.end()) await this.#line(line);
    this.#at = undefined;
    await this.#tell(this.context.log().end());
  }

  #line({ text, number, offset, time }: Line): void | Promise<void> {
    this.#at = { offset, line: number };
    this.context.atLine?.(number, time);
    const loaded = this.context.load?.(text);
    if (loaded !== undefined) {
      // The names of files may look like anything.
      this.context.log().push(text, number, other, undefined);
      return loaded;
    }
    const glued = gluedEcho(text);
    return glued === undefined ? this.#said(text, number) : this.#glued(text, glued, number);
  }

  /** A line that may be the unfinished one of a program, and the command that a shell echoes behind it. */
  async #glued(text: string, at: number, number: number): Promise<void> {
    const echo = text.slice(at);
    const line = readLogLine(echo);
    if (line.kind !== "command" || !(await this.context.expects(line.text))) return this.#said(text, number);
    await this.#said(text.slice(0, at), number);
    await this.#said(echo, number);
  }

  #said(text: string, number: number): void | Promise<void> {
    const line = readLogLine(text);
    if (turning.has(line.kind)) return this.#turningLine(text, number, line);
    const checksums = this.context.log().push(text, number, line, undefined);
    const pause = this.context.emit({ type: "output", step: this.context.step(), text });
    return checksums.length === 0 ? pause : Promise.resolve(pause).then(() => this.#tell(checksums));
  }

  async #turningLine(text: string, number: number, line: LogLine): Promise<void> {
    const { context } = this;
    const command = line.kind === "command" ? await context.place(line.text) : undefined;
    await context.beforeLine(line, command);
    const place = command ?? (await context.phase(line));
    const checksums = context.log().push(text, number, line, place);
    const step = context.step();
    const { location, where } = place ?? {};
    if (line.kind === "command") {
      const known = { ...(location && { location }), ...(where && { where }) };
      await context.emit({ type: "command", step, text: line.text, ...known });
    } else await context.emit({ type: "output", step, text, ...(location && { location }) });
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
