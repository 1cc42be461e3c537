import type { BulkFiles, Draft } from "../platform/bulkFiles";
import { DiskError } from "../platform/disk";
import { RunProblem } from "../runs/problem";

/** How far writing is, in pieces that take about as long. */
export interface WriteProgress {
  readonly done: number;
  readonly of: number;
}

/** Told of progress; throws where nobody wants to go on. */
export type Progress = (at: WriteProgress) => void;

/** An image that knows what it will hold. */
export interface Writable {
  /** Commands for builder-hex0's shell, which are what is counted while it is written, or a file system with files. */
  readonly kind: "builder-hex0" | "ext3";
  /** In bytes; what is behind all that is written is zeros. */
  readonly length: number;
  writeTo(draft: Draft, progress: Progress, signal: AbortSignal): Promise<void>;
}

/** An image and where it is to go. */
export interface ImageOutput {
  readonly image: Writable;
  /** Absolute path. */
  readonly output: string;
}

export interface WriteOptions {
  /** Whether files of these names may be replaced. */
  readonly force: boolean;
  readonly signal: AbortSignal;
  readonly progress?: (at: WriteProgress, image: Writable) => void;
}

/**
 * Writes images that belong together so that there is never half of one under its name. They get their names when all
 * are whole; gives the path of the first whose name something has already, and then writes no further one. Rejects with
 * a DiskError or RunProblem, or as the signal says.
 */
export async function writeImages(
  files: BulkFiles,
  images: readonly ImageOutput[],
  { force, signal, progress }: WriteOptions,
): Promise<string | undefined> {
  const drafts: { readonly draft: Draft; readonly output: string }[] = [];
  try {
    for (const { image, output } of images) {
      const draft = await files.draft(output, signal);
      drafts.push({ draft, output });
      const tell = (at: WriteProgress) => {
        signal.throwIfAborted();
        progress?.(at, image);
      };
      await image.writeTo(draft, tell, signal).catch(tooLong);
      signal.throwIfAborted();
      await draft.extend(image.length).catch(tooLong);
    }
    for (const { draft, output } of drafts) if (!(await draft.settle(force))) return output;
    return undefined;
  } finally {
    for (const { draft } of drafts) await draft.discard();
  }
}

/** That a file system has no room for so long a file is for the person to choose, as is the size. */
function tooLong(error: unknown): never {
  if (!(error instanceof DiskError) || error.reason !== "EFBIG") throw error;
  throw new RunProblem("image/disk-size", error.message);
}
