import { traitsOf, type Architecture } from "./architectures";
import type { Kernel } from "./kernel";
import { isForKernel, LinkingKernel, meaningsFor, OTHER, type KernelOptions } from "./linkingKernel";
import module from "./m1.wat";

/** What a byte means, beside what it means to hex2. */
const STRING = 20;
const DIGITS = 21;
const PADDING = 22;

/**
 * For M1 sources of `length` bytes together, which it assembles to bytes; undefined where the processor's displacements
 * are no plain differences or its strings are padded, or the sources are too long. Throws as {@link LinkingKernel} does.
 */
export function m1Kernel(
  length: number,
  pieceSize: number,
  architecture: Architecture,
  options: KernelOptions,
): Kernel | undefined {
  if (traitsOf(architecture).knight || !isForKernel(length, architecture)) return undefined;
  const meanings = meaningsFor(architecture);
  // To M1 a CR is a character like any other.
  meanings[0x0d] = OTHER;
  meanings[0x22] = STRING;
  meanings[0x27] = DIGITS;
  meanings[0x3c] = PADDING;
  return new LinkingKernel({ module, meanings, mayBeEmpty: false }, length, pieceSize, options);
}
