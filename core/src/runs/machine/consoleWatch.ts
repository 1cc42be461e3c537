const LF = 0x0a;
const decoder = new TextDecoder("latin1");

/** Bytes of the end of the output that are remembered. */
const TAIL = 400;

/** Looks at what a machine writes to its console while it goes by. */
export class ConsoleWatch {
  #tail = "";
  #booting = true;
  /** The first few characters of the line that has not ended. */
  #line = "";
  #files = 0;
  /** Bytes that were written. */
  length = 0;

  /** How many files builder-hex0's shell has read in so far. */
  get files(): number {
    return this.#files;
  }

  /** Whether its shell has come to the end of its script. */
  get ended(): boolean {
    return /^Build finished\./m.test(this.#tail);
  }

  /** Whether the last thing that it said is that it jumps into another kernel. */
  get jumping(): boolean {
    return /kexec-fiwix: jumping to trampoline[.\s]*$/.test(this.#tail);
  }

  push(piece: Uint8Array): void {
    this.length += piece.length;
    if (this.#booting) this.#count(piece);
    const text = decoder.decode(piece.subarray(Math.max(0, piece.length - TAIL)));
    this.#tail = (this.#tail + text).slice(-TAIL);
  }

  /** `src` alone on a line is a file; the first command of a shell ends that. */
  #count(piece: Uint8Array): void {
    for (const byte of piece) {
      if (byte === LF) {
        if (this.#line === "src\r") this.#files++;
        this.#line = "";
      } else if (this.#line.length < 5) {
        this.#line += String.fromCharCode(byte);
        if (this.#line === " +> ") {
          this.#booting = false;
          return;
        }
      }
    }
  }
}
