import type { RunEvent } from "@bootstrappable/core/runs/events";
import type { Reachable, Rejoined, Words } from "@bootstrappable/core/runs/rejoin";
import { connect, type Socket } from "node:net";
import { EventEmitter, type Event, type ExtensionContext, type Pseudoterminal } from "vscode";
import { eachLine } from "../lines";
import { PATIENCE, unlessLeaving, type Collector, type RunningCommand } from "./terminal";

/** How long a run that is there may take to say so, in milliseconds. */
const ANSWER = 5000;

/**
 * Reaches a run that another process of this editor has begun, and which goes on without it; undefined where it has ended.
 */
export function reach(address: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(address);
    const answer = (is: boolean) => {
      socket.removeAllListeners("error").removeAllListeners("close").setTimeout(0);
      // From now on an end is all that there is to say.
      socket.on("error", () => undefined);
      if (!is) socket.destroy();
      resolve(is ? socket : undefined);
    };
    socket.once("connect", () => answer(true));
    for (const name of ["error", "close", "timeout"]) socket.once(name, () => answer(false));
    socket.setTimeout(ANSWER);
  });
}

/** The terminal of a run that was rejoined: what it prints from now on, and its events from the beginning. */
export class RejoinedTerminal implements Pseudoterminal, RunningCommand {
  readonly #write = new EventEmitter<string>();
  readonly #close = new EventEmitter<number>();
  readonly onDidWrite: Event<string> = this.#write.event;
  readonly onDidClose: Event<number> = this.#close.event;
  #greeting: Rejoined | undefined;
  #cancelled = false;
  #ended: Extract<RunEvent, { readonly type: "run-ended" }> | undefined;

  constructor(
    private readonly context: ExtensionContext,
    private readonly socket: Socket,
    private readonly collector: Collector,
  ) {}

  open(): void {
    this.#write.fire(
      "\x1b[2mThe run went on while the window was away; the log has what it printed meanwhile.\x1b[0m\r\n",
    );
    eachLine(this.socket, (line) => this.#take(line));
    this.socket.once("close", () => this.#end());
    if (this.socket.destroyed) this.#end();
  }

  close(): void {
    unlessLeaving(this.context, () => this.cancel());
  }

  cancel(): void {
    if (this.socket.destroyed) return;
    this.#cancelled = true;
    this.socket.write("cancel\n");
    const timer = setTimeout(() => {
      // It is there: else the connection would not be.
      if (this.#greeting !== undefined) process.kill(this.#greeting.process, "SIGKILL");
    }, PATIENCE);
    this.socket.once("close", () => clearTimeout(timer));
  }

  pause(on: boolean): void {
    this.socket.write(on ? "pause\n" : "continue\n");
  }

  handleInput(data: string): void {
    if (data === "\x03") this.cancel();
  }

  #take(line: string): void {
    let event: RunEvent | Reachable | Rejoined | Words;
    try {
      event = JSON.parse(line) as typeof event;
    } catch {
      // It was killed within a line.
      return;
    }
    if (event.type === "words") {
      this.#write.fire(event.text.replaceAll(/\r?\n/g, "\r\n"));
      return;
    }
    if (event.type === "rejoined") {
      this.#greeting = event;
      return;
    }
    if (event.type === "reachable") {
      this.collector.event(event);
      return;
    }
    if (event.type === "run-ended") this.#ended = event;
    const ago = Math.max(0, (this.#greeting?.at ?? 0) - event.at);
    this.collector.event(event, Date.now() - ago);
  }

  #end(): void {
    const status = { good: 0, failed: 1, interrupted: 130, silent: 1 }[this.#ended?.status ?? "silent"];
    this.collector.end({ status, cancelled: this.#cancelled || status === 130 });
    this.#close.fire(status);
  }
}
