import type { ShellCommand, ShellScript } from "./syntax";

/** `[ "${VARIABLE}" = VALUE ]`, or with `!=`. */
export interface Guard {
  readonly variable: string;
  readonly value: string;
  readonly equal: boolean;
}

/** An `if`: of its branches one runs, or none where it is not exhaustive. */
export interface Branches {
  /** Undefined where the condition is another than a {@link Guard}; an `else` has the guard that always holds. */
  readonly branches: readonly { readonly guard: Guard | "always" | undefined; readonly flow: Flow }[];
}

/**
 * What a script or function does for certain, in order: commands whose failure ends the script under `set -e`, and
 * `if`s. Left out is what may not run or may fail: loops (but for `for` over a word), `case`, `a && b`, `a || b`,
 * `! a`, conditions, and what a shell of its own runs.
 */
export type Flow = readonly (ShellCommand | Branches)[];

export function isBranches(item: ShellCommand | Branches): item is Branches {
  return "branches" in item;
}

const known = new WeakMap<ShellScript, Map<number | undefined, Flow>>();

/** The flow of a script outside of its functions, or of the function at an index. */
export function flowOf(script: ShellScript, index?: number): Flow {
  let flows = known.get(script);
  if (flows === undefined) known.set(script, (flows = read(script)));
  return flows.get(index) ?? [];
}

function read(script: ShellScript): Map<number | undefined, Flow> {
  const commands = new Map<number | undefined, ShellCommand[]>();
  for (const command of script.commands) {
    if (command.nested) continue;
    const list = commands.get(command.function);
    if (list === undefined) commands.set(command.function, [command]);
    else list.push(command);
  }
  return new Map([...commands].map(([index, list]) => [index, new Reader(script, list).read()]));
}

type Mutable = (ShellCommand | Branches)[];

/** A block that is open. What cannot be followed is read, and dropped at its end. */
type Block =
  | { readonly kind: "dropped" }
  | { readonly kind: "loop"; readonly flow: Mutable }
  | {
      readonly kind: "if";
      readonly branches: { guard: Guard | "always" | undefined; flow: Mutable }[];
      condition: ShellCommand[] | undefined;
    };

class Reader {
  readonly #flow: Mutable = [];
  readonly #blocks: Block[] = [];

  constructor(
    private readonly script: ShellScript,
    private readonly commands: readonly ShellCommand[],
  ) {}

  read(): Flow {
    this.commands.forEach((command, index) => {
      const word = command.words[0]?.raw;
      if (command.keyword && word !== undefined) this.#steer(word);
      else if (word === "for" || word === "select") this.#loop(command);
      else this.#take(command, index);
    });
    return this.#flow;
  }

  /** Where the next command belongs; undefined where it is dropped. */
  #place(): Mutable | undefined {
    const block = this.#blocks.at(-1);
    if (block === undefined) return this.#flow;
    if (block.kind === "dropped") return undefined;
    return block.kind === "loop" ? block.flow : block.branches.at(-1)?.flow;
  }

  #take(command: ShellCommand, index: number): void {
    const block = this.#blocks.at(-1);
    if (block?.kind === "if" && block.condition !== undefined) block.condition.push(command);
    else if (this.#isCertain(command, index)) this.#place()?.push(command);
  }

  #isCertain(command: ShellCommand, index: number): boolean {
    const before = this.commands[index - 1];
    if (command.behind !== undefined || (before?.keyword === true && before.words[0]!.raw === "!")) {
      return false;
    }
    // Of a pipe the whole is what may fail.
    let last = command;
    for (let at = index + 1; at < this.commands.length; at++) {
      const next = this.commands[at]!;
      if (next.behind !== undefined) return false;
      const between = this.script.text.latin1.slice(last.range.end, next.range.start);
      if (!/^[^#\n]*\|/.test(between)) return true;
      last = next;
    }
    return true;
  }

  #loop({ words }: ShellCommand): void {
    const some = words[2]?.raw === "in" && words.slice(3).some(({ raw }) => !/[$`*?[{]/.test(raw));
    this.#blocks.push(some ? { kind: "loop", flow: [] } : { kind: "dropped" });
  }

  #steer(word: string): void {
    const block = this.#blocks.at(-1);
    if (word === "if") this.#blocks.push({ kind: "if", branches: [], condition: [] });
    else if (word === "while" || word === "until" || word === "case") this.#blocks.push({ kind: "dropped" });
    else if (word === "fi" || word === "done" || word === "esac") this.#close();
    else if (block?.kind !== "if") return;
    else if (word === "then") {
      const condition = block.condition ?? [];
      block.branches.push({ guard: condition.length === 1 ? guardOf(condition[0]!) : undefined, flow: [] });
      block.condition = undefined;
    } else if (word === "elif") block.condition = [];
    else if (word === "else") block.branches.push({ guard: "always", flow: [] });
    // A condition of several words' making is none that is known.
    else if (word === "!") block.condition?.push({ ...nothing });
  }

  #close(): void {
    const block = this.#blocks.pop();
    const place = this.#place();
    if (block === undefined || place === undefined) return;
    if (block.kind === "loop") for (const each of block.flow) place.push(each);
    else if (block.kind === "if") place.push({ branches: block.branches });
  }
}

const nothing: ShellCommand = {
  words: [],
  assignments: [],
  range: { start: 0, end: 0 },
  keyword: false,
  nested: false,
  behind: undefined,
  function: undefined,
};

function guardOf({ words, behind }: ShellCommand): Guard | undefined {
  const raw = words.map((word) => word.raw);
  const inner =
    raw[0] === "test"
      ? raw.slice(1)
      : (raw[0] === "[" && raw.at(-1) === "]") || (raw[0] === "[[" && raw.at(-1) === "]]")
        ? raw.slice(1, -1)
        : [];
  const [left = "", operator = "", right = ""] = inner;
  const variable = /^"?\$(?:(\w+)|\{(\w+)\})"?$/.exec(left);
  const value = /^(?:"([\w.+-]*)"|'([\w.+-]*)'|([\w.+-]+))$/.exec(right);
  if (behind !== undefined || inner.length !== 3 || variable === null || value === null) return undefined;
  if (operator !== "=" && operator !== "==" && operator !== "!=") return undefined;
  return {
    variable: variable[1] ?? variable[2]!,
    value: value[1] ?? value[2] ?? value[3]!,
    equal: operator !== "!=",
  };
}
