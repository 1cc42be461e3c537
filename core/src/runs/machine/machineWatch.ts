import type { Clock } from "../../platform/clock";
import type { Machine } from "../../platform/machine";
import { describeCause, type Reason } from "../cause";
import { ConsoleWatch } from "./consoleWatch";
import { processorTime } from "./processorTime";

/** Share of a processor below which a machine waits; of a busy one others may leave not much more. */
const IDLE = 0.05;

/** Milliseconds between two looks at a machine. */
const LOOK = 1000;

/** Watches a machine for what is its end although it goes on, and says what is wrong with it. */
export class MachineWatch {
  #console = new ConsoleWatch();
  #spoke: number;
  #stands = false;
  #cancel: () => void = () => undefined;
  /** What is wrong with the machine itself. */
  trouble: Reason | undefined;

  /**
   * @param patience milliseconds of silence behind a jump, a panic or a prompt; 0 for never
   * @param end ends the machine
   */
  constructor(
    private readonly clock: Pick<Clock, "now" | "after">,
    private readonly patience: number,
    private readonly end: () => void,
  ) {
    this.#spoke = clock.now();
  }

  /** Bytes that the machine has written since it was started. */
  get length(): number {
    return this.#console.length;
  }

  /** Whether its shell has come to the end of its script. */
  get ended(): boolean {
    return this.#console.ended;
  }

  /** What it means that the machine has come to its end by itself, unless it is one that was to come. */
  get reset(): Reason | undefined {
    if (this.ended) return undefined;
    const message = "the machine started again or ended by itself, as after a triple fault";
    return { code: "run/machine-reset", message };
  }

  /** The machine is started, perhaps anew: it is watched from here on, until {@link stop}. */
  begin(): void {
    this.stop();
    this.#console = new ConsoleWatch();
    this.stand(false);
    this.#wait();
  }

  /** Whether the machine stands still for somebody: what it cannot say meanwhile is no silence. */
  stand(still: boolean): void {
    this.#stands = still;
    this.#spoke = this.clock.now();
  }

  push(piece: Uint8Array): void {
    this.#spoke = this.clock.now();
    this.#console.push(piece);
  }

  stop(): void {
    this.#cancel();
  }

  #wait(): void {
    this.#cancel = this.clock.after(LOOK, () => {
      if (this.#isOver()) this.end();
      else this.#wait();
    });
  }

  #isOver(): boolean {
    const state = this.#console.state;
    if (state?.kind === "unreadable-disk" || state?.kind === "no-boot") {
      this.trouble = describeCause(state, undefined, undefined, [], 0);
      return true;
    }
    if (state === undefined || this.patience === 0 || this.#stands) return false;
    if (this.clock.now() - this.#spoke < this.patience) return false;
    // Of a panic and a prompt the log tells more.
    if (state.kind === "jumping") {
      const seconds = Math.round(this.patience / 1000);
      const message = `nothing was heard for ${seconds} s after kexec-fiwix jumped into Fiwix: the new kernel does not start on this machine`;
      this.trouble = { code: "run/machine-hangs", message };
    }
    return true;
  }
}

/**
 * Why a machine prints nothing any more, by how busy its process is.
 *
 * @param last what there is of a line that has not ended, or the last that has
 */
export async function whySilent(
  machine: Pick<Machine, "files" | "clock">,
  id: number | undefined,
  last: string,
): Promise<Reason | undefined> {
  if (id === undefined) return undefined;
  const before = await processorTime(machine.files, id);
  await new Promise<void>((resolve) => machine.clock.after(LOOK, resolve));
  const after = await processorTime(machine.files, id);
  if (before === undefined || after === undefined) return undefined;
  const command = last.startsWith(" +> ") ? `“${last.slice(4).trim()}”` : undefined;
  if ((after - before) / LOOK < IDLE) {
    const what =
      command === undefined ? "the machine is idle" : `${command} prints nothing, and the machine is idle`;
    return { code: "run/idle", message: `${what}: it waits for something that does not come` };
  }
  const message =
    command === undefined
      ? "the machine is busy, and may go round for ever"
      : `${command} keeps the machine busy and prints nothing: its program is missing or no ELF file, an input of it does not exist, or it needs longer than that`;
  return { code: "run/machine-hangs", message };
}
