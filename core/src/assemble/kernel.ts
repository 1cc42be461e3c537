/**
 * An assembler in WebAssembly, for sources of which nothing is to be said. It is given them piece by piece; of any other
 * it says that it is not such a one, and the assembler beside it tells what is the matter. Each source is read by itself,
 * as by `hex2 -f`.
 */
export interface Kernel {
  /** The most bytes that a piece has. */
  readonly pieceSize: number;
  /** Where the next piece of a source is to be put. Valid until {@link push}. */
  piece(): Uint8Array<ArrayBuffer>;
  /** Reads the first `length` bytes of the piece; whether there is nothing to be said so far. */
  push(length: number): boolean;
  /** A source ends; the next begins. */
  endSource(): boolean;
  /** The bytes of all sources, or undefined where something is to be said. */
  end(): Uint8Array<ArrayBuffer> | undefined;
}
