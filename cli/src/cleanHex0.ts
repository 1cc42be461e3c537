import { closeSync, openSync, readSync } from "node:fs";
import { plainHex0, type Hex0Dialect } from "@bootstrappable/core/assemble/hex0";
import { Hex0Kernel } from "@bootstrappable/core/assemble/hex0Kernel";

/** A piece that stays in the processor's second cache while it is assembled. */
const pieceSize = 256 * 1024;

/**
 * Assembles a hex0 file while it is read, so that it is never in memory as a whole; undefined where it cannot be read,
 * or is not such that nothing needs to be said of it.
 */
export function assembleHex0File(
  name: string,
  dialect: Hex0Dialect = plainHex0,
): Uint8Array<ArrayBuffer> | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(name, "r");
    const kernel = new Hex0Kernel(dialect, pieceSize);
    for (;;) {
      const count = readSync(descriptor, kernel.piece(), 0, pieceSize, null);
      if (count === 0) return kernel.end();
      if (!kernel.push(count)) return undefined;
    }
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
