import type { ProcessExit } from "../platform/processes";
import type { Stage } from "./checkpoints/stage";
import type { Unit } from "./checkpoints/unit";
import type { StepCommand } from "./driver";
import type { Reason } from "./cause";
import { enterStatus } from "./engines/enter";
import { SandboxError } from "./engines/sandbox";
import type { Boot, SandboxProcess } from "./engines/engine";
import { finding } from "./findings";
import type { Location, RunEvent, StepName } from "./events";
import type { LogLine } from "./logs/forms";
import { Loading } from "./machine/loading";
import { mark } from "./machine/markedOutput";
import { settleLoad } from "./machine/loadOutcome";
import { missingInput } from "./missingInput";
import { OutputReader, type Untimed } from "./output";
import { RunProblem } from "./problem";
import type { CommandPlace, LoggedChecksum } from "./stepLog";
import { Sandboxes } from "./sandboxes";
import type { RunStatus, SessionParts } from "./sessionParts";
import { SilenceWatch } from "./silence";
import { EventGate } from "./snapshots/eventGate";
import { SnapshotKeeper } from "./snapshots/keeper";
import { readAgain } from "./snapshots/readAgain";
import { SpinWatch } from "./spinWatch";
import { StepBook } from "./stepBook";
import { Watchdog } from "../platform/watchdog";

/** One run from its seed to its last step, in a root file system that is ready. */
export class Session {
  readonly #parts: SessionParts;
  readonly #book: StepBook;
  readonly #silence: SilenceWatch;
  readonly #gate: EventGate;
  readonly #sandboxes: Sandboxes;
  /** What the stage does while a unit is at work. */
  #beside: Promise<void> | undefined;
  /** What was done before the snapshot that the run goes on from. */
  #before = { steps: 0, verified: 0 };
  #output: OutputReader | undefined;
  /** How far a machine is in reading its disk in. */
  #loading: Loading | undefined;
  /** Steps' places by their numbers, with how many checksums were wrong there. */
  readonly #wrong = new Map<number, { readonly place: Location; readonly count: number }>();

  private constructor(parts: SessionParts, book: StepBook, silence: SilenceWatch, gate: EventGate) {
    this.#parts = parts;
    this.#book = book;
    this.#silence = silence;
    this.#gate = gate;
    this.#sandboxes = new Sandboxes(parts.engine);
  }

  static of(given: SessionParts): Session {
    const gate = new EventGate(given.emit);
    const parts = { ...given, emit: gate.emit };
    const { machine, usual, emit } = parts;
    const watch: SilenceWatch = new SilenceWatch(machine.clock, (silence) => {
      void emit({ type: "silence", step: book.number, ...silence });
    });
    const silence = {
      begin: (step: StepName) => watch.begin(usual.of(step)?.silence),
      get longest() {
        return watch.longest;
      },
    };
    const logPlace = () => session.#output?.place;
    const book: StepBook = new StepBook({ ...parts, silence, logPlace });
    const session: Session = new Session(parts, book, watch, gate);
    return session;
  }

  get stepsDone(): number {
    return this.#book.done - this.#before.steps;
  }

  get checksums() {
    const { verified, failed } = this.#output?.checksums ?? { verified: 0, failed: 0 };
    return { verified: Math.max(0, verified - this.#before.verified), failed };
  }

  async run(): Promise<RunStatus> {
    const { machine, target } = this.#parts;
    const book = this.#book;
    const file = await machine.disk.append(target.log);
    const context = {
      log: () => book.log,
      load: (text: string) => this.#load(text),
      step: () => book.number,
      place: (text: string) => book.place(text),
      expects: (text: string) => book.expects(text),
      phase: (line: LogLine) => book.phase(line),
      settle: (checksum: LoggedChecksum) => {
        if (!checksum.ok) this.#countWrong();
        return book.settle(checksum);
      },
      beforeLine: (line: LogLine, place: CommandPlace | undefined) => book.beforeLine(line, place),
      emit: this.#parts.emit,
    };
    this.#output = new OutputReader(context, this.#parts.engine.origin, file);
    try {
      const status = await this.#all();
      return status === "good" && this.checksums.failed > 0 ? await this.#overlooked() : status;
    } finally {
      await Promise.all([this.#sandboxes.end(), this.#beside]);
      await file.close();
    }
  }

  #load(text: string): Promise<void> | undefined {
    const events = this.#loading?.line(text, this.#book.number);
    return events && this.#emitAll(events);
  }

  async #emitAll(events: readonly Untimed<RunEvent>[]): Promise<void> {
    for (const event of events) await this.#parts.emit(event);
  }

  /** The machine has ended before the bootstrap in it began. */
  #unbegun(loading: Loading, because: Reason | undefined): Promise<RunStatus> {
    const { target, request, emit } = this.#parts;
    const { log, location } = this.#book;
    const interrupted = isAborted(request.signal);
    return settleLoad({ loading, log, logFile: target.log, location, because, interrupted, emit });
  }

  #countWrong(): void {
    const { number, location: place } = this.#book;
    this.#wrong.set(number, { place, count: (this.#wrong.get(number)?.count ?? 0) + 1 });
  }

