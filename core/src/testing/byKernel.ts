import type { Kernel } from "../assemble/kernel";

/** What a kernel makes of sources that it is given in pieces of such lengths (bytes), then of as many as it takes. */
export function byKernel(
  kernel: Kernel,
  sources: readonly Uint8Array[],
  lengths: readonly number[] = [],
): Uint8Array | undefined {
  const queue = [...lengths];
  for (const source of sources) {
    for (let at = 0; at < source.length;) {
      const most = Math.max(1, Math.min(kernel.pieceSize, queue.shift() ?? kernel.pieceSize));
      const part = source.subarray(at, at + most);
      kernel.piece().set(part);
      kernel.push(part.length);
      at += part.length;
    }
    kernel.endSource();
  }
  return kernel.end();
}
