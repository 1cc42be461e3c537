/**
 * What an argument is to its tool: `input` is a file that is read, `output` one that is written (from nothing),
 * `update` one that is changed in place, `removed` one that is deleted, `checksums` a list of sums whose files are
 * read, `folder` a folder that is searched or worked in, `newFolder` one that is made, `program` one that is run,
 * `text` no path at all.
 */
export type Role =
  "input" | "output" | "update" | "removed" | "checksums" | "folder" | "newFolder" | "program" | "text";

/** An argument that is known by its place. */
export interface Operand {
  /** As the usage names it: `IN`, `FILE`. */
  readonly label: string;
  readonly role: Role;
  readonly meaning: string;
  /** Stands any number of times; at most one operand of a tool does. */
  readonly repeated?: boolean;
  readonly optional?: boolean;
}

/** An argument that is known by its name. */
export interface Option {
  /** `["--file", "-f"]`, the one to offer first. */
  readonly names: readonly string[];
  readonly meaning: string;
  /** What the next word is; undefined where the option stands alone. */
  readonly value?: { readonly label: string; readonly role: Role };
  /** Whether the value may follow in the same word: `-Iinclude`. */
  readonly joined?: boolean;
  /** Whether the tool does not work without it. */
  readonly required?: boolean;
}

/** A program of the early bootstrap, as far as a script's reader needs to know it. */
export interface Tool {
  /** Under which names it is called, the usual one first. */
  readonly names: readonly string[];
  /** What it does, one line. Markdown. */
  readonly summary: string;
  /** How it is called, with its own names of the arguments: `hex0 IN OUT`. */
  readonly usage: string;
  readonly operands: readonly Operand[];
  readonly options: readonly Option[];
  /** Where it comes from, in the words of a tree: `stage0-posix, phase 1`. */
  readonly origin: string;
  /** What surprises people. Markdown, one sentence each. */
  readonly notes?: readonly string[];
  /** Whether what it does not know may stand there: compilers have more options than this table. */
  readonly open?: boolean;
  /** What stands behind the name of its input in that of the file that it writes, where no argument names that. */
  readonly outputEnding?: string;
}

export function operand(label: string, role: Role, meaning: string, more: Partial<Operand> = {}): Operand {
  return { label, role, meaning, ...more };
}

/** An option that stands alone. Names are separated by blanks. */
export function flag(names: string, meaning: string): Option {
  return { names: names.split(" "), meaning };
}

/** An option with a value in the next word. Names are separated by blanks. */
export function valued(
  names: string,
  label: string,
  role: Role,
  meaning: string,
  more: Partial<Option> = {},
): Option {
  return { names: names.split(" "), value: { label, role }, meaning, ...more };
}

export const help = flag("--help -h", "Shows how it is called.");
export const version = flag("--version -V", "Shows its version.");
