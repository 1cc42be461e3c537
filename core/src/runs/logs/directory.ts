import { normalisePath } from "../layout";

/**
 * The folder that commands of a log run in, as far as the log tells: every `cd` that a kaem echoes moves it, and a
 * kaem that is started inherits it. When that kaem ends nothing is printed, so after a nested script the folder may be
 * wrong; a script's `cd` in and out of a folder leaves it right.
 */
export class DirectoryTracker {
  #directory: string;

  constructor(start: string) {
    this.#directory = normalisePath(start);
  }

  get directory(): string {
    return this.#directory;
  }

  /** The words of a command about to run. */
  push(words: readonly string[]): void {
    if (words[0] === "cd" && words[1] !== undefined)
      this.#directory = normalisePath(words[1], this.#directory);
  }
}
