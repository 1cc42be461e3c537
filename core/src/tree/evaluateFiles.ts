import type { EvaluatedCommand } from "./evaluatedCommand";
import type { ScriptText } from "./evaluateTexts";

/** What a command did to a path. */
export interface FileEvent {
  /** Counts commands: an event counts for the commands with a greater number. */
  readonly sequence: number;
  readonly kind: "made" | "changed" | "removed";
  readonly by: EvaluatedCommand;
  /** For what `cp` and `catm` made, the paths that it is made of, as they were then. */
  readonly copyOf?: readonly string[];
}

/** What the commands of a bootstrap make and remove, in order. Paths are those in the root file system. */
export class FileHistory {
  readonly #events = new Map<string, FileEvent[]>();
  /** Everything, in the order in which it happened. */
  readonly log: { readonly path: string; readonly event: FileEvent }[] = [];
  readonly #folders = new Set<string>(["/"]);

  add(path: string, event: FileEvent): void {
    this.log.push({ path, event });
    const events = this.#events.get(path);
    if (events === undefined) this.#events.set(path, [event]);
    else events.push(event);
  }

  addFolder(path: string): void {
    this.#folders.add(path);
  }

  isFolder(path: string): boolean {
    return this.#folders.has(path);
  }

  /** What happened to a path last before a command. */
  last(path: string, before: number): FileEvent | undefined {
    return this.#events.get(path)?.findLast(({ sequence }) => sequence < before);
  }

  /** Who made what is at a path when a command runs: first who put it there, then who made what was copied. */
  makers(path: string, before: number): readonly FileEvent[] {
    const found: FileEvent[] = [];
    for (let at = path, when = before; ;) {
      const event = this.#events
        .get(at)
        ?.findLast(({ sequence, kind }) => sequence < when && kind !== "changed");
      if (event?.kind !== "made") return found;
      found.push(event);
      if (event.copyOf?.length !== 1) return found;
      at = event.copyOf[0]!;
      when = event.sequence;
    }
  }

  /** The files in a folder when a command runs, as far as commands made them. */
  *filesIn(folder: string, before: number): Iterable<{ readonly path: string; readonly event: FileEvent }> {
    const prefix = folder === "/" ? "/" : `${folder}/`;
    for (const path of this.#events.keys()) {
      if (!path.startsWith(prefix) || path.includes("/", prefix.length)) continue;
      const event = this.last(path, before);
      if (event !== undefined && event.kind !== "removed") yield { path, event };
    }
  }
}

/** A script's text when a command runs, whether it is a file of the tree or was put together from some. */
export async function scriptTextAt(
  history: FileHistory,
  path: string,
  before: number,
  ofTree: (path: string) => Promise<ScriptText | undefined>,
  join: (scripts: readonly ScriptText[]) => ScriptText,
): Promise<ScriptText | undefined> {
  const event = history.last(path, before);
  if (event === undefined || event.kind === "changed") return ofTree(path);
  if (event.copyOf === undefined) return undefined;
  const texts = await Promise.all(
    event.copyOf.map((part) => scriptTextAt(history, part, event.sequence, ofTree, join)),
  );
  const known = texts.filter((text) => text !== undefined);
  if (known.length < texts.length || known.length === 0) return undefined;
  return known.length === 1 ? known[0] : join(known);
}
