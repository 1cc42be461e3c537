import { pathFolders } from "../languages/kaem/interpreter/lookup";
import { isKnown, type Variable } from "../languages/kaem/interpreter/world";
import { resolvePath } from "../languages/kaem/paths";
import type { Dialect, KaemCommand } from "../languages/kaem/syntax";
import type { EvaluatedCommand, ScriptRun } from "./evaluatedCommand";
import type { FileEvent, FileHistory } from "./evaluateFiles";
import type { TreePlace } from "./evaluateTexts";

export type { EvaluatedCommand } from "./evaluatedCommand";
export type { TreePlace } from "./evaluateTexts";

/** A file of the tree that shells read. */
export interface EvaluatedScript {
  /** Absolute path in the tree. */
  readonly path: string;
  /** In the order of the bootstrap; those of branches and steps that are not taken are `skipped`. */
  readonly runs: readonly ScriptRun[];
}

/** A program that a command can find. */
export interface AvailableProgram {
  readonly name: string;
  readonly path: string;
  /** The command that put it there. */
  readonly by: EvaluatedCommand;
}

/** The kaem era of a bootstrap, evaluated: what is true at each command of each script. */
export class EvaluatedTree {
  constructor(
    /** By absolute path in the tree. */
    readonly scripts: ReadonlyMap<string, EvaluatedScript>,
    /** Every command, in the order of the bootstrap. */
    readonly commands: readonly EvaluatedCommand[],
    private readonly history: FileHistory,
    private readonly places: ReadonlyMap<KaemCommand, TreePlace>,
    private readonly treeFile: (path: string) => Promise<string | undefined>,
  ) {}

  /** Which shell reads a file, by who runs it; undefined where nobody does. */
  dialectOf(path: string): Dialect | undefined {
    return this.scripts.get(path)?.runs[0]?.dialect;
  }

  /** The command that a byte offset of a file of the tree is in or before, once for each time that it is read. */
  statesAt(path: string, offset: number): readonly EvaluatedCommand[] {
    return (this.scripts.get(path)?.runs ?? []).flatMap(({ commands }) => {
      const found = commands.find(({ place }) => place !== undefined && place.range.end >= offset);
      return found ?? commands.at(-1) ?? [];
    });
  }

  /** Of {@link statesAt} the first that is sure to run, else the first. */
  stateAt(path: string, offset: number): EvaluatedCommand | undefined {
    const states = this.statesAt(path, offset);
    return states.find(({ certainty }) => certainty === "runs") ?? states[0];
  }

  /** The place in the tree where a variable got its value. */
  definitionOfVariable(variable: Variable): TreePlace | undefined {
    return variable.setBy && this.places.get(variable.setBy.command);
  }

  /** Who installed the program of the command at an offset, then who built what was installed. */
  definitionOfCommand(path: string, offset: number): readonly EvaluatedCommand[] {
    const command = this.stateAt(path, offset);
    if (command?.program === undefined) return [];
    return this.history.makers(command.program, command.sequence).map(({ by }) => by);
  }

  /** Who made what is at a path when a command runs, the last first: copies are followed to their origin. */
  makersOf(path: string, before: EvaluatedCommand): readonly EvaluatedCommand[] {
    return this.history.makers(path, before.sequence).map(({ by }) => by);
  }

  /** What commands did last to a path before a command. */
  lastEvent(path: string, before: EvaluatedCommand): FileEvent | undefined {
    return this.history.last(path, before.sequence);
  }

  /** What commands did to files, by their paths in the root file system, in the order of the bootstrap. */
  events(): readonly { readonly path: string; readonly event: FileEvent }[] {
    return this.history.log;
  }

  /** The programs that a command finds in the folders of PATH. Where names are the same, the first folder's. */
  programsAt(command: EvaluatedCommand): readonly AvailableProgram[] {
    const { directory, path } = command.state;
    const found = new Map<string, AvailableProgram>();
    for (const folder of pathFolders(path)) {
      for (const file of this.history.filesIn(resolvePath(directory, folder), command.sequence)) {
        const name = file.path.slice(file.path.lastIndexOf("/") + 1);
        if (!found.has(name)) found.set(name, { name, path: file.path, by: file.event.by });
      }
    }
    return [...found.values()];
  }

  /** The files in a folder when a command runs, as far as commands made them. */
  filesIn(folder: string, before: EvaluatedCommand): readonly string[] {
    return [...this.history.filesIn(folder, before.sequence)].map(({ path }) => path);
  }

  /** Whether some command makes a folder at a path. */
  isFolder(path: string): boolean {
    return this.history.isFolder(path);
  }

  /** The path in the root file system that a word of a command names; undefined where it is not known. */
  pathOf(command: EvaluatedCommand, word: string): string | undefined {
    const path = resolvePath(command.state.directory, word);
    return isKnown(path) ? path : undefined;
  }

  /** The file of the source tree that a path of the root file system is a copy of from the start. */
  fileOf(path: string): Promise<string | undefined> {
    return this.treeFile(path);
  }

  /** What the word of the source that stands at an index comes to: nothing, one word, or several of an alias. */
  wordsFrom(command: EvaluatedCommand, source: number): readonly string[] {
    return command.words.filter((_, index) => command.origins[index] === source);
  }
}
