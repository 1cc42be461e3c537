import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Architecture } from "@bootstrappable/core/assemble/architectures";
import { Hex2Kernel, type Hex2KernelOptions } from "@bootstrappable/core/assemble/hex2Kernel";

interface Input {
  readonly descriptor: number;
  /** Bytes. */
  readonly size: number;
}

/**
 * Assembles hex2 files, read at once to where they are assembled; undefined where one cannot be read, or is not such
 * that nothing needs to be said of it.
 */
export function assembleHex2Files(
  names: readonly string[],
  architecture: Architecture,
  options: Hex2KernelOptions,
): Uint8Array<ArrayBuffer> | undefined {
  const inputs: Input[] = [];
  try {
    for (const name of names) {
      const descriptor = openSync(name, "r");
      inputs.push({ descriptor, size: fstatSync(descriptor).size });
    }
    return assemble(inputs, architecture, options);
  } catch {
    return undefined;
  } finally {
    for (const { descriptor } of inputs) closeSync(descriptor);
  }
}

function assemble(inputs: readonly Input[], architecture: Architecture, options: Hex2KernelOptions) {
  const kernel = Hex2Kernel.for(
    inputs.reduce((sum, { size }) => sum + size, 0),
    architecture,
  );
  if (kernel === undefined) return undefined;
  const { text } = kernel;
  const ends: number[] = [];
  let at = 0;
  for (const { descriptor, size } of inputs) {
    const end = at + size;
    while (at < end) {
      const count = readSync(descriptor, text, at, end - at, null);
      // It has become shorter meanwhile.
      if (count === 0) return undefined;
      at += count;
    }
    ends.push(at);
  }
  return kernel.assemble(ends, options);
}
