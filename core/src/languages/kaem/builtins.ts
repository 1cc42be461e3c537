import { setsVerbose, type Frame, type ShellState } from "./frame";
import { resolvePath } from "./paths";
import type { KaemCommand } from "./syntax";
import { expandWord, knownText } from "./variables";

/**
 * The state of a shell before the command at `end`, with what the unprinted commands before it changed: those of a
 * shell that is not verbose yet, and the branch that a false condition left to run.
 */
export function stateBefore(frame: Frame, end: number): ShellState {
  const first = frame.next;
  if (first >= end) return frame.state;
  const { variables, aliases } = frame.state;
  const state = { ...frame.state, variables: new Map(variables), aliases: new Set(aliases) };
  // Behind a printed `if` its condition was false; of an unprinted one the outcome is not known.
  let branch: "outside" | "idle" | "else" | "unknown" = "outside";
  if (first > 0 && first < end && frame.commands[first - 1]!.words[0]!.text === "if") branch = "idle";
  for (const command of frame.commands.slice(first, end)) {
    const word = command.words[0]!.text;
    if (word === "if") branch = "unknown";
    else if (word === "else" && branch === "idle") branch = "else";
    else if (word === "fi") branch = "outside";
    else if (branch !== "idle" && command.fate === "runs" && frame.dialect === "full") {
      followBuiltin(state, command, branch === "unknown" ? "unknown" : "unprinted");
    }
  }
  return state;
}

/**
 * Assignments, `cd`, `set -x`, `unset` and `alias`.
 *
 * @param shown the print, whose values win over what the script says; without one, whether the command did run
 */
export function followBuiltin(
  state: ShellState,
  command: KaemCommand,
  shown: { echo: string } | "unprinted" | "unknown",
): void {
  const first = command.words[0]!.text;
  const rest = command.words.slice(1).map(({ text }) => text);
  const known = (text: string) => knownText(expandWord(text, (name) => state.variables.get(name)));
  const equals = first.indexOf("=");
  if (equals >= 0) {
    const name = first.slice(0, equals);
    let value = shown === "unknown" ? undefined : known(first.slice(equals + 1));
    if (typeof shown === "object" && rest.length === 0)
      value ??= shown.echo.slice(shown.echo.indexOf("=") + 1);
    if (value === undefined) state.variables.delete(name);
    else state.variables.set(name, value);
  } else if (first === "cd") {
    const folder = typeof shown === "object" ? shown.echo.slice("cd ".length) : known(rest[0] ?? "");
    if (folder !== undefined && shown !== "unknown") state.directory = resolvePath(state.directory, folder);
  } else if (first === "unset") {
    for (const name of rest) {
      if (shown === "unknown") state.variables.delete(name);
      else state.variables.set(name, null);
    }
  } else if (first === "alias") {
    const name = rest[0]?.split("=", 1)[0];
    if (name !== undefined) state.aliases.add(name);
  } else if (setsVerbose(command) && shown !== "unknown") {
    state.verbose = true;
  }
}
