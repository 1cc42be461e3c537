import { closeSync, openSync, readSync } from "node:fs";
import type { Kernel } from "@bootstrappable/core/assemble/kernel";

/**
 * Assembles files while they are read, so that they are never in memory as a whole; undefined where one cannot be read, or
 * is not such that nothing needs to be said of it.
 */
export function assembleFiles(
  names: readonly string[],
  makeKernel: () => Kernel | undefined,
): Uint8Array<ArrayBuffer> | undefined {
  try {
    const kernel = makeKernel();
    if (!kernel) return undefined;
    for (const name of names) if (!readInto(kernel, name)) return undefined;
    return kernel.end();
  } catch {
    return undefined;
  }
}

function readInto(kernel: Kernel, name: string): boolean {
  const descriptor = openSync(name, "r");
  try {
    for (;;) {
      const count = readSync(descriptor, kernel.piece(), 0, kernel.pieceSize, null);
      if (count === 0) return kernel.endSource();
      if (!kernel.push(count)) return false;
    }
  } finally {
    closeSync(descriptor);
  }
}
