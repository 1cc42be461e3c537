import type { Machine } from "../../platform/machine";
import type { ProcessRequest, RunningProcess } from "../../platform/processes";
import { drain } from "../drain";
import type { Engine, SandboxCommand, SandboxProcess } from "./engine";
import { followChain } from "./sandbox";

/** How an engine makes a sandbox: by a chain of programs, the last of which becomes the command. */
export interface Chain {
  /**
   * The chain for a command. It waits for a line on its descriptor 3 before it looks at anything that other commands may
   * change, and ends where none comes. Of layers, nothing goes into it but whether there are any, and their folder.
   */
  request(command: SandboxCommand): Promise<ProcessRequest>;
  /** Makes what the chain needs behind that line. */
  finish(command: SandboxCommand): Promise<void>;
}

/** What an engine starts sandboxes with. Each is made ahead of its command, be it only by the time that `finish` takes. */
export function sandboxMaker(machine: Machine, chain: Chain): Required<Pick<Engine, "start" | "prepare">> {
  /** Numbers of pipes that a sandbox has. */
  const taken = new Set<number>();
  const wait = async (command: SandboxCommand, request: ProcessRequest): Promise<WaitingChain> => {
    // The programs of the first steps write a byte at a time: what comes of that must not wake us up as often. While one
    // writes to its pipe, another may wait with its own.
    let number = 0;
    while (taken.has(number)) number++;
    taken.add(number);
    const pipe = `${command.workshop}/output.${number}`;
    const piped = command.terminal !== true && (await machine.processes.makePipe(pipe));
    const process = machine.processes.start({ ...request, ...(piped && { pipe }), channel: true });
    const free = () => taken.delete(number);
    process.exit.then(free, free);
    return new WaitingChain(request, process);
  };
  const goOn = async (waiting: WaitingChain, command: SandboxCommand): Promise<SandboxProcess> => {
    try {
      await chain.finish(command);
    } catch (error) {
      await waiting.discard();
      throw error;
    }
    return waiting.goOn();
  };
  const start = async (command: SandboxCommand, request: ProcessRequest) =>
    goOn(await wait(command, request), command);
  return {
    start: async (command) => start(command, await chain.request(command)),
    async prepare(expected) {
      const waiting = await wait(expected, await chain.request(expected));
      return {
        async begin(command) {
          const request = await chain.request(command);
          if (waiting.isFor(request)) return goOn(waiting, command);
          await waiting.discard();
          return start(command, request);
        },
        discard: () => waiting.discard(),
      };
    },
  };
}

/** A chain of programs that waits for its line. */
class WaitingChain {
  readonly #sandbox: SandboxProcess;
  #gone = false;

  constructor(
    private readonly request: ProcessRequest,
    private readonly process: RunningProcess,
  ) {
    this.#sandbox = followChain(process);
    // Where the chain ends, so does its end of the channel; and nobody has read its output, for its exit to be told.
    void drain(process.channel?.pieces ?? none()).then(() => {
      this.#gone = true;
    });
  }

  /** Whether it is still there, and what would be made for a request, too. */
  isFor(request: ProcessRequest): boolean {
    return !this.#gone && textOf(request) === textOf(this.request);
  }

  goOn(): SandboxProcess {
    this.process.channel?.write("go\n");
    return this.#sandbox;
  }

  /** Settles when nothing of it is left. */
  async discard(): Promise<void> {
    this.process.kill();
    await drain(this.process.output);
    await this.process.exit.catch(() => undefined);
  }
}

function textOf({ environment, ...rest }: ProcessRequest): string {
  return JSON.stringify({ ...rest, environment: [...environment] });
}

async function* none(): AsyncIterable<never> {
  // A process that could not even be started has no channel.
}
