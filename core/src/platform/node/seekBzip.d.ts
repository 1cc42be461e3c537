declare module "@openpgp/seek-bzip" {
  /** Unpacks byte by byte; throws what the streams throw, and for bytes that are no bzip2. */
  export function decode(
    input: { readByte: () => number; eof: () => boolean },
    output: { writeByte: (byte: number) => void; flush: () => void },
    several: boolean,
  ): void;
}
