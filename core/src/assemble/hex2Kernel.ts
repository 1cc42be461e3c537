import type { Architecture } from "./architectures";
import module from "./hex2.wat";
import type { Kernel } from "./kernel";
import { isForKernel, LinkingKernel, meaningsFor, type KernelOptions } from "./linkingKernel";

/**
 * For hex2 sources of `length` bytes together; undefined where the processor's displacements are no plain differences,
 * or the sources are too long. Throws as {@link LinkingKernel} does.
 */
export function hex2Kernel(
  length: number,
  pieceSize: number,
  architecture: Architecture,
  options: KernelOptions,
): Kernel | undefined {
  if (!isForKernel(length, architecture)) return undefined;
  const meanings = meaningsFor(architecture);
  return new LinkingKernel({ module, meanings, mayBeEmpty: true }, length, pieceSize, options);
}
