import { withoutVariable, withVariable } from "./environment";
import type { Place, ShellState } from "./world";

/** The state after `NAME=value`, a word with at least one `=` in it. */
export function assigned(state: ShellState, word: string, setBy: Place | undefined): ShellState {
  const [name, value] = split(word);
  const environment = withVariable(state.environment, name, { value, setBy });
  return { ...state, environment, path: name === "PATH" ? value : state.path };
}

/** The state after `unset`, which cannot remove the environment's first variable. */
export function withoutVariables(state: ShellState, names: readonly string[]): ShellState {
  let { environment } = state;
  for (const name of names) {
    const [first] = environment.keys();
    if (name !== first) environment = withoutVariable(environment, name);
  }
  return { ...state, environment };
}

/** The state after `alias NAME=value`. */
export function withAlias(state: ShellState, word: string): ShellState {
  return { ...state, aliases: new Map(state.aliases).set(...split(word)) };
}

function split(word: string): [name: string, value: string] {
  const equals = word.indexOf("=");
  return [word.slice(0, equals), word.slice(equals + 1)];
}
