import type { Records, RunRecord } from "@bootstrappable/core/runs/record/record";
import type { RecordStore } from "@bootstrappable/core/runs/record/store";

/** Milliseconds between two looks for new records. */
const INTERVAL = 1000;

/**
 * The kept runs of trees, with a look every now and then whether there are others: they lie where no editor watches,
 * and whoever runs a bootstrap in a terminal tells nobody.
 */
export class RecordWatch implements Records {
  /** The names of the files that were there last, by the top folder of a tree that somebody asked about. */
  readonly #seen = new Map<string, string>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #looking = false;

  /** `changed` is told the top folder of a tree of which runs came or went. */
  constructor(
    private readonly store: RecordStore,
    private readonly changed: (root: string) => void,
  ) {}

  async of(root: string): Promise<readonly RunRecord[]> {
    if (!this.#seen.has(root)) {
      this.#seen.set(root, await this.store.names(root));
      // The process is not to stay for this alone.
      this.#timer ??= setInterval(() => void this.#look(), INTERVAL).unref();
    }
    return this.store.of(root);
  }

  running(root: string): Promise<readonly RunRecord[]> {
    return this.store.running(root);
  }

  files(root: string): Promise<ReadonlyMap<string, string>> {
    return this.store.files(root);
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      for (const [root, before] of this.#seen) {
        const now = await this.store.names(root);
        if (now === before) continue;
        this.#seen.set(root, now);
        this.changed(root);
      }
    } finally {
      this.#looking = false;
    }
  }
}
