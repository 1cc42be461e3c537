import { expand, type Values } from "../../languages/shell/expand";
import { flowOf, isBranches, type Branches, type Flow, type Guard } from "../../languages/shell/flow";
import { defaultPrefix, type Helpers } from "../../languages/shell/helpers";
import { setsItself } from "../../languages/shell/script";
import type { ShellCommand, ShellScript } from "../../languages/shell/syntax";
import type { Range } from "../../text/range";

/** Something that a step's shell commands cannot do without. */
export interface Need {
  readonly kind: "program" | "variable" | "directory" | "file";
  /** `make`; `DESTDIR`; `/external/repo`; `/boot/vmlinuz` */
  readonly name: string;
  /** Where it is first asked for: the script's absolute path, and the command or word there. */
  readonly path: string;
  readonly range: Range;
  /** Whether the script goes on without it: what fails at the start of a pipe only gives nothing. */
  readonly goesOn: boolean;
}

/** By kind and name; what a script cannot go on without wins. */
export type Needs = ReadonlyMap<string, Need>;

/** A script and its absolute path. */
export interface PlacedScript {
  readonly path: string;
  readonly script: ShellScript;
}

/**
 * What a script that bash reads behind helpers.sh asks for in every case: programs that its commands call by name,
 * variables that they expand without a default, folders that they enter, files that they name with all folders.
 *
 * @param values what variables hold that decide an `if`
 * @param builds whether `build` of helpers.sh reads the script: its phases, the script's own or the defaults, run then.
 *   Without a script the defaults run alone
 */
export function scriptNeeds(
  own: PlacedScript | undefined,
  helpers: Helpers | undefined,
  values: Values,
  builds: boolean,
): Needs {
  const walk = new Walk(own, helpers, values);
  if (builds) walk.build();
  else if (own !== undefined) walk.topLevel(own);
  return walk.found;
}

/** Variables whose value is the command that a program will call. */
const callers =
  /^(?:ACLOCAL|AR|AUTOCONF|AUTOHEADER|AUTOM4TE|AUTOMAKE|AUTORECONF|AWK|CC|LEX|M4|PERL|PYTHON|RANLIB|YACC)=/;

class Walk {
  readonly found = new Map<string, Need>();
  readonly #active = new Set<string>();
  #phase: string | undefined;

  constructor(
    private readonly own: PlacedScript | undefined,
    private readonly helpers: Helpers | undefined,
    private readonly values: Values,
  ) {}

  /** `build` itself, the script's top level, and each phase. */
  build(): void {
    const { helpers, own } = this;
    if (helpers === undefined) return;
    this.#function(helpers, "build", this.found);
    if (own !== undefined) this.topLevel(own);
    for (const { name } of helpers.phases) {
      this.#phase = name;
      const place = own !== undefined && indexOf(own.script, name) >= 0 ? own : helpers;
      this.#function(place, place === own ? name : defaultPrefix + name, this.found);
    }
    this.#phase = undefined;
  }

  topLevel(place: PlacedScript): void {
    this.#flow(place, flowOf(place.script), this.found);
  }

  #function(place: PlacedScript, name: string, into: Map<string, Need>): void {
    const index = indexOf(place.script, name);
    const key = `${place.path}:${name}`;
    if (index < 0 || this.#active.has(key)) return;
    this.#active.add(key);
    this.#flow(place, flowOf(place.script, index), into);
    this.#active.delete(key);
  }

