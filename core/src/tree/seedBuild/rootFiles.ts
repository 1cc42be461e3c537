import { resolvePath } from "../../languages/kaem/paths";
import { sourcesOf } from "../../runs/layout";
import type { Tree } from "../tree";
import type { Workspace } from "../workspace";

/** What became of a path. `unknown`: a program would have written it that was not executed. */
type Entry =
  | { readonly kind: "file"; readonly bytes: Uint8Array }
  | { readonly kind: "unknown"; readonly program: string }
  | { readonly kind: "removed" };

/** A file was asked for that only a program would make which was not executed. */
export class UnknownFile extends Error {
  constructor(
    readonly path: string,
    /** The program's path. */
    readonly program: string,
  ) {
    super(`${path} comes from ${program}`);
  }
}

/** The root file system of a bootstrap, in memory: the tree's files, laid out as for a run, and what is made on top. */
export class RootFiles {
  readonly #entries = new Map<string, Entry>();
  readonly #folders = new Set(["/", "/steps", "/external", "/external/distfiles"]);

  constructor(
    private readonly tree: Tree,
    private readonly workspace: Workspace,
  ) {}

  /** The contents of a file; undefined where there is none. Throws {@link UnknownFile}. */
  async read(path: string): Promise<Uint8Array | undefined> {
    const entry = this.#entries.get(path);
    if (entry?.kind === "unknown") throw new UnknownFile(path, entry.program);
    if (entry !== undefined) return entry.kind === "file" ? entry.bytes : undefined;
    for (const file of sourcesOf(this.tree, path)) {
      const text = await this.workspace.text(file);
      if (text !== undefined) return text.bytes;
    }
    return undefined;
  }

  /** Whether there is a file, be its contents known or not. */
  async exists(path: string): Promise<boolean> {
    const entry = this.#entries.get(path);
    if (entry !== undefined) return entry.kind !== "removed";
    for (const file of sourcesOf(this.tree, path)) if (await this.workspace.isFile(file)) return true;
    return false;
  }

  async isFolder(path: string): Promise<boolean> {
    if (this.#folders.has(path)) return true;
    for (const folder of sourcesOf(this.tree, path)) {
      if (await this.workspace.isDirectory(folder)) return true;
    }
    return false;
  }

  /** Writes a file; false where its folder does not exist. */
  async write(path: string, bytes: Uint8Array): Promise<boolean> {
    if (!(await this.isFolder(resolvePath(path, "..")))) return false;
    this.put(path, bytes);
    return true;
  }

  /** Writes a file wherever it is. */
  put(path: string, bytes: Uint8Array): void {
    this.#entries.set(path, { kind: "file", bytes });
  }

  addFolder(path: string): void {
    for (let at = path; at !== "/"; at = resolvePath(at, "..")) this.#folders.add(at);
  }

  remove(path: string): void {
    this.#entries.set(path, { kind: "removed" });
    this.#folders.delete(path);
  }

  /** That a program which is not executed may have made a file. */
  setUnknown(path: string, program: string): void {
    this.#entries.set(path, { kind: "unknown", program });
  }

  /** What was made of a path; undefined where that is not known, or nothing. */
  made(path: string): Uint8Array | undefined {
    const entry = this.#entries.get(path);
    return entry?.kind === "file" ? entry.bytes : undefined;
  }
}
