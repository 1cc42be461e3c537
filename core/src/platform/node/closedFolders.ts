import { chmodSync, lstatSync } from "node:fs";
import { reasonOf } from "./diskError";
import { under } from "./under";

/** Permissions that somebody needs to look into a folder and at what is in it. */
const NEEDED = 0o500;

/**
 * Lets us look into folders that a step has closed to their owner, who is uid 0 in the sandbox and goes into them all the
 * same; outside of it that is an ordinary user. Each is opened for as long as it takes, and gets its permissions back
 * with {@link shut}. While that lasts nobody else may look at the same folders.
 */
export class ClosedFolders {
  readonly #opened = new Map<string, { readonly path: Buffer; readonly mode: number }>();
  readonly #reached = new Set<string>();
  /** Nothing is closed to root. */
  readonly #needed = process.geteuid?.() !== 0;

  /** Opens a folder of ours. */
  open(path: Buffer): void {
    if (!this.#needed) return;
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats?.isDirectory() !== true || (stats.mode & NEEDED) === NEEDED) return;
    // Somebody else's stays as it is: whoever reads it is told.
    if (stats.uid !== process.geteuid?.()) return;
    chmodSync(path, (stats.mode & 0o7777) | 0o700);
    this.#opened.set(path.toString("latin1"), { path, mode: stats.mode & 0o7777 });
  }

  /** Opens a folder and those in it that a relative path, each byte one character, leads through. */
  reach(folder: string, path: string): void {
    if (!this.#needed) return;
    for (let slash = 0; slash >= 0; slash = path.indexOf("/", slash + 1)) {
      const key = `${folder}/${path.slice(0, slash)}`;
      if (this.#reached.has(key)) continue;
      this.#reached.add(key);
      this.open(under(folder, path.slice(0, slash)));
    }
  }

  /** The permissions of a folder that is open for now; undefined where it was open before. */
  modeOf(path: Buffer): number | undefined {
    return this.#opened.get(path.toString("latin1"))?.mode;
  }

  /** Gives all their permissions back, what lies deepest first. */
  shut(): void {
    for (const { path, mode } of [...this.#opened.values()].reverse()) {
      try {
        chmodSync(path, mode);
      } catch (error) {
        if (reasonOf(error) !== "ENOENT") throw error;
      }
    }
    this.#opened.clear();
    this.#reached.clear();
  }
}
