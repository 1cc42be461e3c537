import type { SourceText } from "../../text/sourceText";
import { parseKaem } from "./parser";
import type { Pattern } from "./pattern";
import type { Dialect, KaemCommand } from "./syntax";
import { expandWord } from "./variables";

/** What a shell starts with. */
export interface FrameStart {
  readonly script: string;
  readonly text: SourceText;
  readonly dialect: Dialect;
  readonly verbose: boolean;
  readonly directory: string;
  readonly variables: ReadonlyMap<string, string | null>;
}

/** What a shell's commands change. */
export interface ShellState {
  verbose: boolean;
  /** Working directory, absolute. */
  directory: string;
  /** Values as the prints showed them; null is unset, a missing name unknown. */
  readonly variables: Map<string, string | null>;
  readonly aliases: Set<string>;
}

/** A running shell, as far as its printed commands show it. */
export class Frame {
  readonly script: string;
  readonly dialect: Dialect;
  readonly commands: readonly KaemCommand[];
  /** Index of the first command that was not printed yet. */
  next = 0;
  state: ShellState;
  /** Between `else` and `fi` of a block whose condition held: printed, not executed. */
  idle = false;

  constructor(start: FrameStart) {
    this.script = start.script;
    this.dialect = start.dialect;
    this.commands = parseKaem(start.text, start.dialect).commands.filter(
      ({ fate }) => fate !== "unterminated",
    );
    this.state = {
      // The hand-written kaem prints every command.
      verbose: start.verbose || start.dialect === "minimal",
      directory: start.directory,
      variables: new Map(start.variables),
      aliases: new Set(),
    };
  }

  /** Indices of the commands that may be printed next, the likelier first, if all went as written. */
  candidates(): number[] {
    const candidates = [this.next];
    const last = this.commands[this.next - 1];
    // A false condition: nothing of the block is printed, not even its `fi`.
    if (last?.words[0]!.text === "if" && this.dialect === "full") candidates.push(this.#behindBlock());
    // Not verbose yet: the first print is that of `set -x`.
    if (!this.state.verbose)
      candidates.push(this.commands.findIndex((each, at) => at >= this.next && setsVerbose(each)));
    return candidates.filter((index) => index >= 0 && index < this.commands.length);
  }

  /** Whether the shell may have come to its end without another print. */
  mayHaveEnded(): boolean {
    if (this.next >= this.commands.length) return true;
    if (!this.state.verbose) return !this.commands.slice(this.next).some(setsVerbose);
    const last = this.commands[this.next - 1];
    return last?.words[0]!.text === "if" && this.#behindBlock() >= this.commands.length;
  }

  /** What the print of a command looks like: its words, a blank between, anything where a value is not known. */
  pattern(command: KaemCommand, state: ShellState = this.state): Pattern {
    const parts: (string | undefined)[] = [];
    for (const word of command.words) {
      const expansion = this.#expand(word.text, state);
      // A value of one blank drops the word; a value that is not known may be that.
      if (expansion.length === 1 && expansion[0] === " ") continue;
      if (expansion.includes(undefined) && expansion.every((part) => part === undefined || part === "")) {
        parts.push(undefined);
      } else parts.push(parts.length === 0 ? "" : " ", ...expansion);
    }
    return literals(parts);
  }

  #expand(word: string, state: ShellState): readonly (string | undefined)[] {
    if (this.dialect === "minimal") return [word];
    if (state.aliases.has(word)) return [undefined];
    const lookup = (name: string) => state.variables.get(name);
    const expansion = expandWord(word, lookup) ?? [undefined];
    return expansion.every((part) => part !== undefined) ? [expansion.join("")] : expansion;
  }

  #behindBlock(): number {
    const end = this.commands.findIndex((each, at) => at >= this.next && each.words[0]!.text === "fi");
    return end < 0 ? this.commands.length : end + 1;
  }
}

/** Whether a command is `set` with `x` among its letters. */
export function setsVerbose({ words }: KaemCommand): boolean {
  return words[0]!.text === "set" && words[1]?.text.slice(1).includes("x") === true;
}

/** Joins neighbouring text; each unknown stretch becomes a gap. Without the blanks at its end. */
function literals(parts: readonly (string | undefined)[]): Pattern {
  const pattern = [""];
  for (const part of parts) {
    if (part === undefined) pattern.push("");
    else pattern[pattern.length - 1] = pattern.at(-1)! + part;
  }
  // Logs lose blanks at the ends of their lines.
  pattern[pattern.length - 1] = pattern.at(-1)!.trimEnd();
  return pattern;
}