  #flow(place: PlacedScript, flow: Flow, into: Map<string, Need>): void {
    for (const item of flow) {
      if (isBranches(item)) this.#branches(place, item, into);
      else this.#command(place, item, into);
    }
  }

  /** Of branches of which any may run only what all of them need. */
  #branches(place: PlacedScript, { branches }: Branches, into: Map<string, Need>): void {
    let common: Map<string, Need> | undefined;
    const also = (flow: Flow) => {
      const needs = new Map<string, Need>();
      this.#flow(place, flow, needs);
      if (common === undefined) common = needs;
      else for (const key of common.keys()) if (!needs.has(key)) common.delete(key);
    };
    let open = true;
    for (const { guard, flow } of branches) {
      const holds = this.#holds(place, guard);
      if (holds === false) continue;
      also(flow);
      if (holds === true) {
        open = false;
        break;
      }
    }
    if (open) return;
    for (const need of common?.values() ?? []) keep(into, need);
  }

  #holds(place: PlacedScript, guard: Guard | "always" | undefined): boolean | undefined {
    if (guard === "always") return true;
    if (guard === undefined || setsItself(place.script, guard.variable)) return undefined;
    const value = this.values.get(guard.variable);
    return value === undefined ? undefined : (value === guard.value) === guard.equal;
  }

  #command(place: PlacedScript, command: ShellCommand, into: Map<string, Need>): void {
    const { words, assignments } = command;
    const { latin1 } = place.script.text;
    const goesOn = /^[ \t]*\|(?!\|)/.test(latin1.slice(command.range.end, command.range.end + pipeWithin));
    const add = (kind: Need["kind"], name: string, range: Range) =>
      keep(into, { kind, name, path: place.path, range, goesOn });
    const [first, second] = words;
    if (first === undefined) return;
    for (const { raw, range } of [...assignments, ...words.slice(1)]) {
      const called = callers.test(raw) ? /=["']?([\w.+-]+)(?=$|["' ])/.exec(raw)?.[1] : undefined;
      if (called !== undefined) add("program", called, range);
    }
    for (const { raw, range } of filesRead(place.script, command)) add("file", raw, range);
    if (!tests.has(first.raw)) {
      for (const { name, whole } of expandedIn(place.script, command)) add("variable", name, whole);
    }
    if (first.raw === "cd" && second !== undefined) {
      const path = expand(second.raw, noValues);
      if (path?.startsWith("/") === true) add("directory", path, second.range);
    } else if (first.raw === "default") {
      if (this.helpers !== undefined && this.#phase !== undefined) {
        this.#function(this.helpers, defaultPrefix + this.#phase, into);
      }
    } else if (!this.#call(first.raw, into) && /^\w[\w.+-]*$/.test(first.raw)) {
      add("program", first.raw, first.range);
    }
  }

  /** Whether a name is a function's, the script's own or of helpers.sh; what that needs is added. */
  #call(name: string, into: Map<string, Need>): boolean {
    for (const place of [this.own, this.helpers]) {
      if (place === undefined || indexOf(place.script, name) < 0) continue;
      this.#function(place, name, into);
      return true;
    }
    return false;
  }
}

const noValues: Values = new Map();

/** A `|` is looked for so many characters behind a command. */
const pipeWithin = 40;

function keep(into: Map<string, Need>, need: Need): void {
  const key = `${need.kind} ${need.name}`;
  const known = into.get(key);
  if (known === undefined || (known.goesOn && !need.goesOn)) into.set(key, need);
}

/** Commands to which an empty variable is no trouble. */
const tests: ReadonlySet<string> = new Set(["test", "[", "[[", "unset", "echo", "printf", "export", "local"]);

/** Commands that do not read what their arguments name, and those of which the last argument need not exist. */
const noReaders: ReadonlySet<string> = new Set([
  ...tests,
  "cd",
  "ln",
  "mkdir",
  "mknod",
  "rm",
  "rmdir",
  "tee",
  "touch",
  "trap",
]);
const lastIsTarget: ReadonlySet<string> = new Set(["cp", "install", "mv"]);

/** The words of a command that name a file by its whole path, which the command reads. */
function filesRead({ text }: ShellScript, { words }: ShellCommand): { raw: string; range: Range }[] {
  const first = words[0]!.raw;
  if (noReaders.has(first)) return [];
  const read = lastIsTarget.has(first) ? words.slice(1, -1) : words.slice(1);
  return read.flatMap(({ raw, range }) => {
    const path = /^"?(\/[\w.-]+(?:\/[\w.-]+)+)"?$/.exec(raw)?.[1];
    const written = /[>&]\s*$/.test(text.latin1.slice(Math.max(0, range.start - 4), range.start));
    return path === undefined || written ? [] : [{ raw: path, range }];
  });
}

/** The variables that a command expands as they are, without a default or a pattern. */
function* expandedIn({ text, variables }: ShellScript, { range }: ShellCommand) {
  let low = 0;
  let high = variables.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (variables[middle]!.range.start < range.start) low = middle + 1;
    else high = middle;
  }
  for (let at = low; at < variables.length && variables[at]!.range.start < range.end; at++) {
    const { name, whole, kind } = variables[at]!;
    if (kind !== "use") continue;
    const written = text.latin1.slice(whole.start, whole.end);
    if (written === `$${name}` || written === `\${${name}}`) yield { name, whole };
  }
}

function indexOf({ functions }: ShellScript, name: string): number {
  return functions.findIndex((each) => each.name === name);
}
