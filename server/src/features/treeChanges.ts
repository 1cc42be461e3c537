import { findTree } from "@bootstrappable/core/tree/discover";
import type { Notifications } from "../protocol";
import { pathOf, type Session } from "../session";

const changed: keyof Notifications = "bootstrappable/treeChanged";

/** Files whose text the answers about a tree are made of, as they stand in the editor. */
const speaking = /\/steps\/(manifest|bootstrap\.cfg|env)$|\/steps\/[^/]+\/sources$|\.(answers|hex0)$/;

/**
 * bootstrappable/treeChanged. Changes that come while a notification is being made ready go into the next one: a
 * checkout of another branch is told once or twice, and not a thousand times.
 */
export class TreeChanges {
  /** Whether the editor wants to hear of it. */
  wanted = false;
  #paths = new Set<string>();
  #telling = false;

  constructor(private readonly session: Session) {}

  /** Files changed on the disk. */
  files(uris: readonly string[]): Promise<void> {
    return this.#add(uris.map(pathOf).filter((path) => path !== undefined));
  }

  /** The text of an open document changed, or it was opened or closed. */
  document(uri: string): Promise<void> {
    const path = pathOf(uri);
    return path !== undefined && speaking.test(path) ? this.#add([path]) : Promise.resolve();
  }

  /** A tree as a whole is seen differently now. */
  async tree(root: string): Promise<void> {
    await this.#tell([root]);
  }

  async #add(paths: readonly string[]): Promise<void> {
    if (!this.wanted) return;
    for (const path of paths) this.#paths.add(path);
    if (this.#telling) return;
    this.#telling = true;
    try {
      while (this.#paths.size > 0) await this.#tell(await this.#roots());
    } finally {
      this.#telling = false;
    }
  }

  /** The trees of the paths so far. Of a folder only one file is looked at. */
  async #roots(): Promise<readonly string[]> {
    const paths = this.#paths;
    this.#paths = new Set();
    const folders = new Set([...paths].map((path) => path.slice(0, path.lastIndexOf("/"))));
    const roots = new Set<string>();
    for (const folder of folders) {
      const tree = await findTree(this.session.workspace, folder);
      // A manifest that was deleted takes its tree with it.
      const root = tree?.root ?? /^(.*)\/steps$/.exec(folder)?.[1];
      if (root !== undefined) roots.add(root);
    }
    return [...roots];
  }

  async #tell(roots: readonly string[]): Promise<void> {
    const params: Notifications[typeof changed] = { roots };
    if (roots.length > 0 && this.wanted) await this.session.connection.sendNotification(changed, params);
  }
}
