import { SourceText } from "../text/sourceText";
import type { Range } from "../text/range";
import type { Tree } from "../tree/tree";
import type { Workspace } from "../tree/workspace";
import type { Location } from "./events";
import { normalisePath, sourcesOf } from "./layout";
import { locationOf } from "./locations";

/** A script as the sandbox sees it: one file of the tree, or several that the run has put behind one another. */
interface Script {
  readonly text: SourceText;
  readonly parts: readonly { readonly file: string; readonly text: SourceText; readonly start: number }[];
}

/** The scripts of a root file system, read from the tree that it is a copy of. Paths are those inside the sandbox. */
export class ScriptFiles {
  readonly #scripts = new Map<string, Script | undefined>();
  /** Files that the run has joined (`catm OUT IN…`), with their parts. */
  readonly #joined = new Map<string, readonly string[]>();

  constructor(
    private readonly tree: Tree,
    private readonly workspace: Workspace,
  ) {}

  /** That the run makes a file of others. */
  join(path: string, parts: readonly string[]): void {
    this.#joined.set(path, parts);
    this.#scripts.delete(path);
  }

  /** Reads a script, so that {@link get} knows it. */
  async load(path: string): Promise<void> {
    if (this.#scripts.has(path)) return;
    const texts = await Promise.all((this.#joined.get(path) ?? [path]).map((part) => this.#read(part)));
    const found = texts.filter((text) => text !== undefined);
    let start = 0;
    const parts = found.map(({ file, text }) => {
      const part = { file, text, start };
      start += text.length;
      return part;
    });
    const bytes = new Uint8Array(start);
    for (const part of parts) bytes.set(part.text.bytes, part.start);
    this.#scripts.set(path, parts.length === 0 ? undefined : { text: new SourceText(bytes), parts });
  }

  /** The text of a script that was loaded. */
  get(path: string): SourceText | undefined {
    return this.#scripts.get(path)?.text;
  }

  /** Where a stretch of a script stands in the tree. */
  locate(path: string, range: Range): Location | undefined {
    const part = this.#scripts.get(path)?.parts.findLast(({ start }) => start <= range.start);
    if (part === undefined) return undefined;
    return locationOf(part.file, part.text, { start: range.start - part.start, end: range.end - part.start });
  }

  async #read(path: string): Promise<{ file: string; text: SourceText } | undefined> {
    for (const file of sourcesOf(this.tree, normalisePath(path))) {
      const text = await this.workspace.text(file);
      if (text !== undefined) return { file, text };
    }
    return undefined;
  }
}
