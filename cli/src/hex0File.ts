import { closeSync, openSync, readSync } from "node:fs";
import { Hex0Assembler, type Hex0Dialect, type Hex0Result } from "@bootstrappable/core/assemble/hex0";

/** A piece that stays in the processor's second cache while it is assembled. */
const pieceSize = 256 * 1024;

/** Assembles a hex0 file while it is read, so that it is never in memory as a whole; undefined where it cannot be read. */
export function assembleHex0File(name: string, dialect: Hex0Dialect): Hex0Result | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(name, "r");
    const assembler = new Hex0Assembler(dialect, false);
    const piece = Buffer.allocUnsafe(pieceSize);
    for (;;) {
      const count = readSync(descriptor, piece, 0, pieceSize, null);
      if (count === 0) return assembler.end();
      assembler.push(count === pieceSize ? piece : piece.subarray(0, count));
    }
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
