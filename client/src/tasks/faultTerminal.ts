import { EventEmitter, type Event, type Pseudoterminal } from "vscode";

/** The terminal of a task that cannot run, because its definition is wrong, say: says what is wrong, and fails. */
export class FaultTerminal implements Pseudoterminal {
  readonly #write = new EventEmitter<string>();
  readonly #close = new EventEmitter<number>();
  readonly onDidWrite: Event<string> = this.#write.event;
  readonly onDidClose: Event<number> = this.#close.event;

  constructor(private readonly fault: string) {}

  open(): void {
    this.#write.fire(`${this.fault}\r\n`);
    this.#close.fire(2);
  }

  close(): void {
    // Nothing runs.
  }
}
