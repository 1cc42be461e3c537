import type { Certainty, ShellState } from "../languages/kaem/interpreter/world";
import type { Dialect, KaemCommand } from "../languages/kaem/syntax";
import type { FileUse } from "./evaluateEffects";
import type { TreePlace } from "./evaluateTexts";

/** A command of a script, evaluated. Paths are those in the root file system of a run, unless they are said to be the tree's. */
export interface EvaluatedCommand {
  /** Its place in the order of all commands. */
  readonly sequence: number;
  /** As the shell reads it; its ranges are those of the script that the shell reads. */
  readonly command: KaemCommand;
  /** Where it stands in the tree; undefined for lines of generated scripts that no file of the tree gives. */
  readonly place: TreePlace | undefined;
  /** The script that the shell reads: `/steps/0.sh`, `/seed-full.kaem`. */
  readonly script: string;
  readonly dialect: Dialect;
  /** Aliases and variables replaced. A stretch that is not known is `unknown` of the interpreter's world.ts. */
  readonly words: readonly string[];
  /** Of each of `words` the index of the command's word that it comes from. */
  readonly origins: readonly number[];
  /** Just before it. */
  readonly state: ShellState;
  readonly certainty: Certainty;
  /** The shell that reads it. Commands of one shell have the same object. */
  readonly shell: Pick<ScriptRun, "caller" | "certainty">;
  /** The program that it runs, where it is known: set once its name was looked up. */
  program: string | undefined;
  /** What it does with files, as far as its program is known. `path` is as it names it: see `pathOf` of evaluatedTree.ts. */
  uses: readonly FileUse[];
  /** Whether it starts a kaem whose script nobody knows: the tree does not have it, or it comes out of an archive. */
  unread: boolean;
}

/** One time that a file is read by a shell, alone or as part of a joined script. */
export interface ScriptRun {
  readonly dialect: Dialect;
  /** The command that starts the shell; undefined for the first one. */
  readonly caller: EvaluatedCommand | undefined;
  readonly certainty: Certainty;
  /** Those that stand in the file, in order. */
  readonly commands: readonly EvaluatedCommand[];
}
