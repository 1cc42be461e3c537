import type { BulkFiles, Draft } from "../platform/bulkFiles";

/** How far writing is, in pieces that take about as long. */
export interface WriteProgress {
  readonly done: number;
  readonly of: number;
}

/** An image that knows what it will hold. */
export interface Writable {
  /** In bytes; what is behind all that is written is zeros. */
  readonly length: number;
  writeTo(draft: Draft, progress: (at: WriteProgress) => void): Promise<void>;
}

export interface WriteOptions {
  /** Absolute path. */
  readonly output: string;
  /** Whether a file of that name may be replaced. */
  readonly force: boolean;
  readonly signal: AbortSignal;
  readonly progress?: (at: WriteProgress) => void;
}

/**
 * Writes an image so that there is never half of one under its name; false, and nothing is written, where something has
 * the name already. Rejects with a DiskError, or as the signal says.
 */
export async function writeImage(
  files: BulkFiles,
  image: Writable,
  { output, force, signal, progress }: WriteOptions,
): Promise<boolean> {
  const draft = await files.draft(output, signal);
  try {
    await image.writeTo(draft, (at) => {
      signal.throwIfAborted();
      progress?.(at);
    });
    signal.throwIfAborted();
    await draft.extend(image.length);
    return await draft.settle(force);
  } finally {
    await draft.discard();
  }
}
