import type { Environment, Variable } from "./world";

/** Up to so many variables are copied for each that is set: nothing is quicker. */
const few = 64;

/** An environment with a variable set; one that it has keeps its place. */
export function withVariable(environment: Environment, name: string, variable: Variable): Environment {
  if (environment.size < few) return new Map(environment).set(name, variable);
  const long = environment instanceof LongEnvironment ? environment : LongEnvironment.of(environment);
  return long.with(name, variable);
}

/** An environment without a variable. */
export function withoutVariable(environment: Environment, name: string): Environment {
  if (!environment.has(name)) return environment;
  if (environment instanceof LongEnvironment) return environment.with(name, undefined);
  const left = new Map(environment);
  left.delete(name);
  return left;
}

/** What a variable was from a version on. */
interface Event {
  readonly version: number;
  /** Undefined from where it is unset. */
  readonly variable: Variable | undefined;
  /** The version in which it got its place among the others. */
  readonly placed: number;
}

/** What all versions of an environment share: one grows out of the other, and nothing is said twice. */
interface History {
  /** By name, the oldest first. */
  readonly events: Map<string, Event[]>;
  /** Names in the order of their places. */
  readonly places: { readonly name: string; readonly version: number }[];
  newest: number;
}

/**
 * One of many environments that differ by one variable each, as those of a script that sets thousands: it takes no room
 * for what the one before it has. As a Map it has its variables in the order in which they were set first.
 */
class LongEnvironment implements ReadonlyMap<string, Variable> {
  private constructor(
    private readonly history: History,
    private readonly version: number,
    readonly size: number,
  ) {}

  static of(environment: Iterable<readonly [string, Variable]>): LongEnvironment {
    const history: History = { events: new Map(), places: [], newest: 0 };
    let grown = new LongEnvironment(history, 0, 0);
    for (const [name, variable] of environment) grown = grown.with(name, variable);
    return grown;
  }

  with(name: string, variable: Variable | undefined): LongEnvironment {
    const { history, version } = this;
    // Another one grew out of this one before, as in the first branch of an `if`.
    if (history.newest !== version) return LongEnvironment.of(this).with(name, variable);
    const next = ++history.newest;
    const before = this.#event(name);
    const there = before?.variable !== undefined;
    const placed = there ? before.placed : next;
    if (!there && variable !== undefined) history.places.push({ name, version: next });
    const events = history.events.get(name);
    const event = { version: next, variable, placed };
    if (events === undefined) history.events.set(name, [event]);
    else events.push(event);
    const more = (variable === undefined ? 0 : 1) - (there ? 1 : 0);
    return new LongEnvironment(history, next, this.size + more);
  }

  /** The last event of a variable that this version knows. */
  #event(name: string): Event | undefined {
    const events = this.history.events.get(name);
    if (events === undefined) return undefined;
    let low = 0;
    let high = events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (events[middle]!.version <= this.version) low = middle + 1;
      else high = middle;
    }
    return events[low - 1];
  }

  get(name: string): Variable | undefined {
    return this.#event(name)?.variable;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  *entries(): MapIterator<[string, Variable]> {
    for (const { name, version } of this.history.places) {
      if (version > this.version) return;
      const event = this.#event(name);
      if (event?.variable !== undefined && event.placed === version) yield [name, event.variable];
    }
  }

  *keys(): MapIterator<string> {
    for (const [name] of this.entries()) yield name;
  }

  *values(): MapIterator<Variable> {
    for (const [, variable] of this.entries()) yield variable;
  }

  [Symbol.iterator](): MapIterator<[string, Variable]> {
    return this.entries();
  }

  forEach(call: (variable: Variable, name: string, map: ReadonlyMap<string, Variable>) => void): void {
    for (const [name, variable] of this) call(variable, name, this);
  }
}
