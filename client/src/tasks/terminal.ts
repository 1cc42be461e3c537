import type { ChildProcess } from "node:child_process";
import { EventEmitter, type Event, type ExtensionContext, type Pseudoterminal } from "vscode";
import { spoken, startCommand } from "../command";
import { eachLine } from "../lines";

/** How long a command that was asked to end may take to clear up before it is killed, in milliseconds. */
export const PATIENCE = 5000;

/** Commands that tell what happens as JSON lines, beside their words. */
const telling: readonly string[] = ["assemble", "run", "rootfs", "build-seeds"];

/** How long a run goes on without the window that began it, in seconds: a window that is loaded anew is back by then. */
const REJOIN = 60;

/** How runs are started: they can be paused, outlive their window for a while, and show what people can read of their output. */
const running = ["--lifeline", `--rejoin=${REJOIN}`, "--thin"];

/** What a finished command was told to tell. */
export interface Outcome {
  readonly status: number;
  readonly cancelled: boolean;
}

/** Takes what a command tells beside its words. */
export interface Collector {
  /** `happened`: the time of day, in milliseconds, of what is told later than it came about. */
  event(event: unknown, happened?: number): void;
  end(outcome: Outcome): void;
}

/** What goes on in a task's terminal. */
export interface RunningCommand {
  /** Asks it to end. */
  cancel(): void;
  /** Asks it to stand still, or to go on; its events say when it does. */
  pause(on: boolean): void;
}

/** How long after a terminal is closed it may turn out that all of the window is, in milliseconds. */
const LEAVING = 300;

/** Does something because a terminal was closed, unless that is only because the window is left: a run goes on then. */
export function unlessLeaving({ subscriptions }: ExtensionContext, act: () => void): void {
  const timer = setTimeout(act, LEAVING);
  subscriptions.push({ dispose: () => clearTimeout(timer) });
}

/** A task's terminal: shows what the command prints, and hands on its events. Closing it ends the command. */
export class CommandTerminal implements Pseudoterminal, RunningCommand {
  readonly #write = new EventEmitter<string>();
  readonly #close = new EventEmitter<number>();
  readonly onDidWrite: Event<string> = this.#write.event;
  readonly onDidClose: Event<number> = this.#close.event;
  #process: ChildProcess | undefined;
  #cancelled = false;

  constructor(
    private readonly context: ExtensionContext,
    private readonly args: readonly string[],
    private readonly cwd: string,
    private readonly collector?: Collector,
  ) {}

  open(): void {
    this.#write.fire(`\x1b[2m$ ${spoken(this.args)}\x1b[0m\r\n`);
    const child = startCommand(this.context, this.#argsWithEvents(), this.cwd);
    this.#process = child;
    const show = (chunk: Buffer | string) => {
      this.#write.fire(chunk.toString().replaceAll(/\r?\n/g, "\r\n"));
    };
    // It may end before it has read what it is asked.
    child.stdin?.on("error", () => undefined);
    child.stdout?.setEncoding("utf8").on("data", show);
    child.stderr?.setEncoding("utf8").on("data", show);
    const events = child.stdio[3];
    if (events && "read" in events) eachLine(events, (line) => this.#event(line));
    child.on("error", (error) => {
      show(`bootstrappable could not be started: ${error.message}\n`);
      this.#end(1);
    });
    child.on("close", (code) => this.#end(code ?? 130));
  }

  close(): void {
    if (this.#isRun) unlessLeaving(this.context, () => this.cancel());
    else this.cancel();
  }

  cancel(): void {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    this.#cancelled = true;
    // The command ends what it started and takes its mounts back; only one that hangs is killed.
    child.kill("SIGINT");
    const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
    child.once("close", () => clearTimeout(timer));
  }

  pause(on: boolean): void {
    this.#process?.stdin?.write(on ? "pause\n" : "continue\n");
  }

  handleInput(data: string): void {
    if (data === "\x03") this.cancel();
  }

  get #isRun(): boolean {
    return this.args[0] === "run" || this.args[0] === "rootfs";
  }

  #argsWithEvents(): readonly string[] {
    const [command = "", ...rest] = this.args;
    const own = this.#isRun ? running : [];
    return telling.includes(command) ? [command, "--events-fd", "3", ...own, ...rest] : this.args;
  }

  #event(line: string): void {
    try {
      this.collector?.event(JSON.parse(line));
    } catch {
      // A line that is no JSON comes from a command that was killed within it: there is nothing in it to show.
    }
  }

  #end(status: number): void {
    if (!this.#process) return;
    this.#process = undefined;
    this.collector?.end({ status, cancelled: this.#cancelled || status === 130 });
    this.#close.fire(status);
  }
}
