/**
 * Reads a regular file piece by piece, from an offset in bytes on; links are followed. Iterating rejects with a
 * DiskError (reason `ENOENT`, `no-file`, …). Paths are absolute.
 */
export type ReadPieces = (path: string, from: number) => AsyncIterable<Uint8Array>;
