import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";
import { followBuiltin, stateBefore } from "./builtins";
import { kaemCallOf } from "./calls";
import { Frame, setsVerbose } from "./frame";
import { resolvePath } from "./paths";
import { fits, literalLength } from "./pattern";
import type { Dialect, KaemCommand } from "./syntax";

/** Where a printed command stands. */
export interface TracedCommand {
  /** Path of the script as the run sees it. */
  readonly script: string;
  /** The command's bytes in the script. */
  readonly range: Range;
  /** Zero-based line of the command. */
  readonly line: number;
  /** How many shells are around this one: 0 for the script that was entered. */
  readonly depth: number;
}

/** How a script is started. */
export interface EnterOptions {
  /** Working directory as the run sees it; `/` by default. */
  readonly directory?: string;
  /** The environment, as far as it is known. */
  readonly environment?: ReadonlyMap<string, string>;
  /** Whether full kaem is started with `--verbose`. */
  readonly verbose?: boolean;
}

/**
 * Finds the script line of every command that kaem prints (` +> words `) by walking the scripts in lockstep with the
 * log: literal words must agree, variables take the values that the prints themselves showed (assignments, `cd`), an
 * `if` may or may not print its block, and a command that runs a kaem leads into that kaem's script.
 *
 * This matches; it does not execute. The full interpreter, which knows the value of every word beforehand, replaces
 * the matching behind this interface.
 */
export class ScriptTracer {
  #frames: Frame[] = [];
  #last: { readonly frame: Frame; readonly command: KaemCommand; readonly echo: string } | undefined;

  /** @param readScript the text of a script, from its absolute path as the run sees it */
  constructor(private readonly readScript: (pathInTarget: string) => SourceText | undefined) {}

  /** Starts at a script, forgetting what was before. Unreadable scripts match nothing. */
  enter(script: string, dialect: Dialect, options: EnterOptions = {}): void {
    this.#frames = [];
    this.#last = undefined;
    const { directory = "/", environment = new Map<string, string>(), verbose = true } = options;
    this.#push(script, dialect, verbose, directory, environment);
  }

  /**
   * Takes the next printed command. A print that fits nowhere gives undefined and changes nothing.
   *
   * @param words what stands behind ` +> `, with or without the blank at its end
   */
  onEcho(words: string): TracedCommand | undefined {
    const echo = words.replace(/ $/, "");
    const again = this.#printedTwice(echo);
    if (again !== undefined) return again;
    const found = this.#asWritten(echo) ?? this.#furtherOn(echo);
    if (found === undefined) return undefined;
    const { depth, index } = found;
    this.#frames.length = depth + 1;
    const frame = this.#frames[depth]!;
    const command = frame.commands[index]!;
    frame.state = found.state;
    frame.next = index + 1;
    this.#last = { frame, command, echo };
    this.#follow(frame, command, echo);
    return placeOf(frame, command, depth);
  }

  /** What variables hold behind the last command that was found; null for what is not known. */
  get variables(): ReadonlyMap<string, string | null> {
    return this.#last?.frame.state.variables ?? new Map<string, never>();
  }

  /** `set -x` in a verbose shell is printed a second time, by the builtin itself. */
  #printedTwice(echo: string): TracedCommand | undefined {
    const last = this.#last;
    if (last === undefined || last.echo !== echo || !setsVerbose(last.command)) return undefined;
    const depth = this.#frames.indexOf(last.frame);
    if (depth < 0) return undefined;
    this.#last = undefined;
    return placeOf(last.frame, last.command, depth);
  }

  /** The command that comes next if nothing was left out: in the innermost shell, or behind the ones that have ended. */
  #asWritten(echo: string) {
    for (let depth = this.#frames.length - 1; depth >= 0; depth--) {
      const frame = this.#frames[depth]!;
      for (const index of frame.candidates()) {
        const state = stateBefore(frame, index);
        if (fits(echo.trimEnd(), frame.pattern(frame.commands[index]!, state)))
          return { depth, index, state };
      }
      if (!frame.mayHaveEnded()) return undefined;
    }
    return undefined;
  }

  /**
   * The nearest later command that it can only be: for shells whose script is not known, for branches that ran without
   * being printed, for logs with lines missing. What a command fixes must be more than a few characters.
   */
  #furtherOn(echo: string) {
    for (let depth = this.#frames.length - 1; depth >= 0; depth--) {
      const frame = this.#frames[depth]!;
      for (let index = frame.next; index < frame.commands.length; index++) {
        const pattern = frame.pattern(frame.commands[index]!);
        if (pattern.length > 1 && literalLength(pattern) < echo.length / 2) continue;
        if (fits(echo.trimEnd(), pattern)) return { depth, index, state: stateBefore(frame, index) };
      }
    }
    return undefined;
  }

  /** What a printed command changes for those behind it. */
  #follow(frame: Frame, command: KaemCommand, echo: string): void {
    const words = echo.split(" ");
    if (frame.dialect === "full") {
      const name = command.words[0]!.text;
      if (name === "else") frame.idle = true;
      else if (name === "fi") frame.idle = false;
      if (frame.idle || command.fate === "skipped") return;
      followBuiltin(frame.state, command, { echo });
    }
    const { directory, variables } = frame.state;
    const call = kaemCallOf(words);
    if (call === undefined) return;
    const script = resolvePath(directory, call.script);
    const environment = [...variables].filter(([, value]) => value !== null) as [string, string][];
    if (words[0] === "exec") frame.next = frame.commands.length;
    this.#push(script, call.dialect, call.verbose, directory, new Map(environment));
  }

  #push(
    script: string,
    dialect: Dialect,
    verbose: boolean,
    directory: string,
    variables: ReadonlyMap<string, string>,
  ): void {
    const path = resolvePath(directory, script);
    const text = this.readScript(path);
    if (text === undefined) return;
    this.#frames.push(new Frame({ script: path, text, dialect, verbose, directory, variables }));
  }
}

function placeOf(frame: Frame, command: KaemCommand, depth: number): TracedCommand {
  return { script: frame.script, range: command.range, line: command.line, depth };
}
