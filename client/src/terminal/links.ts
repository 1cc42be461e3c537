import {
  commands,
  Range,
  TerminalLink,
  Uri,
  type CancellationToken,
  type Terminal,
  type TerminalLinkContext,
  type TerminalLinkProvider,
} from "vscode";
import type { Forest } from "../tree/forest";
import { pathsInLine, type RootPath } from "./paths";

class FileLink extends TerminalLink {
  constructor(
    readonly file: string,
    readonly place: RootPath,
  ) {
    super(place.start, place.length, file);
  }
}

/** Links in terminals from paths in a run's root to the files of the tree, or to what the last run left there. */
export class RunLinks implements TerminalLinkProvider<FileLink> {
  constructor(private readonly forest: Forest) {}

  async provideTerminalLinks(
    { line, terminal }: Pick<TerminalLinkContext, "line" | "terminal">,
    token?: CancellationToken,
  ): Promise<FileLink[]> {
    const places = pathsInLine(line);
    const root = places.length === 0 ? undefined : await this.#treeOf(terminal);
    if (root === undefined || token?.isCancellationRequested === true) return [];
    const answer = await this.forest.ask("bootstrappable/rootFiles", {
      root,
      paths: places.map(({ path }) => path),
    });
    return places.flatMap((place, at) => {
      const file = answer?.files[at];
      return file === undefined || file === null ? [] : [new FileLink(file, place)];
    });
  }

  async handleTerminalLink({ file, place: { line, column } }: FileLink): Promise<void> {
    const at = line === undefined ? undefined : [Math.max(0, line - 1), Math.max(0, (column ?? 1) - 1)];
    const selection = at && new Range(at[0]!, at[1]!, at[0]!, at[1]!);
    await commands.executeCommand("vscode.open", Uri.file(file), { ...(selection && { selection }) });
  }

  /** The tree that a terminal was opened in, else the only one: of several, nobody knows which its lines are about. */
  async #treeOf({ creationOptions }: Terminal): Promise<string | undefined> {
    const cwd = "cwd" in creationOptions ? creationOptions.cwd : undefined;
    const folder = typeof cwd === "string" ? cwd : cwd?.fsPath;
    const around = folder === undefined ? undefined : await this.forest.rootOf(folder);
    const roots = await this.forest.roots();
    return around ?? (roots.length === 1 ? roots[0] : undefined);
  }
}
