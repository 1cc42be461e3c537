import { unknown, type Certainty, type ShellState, type Variable } from "./world";

/**
 * The branches of an `if`. A shell that executes is in one branch after the other, with one state. In a world that
 * explores each branch starts with the state before the `if`, and behind `fi` those states count that a run may have
 * come to; where they disagree the value is not known.
 */
export class Branches {
  readonly #before: ShellState;
  readonly #ends: ShellState[] = [];
  #holds: boolean;
  readonly #known: boolean;
  #hadElse = false;

  /** @param status of the condition; undefined where it is not known */
  constructor(
    status: number | undefined,
    state: ShellState,
    readonly outer: Certainty,
  ) {
    this.#before = state;
    this.#known = status !== undefined;
    this.#holds = status === 0;
  }

  get state(): ShellState {
    return this.#before;
  }

  /** Whether the commands of this branch are executed. */
  get runs(): boolean {
    return !this.#known || this.#holds;
  }

  get certainty(): Certainty {
    if (this.outer === "skipped" || !this.runs) return "skipped";
    return this.#known ? this.outer : "may-run";
  }

  /** At an `else`: the state that the next branch starts with. */
  otherwise(state: ShellState): ShellState {
    if (this.runs) this.#ends.push(state);
    this.#hadElse = true;
    this.#holds = !this.#holds;
    // Of a known condition what was executed stays so, however many `else` there are.
    return this.#known ? (this.#ends.at(-1) ?? this.#before) : this.#before;
  }

  /** At the `fi`: the state behind it. */
  end(state: ShellState): ShellState {
    if (this.runs) this.#ends.push(state);
    if (this.#known) return this.#ends.at(-1) ?? this.#before;
    if (!this.#hadElse) this.#ends.push(this.#before);
    return this.#ends.reduce(merged);
  }
}

function merged(a: ShellState, b: ShellState): ShellState {
  if (a === b) return a;
  const environment = new Map<string, Variable>();
  for (const name of new Set([...a.environment.keys(), ...b.environment.keys()])) {
    const first = a.environment.get(name);
    const second = b.environment.get(name);
    const setBy = (second ?? first)?.setBy;
    environment.set(name, first?.value === second?.value ? (first ?? second)! : { value: unknown, setBy });
  }
  return {
    directory: a.directory === b.directory ? a.directory : `/${unknown}`,
    environment,
    path: a.path === b.path ? a.path : unknown,
    aliases: new Map([...a.aliases, ...b.aliases]),
    verbose: a.verbose && b.verbose,
    strict: a.strict && b.strict,
  };
}
