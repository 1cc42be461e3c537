import type { Engine, PreparedSandbox, SandboxCommand, SandboxProcess } from "./engines/engine";

/** Starts one sandbox after the other, and has the next one made while one is at work. */
export class Sandboxes {
  #next: Promise<PreparedSandbox | undefined> | undefined;

  constructor(private readonly engine: Engine) {}

  /** Starts a command. `next` is what is going to be started after it, as far as that is known. */
  async start(command: SandboxCommand, next: SandboxCommand | undefined): Promise<SandboxProcess> {
    const prepared = await this.#take();
    const process = await (prepared === undefined ? this.engine.start(command) : prepared.begin(command));
    // Why it cannot be made is told by the next start.
    if (next !== undefined) this.#next = this.engine.prepare?.(next).catch(() => undefined);
    return process;
  }

  /** Nothing more is started. Settles when nothing is left of what was made beforehand. */
  async end(): Promise<void> {
    await (await this.#take())?.discard();
  }

  #take(): Promise<PreparedSandbox | undefined> {
    const next = this.#next ?? Promise.resolve(undefined);
    this.#next = undefined;
    return next;
  }
}