  async #all(): Promise<RunStatus> {
    const { machine, request, units, stage } = this.#parts;
    for (const [index, unit] of units.entries()) {
      await request.pause?.over();
      const begin = machine.clock.now();
      const status = await this.#step(unit, await stage.enter(unit), units[index + 1]);
      const text = await stage.leave(unit, status, Math.round(machine.clock.now() - begin));
      if (text !== undefined) await this.#parts.emit({ type: "notice", text });
      if (status !== "good") return status;
    }
    return "good";
  }

  /** A script went on after a checksum that was wrong: the run came to its end, but it is not good. */
  async #overlooked(): Promise<RunStatus> {
    for (const { place, count } of this.#wrong.values()) {
      const message = `${count === 1 ? "a checksum was" : `${count} checksums were`} wrong, but the scripts went on`;
      await this.#parts.emit({ type: "finding", ...finding("run/checksum-mismatch", place, message) });
    }
    return "failed";
  }

  /** Runs a step or the seed phase and settles what became of it. */
  async #step(
    { step, command, rest }: Unit,
    where: Awaited<ReturnType<Stage["enter"]>>,
    next: Unit | undefined,
  ): Promise<RunStatus> {
    const { machine, request, engine, target } = this.#parts;
    const output = this.#output!;
    if (isAborted(request.signal)) return "interrupted";
    const { script, directory, environment } = command;
    const disk = where.boot?.disk;
    this.#loading = disk && new Loading(disk, machine.clock);
    const shell = script === undefined ? undefined : { script, directory };
    await this.#book.begin(step, shell, rest, disk !== undefined);
    this.#parts.recorder.environment(step?.number ?? 0, environment);
    const room = {
      ...{ root: target.root, workshop: target.path, network: request.network },
      ...(request.input === true && { input: true }),
    };
    const sandbox = { ...command, ...where, ...room };
    await this.#goBack();
    const { layers } = where;
    const process = await this.#sandboxes.start(
      sandbox,
      next && { ...next.command, ...room, ...(layers && { layers }) },
    );
    this.#beside = this.#parts.stage.meanwhile?.();
    // Whatever goes wrong with that is told at the end.
    target.clear().catch(() => undefined);
    let silence: Reason | undefined;
    const keeper = this.#keeper(process, where.boot);
    const watchdog = new Watchdog(machine.clock, request.idleTimeout, () => {
      const reason = process.silence?.(this.#lastLine) ?? Promise.resolve(undefined);
      void reason.then((found) => (silence = found)).finally(() => process.kill());
    });
    // Of the files of a machine nobody knows but the machine.
    const spin = new SpinWatch(
      machine.clock,
      engine.boots ? 0 : (request.spinTimeout ?? 0),
      () => missingInput(machine.disk, sandbox, this.#book.log.blame.command),
      () => process.kill(),
    );
    const feed = () => {
      watchdog.feed();
      spin.feed();
      this.#silence.feed();
    };
    const cancel = () => process.kill();
    request.signal.addEventListener("abort", cancel, { once: true });
    const letGo = this.#standStill(process);
    this.#book.onLastStepDone = () => void (keeper?.last() ?? Promise.resolve()).finally(cancel);
    try {
      if (isAborted(request.signal)) cancel();
      for await (const piece of process.output) {
        feed();
        if (piece === mark) await watchdog.while(() => keeper?.marked());
        else await output.push(piece);
        request.pending?.(output.pending);
        keeper?.take(piece.length, this.#book.begun);
        feed();
      }
      await output.end();
      const exit = await this.#exitOf(process);
      if (this.#book.complete) return "good";
      const idle = watchdog.barked;
      if (this.#loading !== undefined && this.#book.held)
        return await this.#unbegun(this.#loading, idle ? this.#idleReason(silence) : process.trouble?.());
      if (isAborted(request.signal)) {
        await this.#book.end("interrupted", exit);
        return "interrupted";
      }
      // Only a machine has a kernel that could have stopped: elsewhere it is a text like any other.
      const init = this.#tellsByStatus ? undefined : await this.#book.initEnded();
      if (init !== undefined && init.early === undefined) return "good";
      const trouble = init?.early ?? this.#trouble(process) ?? this.#nothingHeard(exit);
      // Where the bootstrap's own programs tell by a status how it went, a text that looks like a failure is none.
      const saysSo = !this.#tellsByStatus && this.#book.log.failed;
      const failed = idle || trouble !== undefined || exit.status !== 0 || saysSo;
      // A kernel that has stopped, or a prompt, says more than that nothing follows it.
      const because =
        spin.reason ??
        (idle && !this.#book.log.failed
          ? this.#idleReason(silence)
          : (trouble ?? this.#startReason(command, exit)));
      await this.#book.end(failed ? "failed" : "done", exit, because);
      return failed ? "failed" : "good";
    } finally {
      keeper?.end();
      watchdog.stop();
      spin.stop();
      this.#silence.stop();
      letGo();
      request.signal.removeEventListener("abort", cancel);
      process.kill();
    }
  }

  /** The line that has not ended, or with none the last that has: a console may end a command's at once, or late. */
  get #lastLine(): string {
    const pending = this.#output?.pending ?? "";
    return pending === "" ? (this.#book.log.tail.at(-1)?.text ?? "") : pending;
  }

  /** What keeps snapshots of a machine; undefined where none are kept. */
  #keeper({ states }: SandboxProcess, boot: Boot | undefined): SnapshotKeeper | undefined {
    const { machine, request, target, snapshots, emit } = this.#parts;
    if (snapshots === undefined || boot === undefined || states === undefined) return undefined;
    const place = () => this.#book.whereabouts;
    const tell = (text: string) => emit({ type: "notice", text });
    const { network } = request;
    const parts = { ...snapshots, machine, boot, network, log: target.log, tell, place };
    return new SnapshotKeeper(parts, states, this.#book.begun);
  }

  /** Goes through the log of the run that a machine's snapshot was made in, up to where that was. */
  async #goBack(): Promise<void> {
    const { snapshots, request, target } = this.#parts;
    const begin = snapshots?.begin;
    if (snapshots === undefined || begin === undefined) return;
    const output = this.#output!;
    this.#gate.close();
    await readAgain(snapshots, begin, request.signal, (piece) => output.push(piece));
    await snapshots.store.takeLog(target.log);
    this.#before = { steps: this.#book.done, verified: output.checksums.verified };
    this.#book.wasAtWork(begin.elapsed);
    const loading = this.#loading?.ended === false;
    await this.#gate.open([
      ...(this.#book.open ? (["step-started"] as const) : []),
      ...(loading ? (["file-loaded"] as const) : []),
    ]);
  }

  /** Lets a process stand still whenever the run is to; the result ends that. */
  #standStill(process: SandboxProcess): () => void {
    const { pause, signal } = this.#parts.request;
    let goOn: (() => void) | undefined;
    const change = () => {
      if (pause?.on === true) goOn = process.stop();
      // What is ended does not have to go on for that.
      else if (!isAborted(signal)) goOn?.();
    };
    if (pause?.on === true) change();
    return pause?.onChange(change) ?? (() => undefined);
  }

  /** Whether a sandbox ends with the status of the program in it: a machine has none, and rootfs.py one of its own. */
  get #tellsByStatus(): boolean {
    const { engine, request } = this.#parts;
    return !engine.boots && request.script === undefined;
  }

  /** That rootfs.py has ended well, but nothing that it printed is of a bootstrap. */
  #nothingHeard({ status }: ProcessExit): Reason | undefined {
    if (this.#parts.request.script === undefined || status !== 0 || this.#book.heard) return undefined;
    const message = "rootfs.py ended with status 0, but nothing that it printed is of a bootstrap";
    return { code: "run/host-script-failed", message };
  }

  /** What is wrong with a machine that has ended. Its own end says nothing of the programs in it. */
  #trouble(process: SandboxProcess): Reason | undefined {
    const { engine, request } = this.#parts;
    // What kaem says of a failure counts for more than how the machine ended afterwards.
    if (!engine.boots || this.#book.log.failed) return undefined;
    if (this.#book.done >= request.plan.steps.length) return undefined;
    const message = `the machine came to its end within ${this.#book.title.replace(/,$/, "")} although no command has failed`;
    return process.trouble?.() ?? { code: "run/command-failed", message };
  }

  #idleReason(silence: Reason | undefined): Reason {
    const seconds = this.#parts.request.idleTimeout / 1000;
    const message = `nothing was printed for ${seconds} s, so the run was ended`;
    return silence === undefined
      ? { code: "run/idle", message }
      : { ...silence, message: `${message}: ${silence.message}` };
  }

  /** Why a program could not even be started, when nothing was printed but a status of ours came back. */
  #startReason({ program, directory }: StepCommand, { status }: ProcessExit): Reason | undefined {
    if (this.#book.log.tail.length > 0) return undefined;
    if (status === enterStatus.rootNotSwapped) {
      throw new RunProblem("run/sandbox-failed", "the sandbox could not be set up: pivot_root failed");
    }
    if (status === enterStatus.noFolder) {
      return { code: "run/folder-not-found", message: `there is no folder ${directory}` };
    }
    if (status !== enterStatus.notExecutable) return undefined;
    const message = `${program} cannot be run: it does not exist, or is no program for this machine`;
    return { code: "run/cannot-execute", message };
  }

  async #exitOf(process: SandboxProcess): Promise<ProcessExit> {
    try {
      return await process.exit;
    } catch (error) {
      if (!(error instanceof SandboxError)) throw error;
      throw new RunProblem("run/sandbox-failed", `the sandbox could not be set up: ${error.message}`);
    }
  }
}

/** As a call, so that the type checker does not take an earlier answer for granted. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
