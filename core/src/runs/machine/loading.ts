import type { Clock } from "../../platform/clock";
import type { FileLoaded, RunEvent } from "../events";
import type { Untimed } from "../output";
import { LoadReader, type DiskContents } from "./load";

/** How far and how long it must have gone before the rest is told: a share of the work, and milliseconds. */
const KNOWN = { done: 0.02, elapsed: 1000 } as const;

/** The part of a run in which a machine reads its disk in, as events. */
export class Loading {
  readonly #reader: LoadReader;
  #began: number;

  constructor(
    disk: DiskContents,
    private readonly clock: Pick<Clock, "now">,
  ) {
    this.#reader = new LoadReader(disk);
    this.#began = clock.now();
  }

  get ended(): boolean {
    return this.#reader.ended;
  }

  /** Where it is, for people: `at file 12 of the 40 on its disk, ./x86/hex0.hex0`. */
  get where(): string {
    const { current, files, file } = this.#reader;
    if (current !== undefined) return `at file ${current.file} of the ${files} on its disk, ${current.path}`;
    return file === 0 ? "before the first file on its disk" : "behind the files on its disk";
  }

  /** What a second stage has shown that is no kernel, and has read the disk as it is. */
  get shown(): string {
    const { files, assembled } = this.#reader;
    return `The machine has read in all ${files} files of its disk, by their names and in their order, and assembled ${assembled} programs to the length that they should have. Its second stage is no kernel: of the bootstrap, neither the seed phase nor a step was run.`;
  }

  /** The file of the tree that is at work. */
  get source(): string | undefined {
    return this.#reader.source;
  }

  verdict(): ReturnType<LoadReader["verdict"]> {
    return this.#reader.verdict();
  }

  /** What a line tells; nothing, or undefined for one that is not of this. `step` is that of the phase around it. */
  line(text: string, step: number): readonly Untimed<RunEvent>[] | undefined {
    const line = this.#reader.push(text);
    switch (line?.kind) {
      case undefined:
        return undefined;
      case "echo":
        return [];
      case "command":
        return [{ type: "output", step, text }];
      case "file": {
        const { file } = line;
        const now = this.clock.now();
        if (file.file === 1) this.#began = now;
        const rest = restOf(now - this.#began, file.done);
        return [{ type: "file-loaded", step, ...file, ...(rest !== undefined && { rest }) }];
      }
      case "end": {
        const milliseconds = Math.round(this.clock.now() - this.#began);
        const ended = { type: "load-ended", files: this.#reader.files, milliseconds } as const;
        return [{ type: "output", step, text }, ended];
      }
    }
  }
}

function restOf(elapsed: number, done: number): FileLoaded["rest"] {
  if (done < KNOWN.done || elapsed < KNOWN.elapsed) return undefined;
  return Math.round((elapsed * (1 - done)) / done);
}
