import type { DiagnosticCode } from "../../diagnostics/codes";
import { utf8Length } from "../../text/utf8";
import { absolutePath, parentOf, type ShellCommand } from "./command";

/**
 * What builder-hex0 can hold, as its README (Limitations) and the table of its memory say. It checks nothing of it: what
 * does not fit overwrites something else.
 */
export const limits = {
  /** Names in its table; each `src` and each `hex0` takes one, folders too. */
  files: 14_332,
  /** Bytes of all files together. */
  bytes: 1_811_939_328,
  /** Bytes of a path, a zero byte behind it included. */
  path: 1024,
  /** Bytes of an argument, a zero byte behind it included. */
  argument: 256,
} as const;

/** How much of what builder-hex0 can hold an image takes. */
export interface LimitUse {
  /** Names in its table, bytes of all files together, or bytes of the longest path (without the zero byte behind it). */
  readonly of: "names" | "bytes" | "path";
  readonly used: number;
  readonly limit: number;
}

/** What the commands of an image take by themselves; what programs make is not known. */
export function limitUses(commands: readonly ShellCommand[]): readonly LimitUse[] {
  let [names, bytes, path] = [0, 0, 0];
  for (const command of commands) {
    if (command.kind !== "src" && command.kind !== "hex0") continue;
    names++;
    if (command.kind === "src") bytes += command.size;
    path = Math.max(path, pathLength(command.kind === "src" ? command.path : command.output));
  }
  return [
    { of: "names", used: names, limit: limits.files },
    { of: "bytes", used: bytes, limit: limits.bytes },
    { of: "path", used: path, limit: limits.path - 1 },
  ];
}

/** Something in an image that builder-hex0 would stumble over. */
export interface ImageProblem {
  readonly code: DiagnosticCode;
  readonly message: string;
  /** Zero-based number of the command. */
  readonly command: number;
}

/** Whether programs are read as what the command's first byte says: then they would be another command. */
const taken = new Set(["s", "h", "f", "\0"]);

/**
 * Goes through the commands as builder-hex0's shell would, and tells what it cannot do. Programs may make any file, so
 * what is read behind the first of them is not looked for.
 */
export function checkCommands(commands: readonly ShellCommand[]): ImageProblem[] {
  return new Walk().through(commands);
}

class Walk {
  readonly #problems: ImageProblem[] = [];
  readonly #folders = new Set(["/"]);
  readonly #files = new Set<string>();
  #entries = 0;
  #bytes = 0;
  #hasRun = false;
  #number = 0;

  through(commands: readonly ShellCommand[]): ImageProblem[] {
    for (const [number, command] of commands.entries()) {
      this.#number = number;
      this.#one(command);
    }
    return this.#problems;
  }

  #one(command: ShellCommand): void {
    switch (command.kind) {
      case "src":
        this.#make(command.path, command.size);
        if (command.size === 0) this.#folders.add(absolutePath(command.path));
        return;
      case "hex0":
        this.#need(command.input);
        this.#make(command.output, 0);
        return;
      case "flush":
        return;
      case "program":
        this.#run(command);
        return;
    }
  }

  #make(path: string, size: number): void {
    const absolute = absolutePath(path);
    const length = Math.max(utf8Length(path), utf8Length(absolute));
    if (length >= limits.path)
      this.#tell(
        "image/long-name",
        `${shown(path)} has ${length} bytes; builder-hex0 holds ${limits.path - 1}`,
      );
    const parent = parentOf(absolute);
    if (!this.#folders.has(parent) && !this.#hasRun)
      this.#tell(
        "image/no-parent",
        `${shown(path)} is to be made in ${shown(parent)}, which no command makes before`,
      );
    this.#files.add(absolute);
    if (++this.#entries === limits.files + 1)
      this.#tell(
        "image/too-many-files",
        `there are more than the ${limits.files} files that builder-hex0 has names for`,
      );
    const before = this.#bytes;
    this.#bytes += size;
    if (before <= limits.bytes && this.#bytes > limits.bytes)
      this.#tell(
        "image/too-large",
        `the files up to ${shown(path)} have ${this.#bytes} bytes; builder-hex0 holds ${limits.bytes}`,
      );
  }

  #need(path: string): void {
    if (this.#hasRun || this.#files.has(absolutePath(path))) return;
    this.#tell("image/missing-input", `${shown(path)} is read, but no command makes it before`);
  }

  #run({ program, argument }: Extract<ShellCommand, { kind: "program" }>): void {
    if (taken.has(program[0] ?? "\0"))
      this.#tell(
        "image/bad-program",
        `${shown(program)} begins with ${shown(program.slice(0, 1))}, which builder-hex0 takes for a command of its own`,
      );
    this.#need(program);
    for (const word of [program, argument])
      if (utf8Length(word) >= limits.argument)
        this.#tell(
          "image/long-name",
          `the argument ${shown(word)} has more than ${limits.argument - 1} bytes`,
        );
    this.#hasRun = true;
  }

  #tell(code: DiagnosticCode, message: string): void {
    this.#problems.push({ code, message, command: this.#number });
  }
}

/** Bytes that a path takes. The shell reads it as it stands there, into a place of that size. */
function pathLength(path: string): number {
  return Math.max(utf8Length(path), utf8Length(absolutePath(path)));
}

function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
