const decoder = new TextDecoder("latin1");

/** Bytes of the end of the output that are remembered. */
const TAIL = 400;

/** Looks at what a machine writes to its console while it goes by. */
export class ConsoleWatch {
  #tail = "";
  /** Bytes that were written. */
  length = 0;

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
    const text = decoder.decode(piece.subarray(Math.max(0, piece.length - TAIL)));
    this.#tail = (this.#tail + text).slice(-TAIL);
  }
}
