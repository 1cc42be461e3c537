import type { ShellCommand } from "../../images/builderHex0/command";
import { diskError } from "../logs/diskErrors";

/** What a machine's first program reads from the disk, and what is known of it. */
export interface DiskContents {
  /** The source of that program, absolute. */
  readonly reader: string;
  readonly commands: readonly ShellCommand[];
  /** The file of the tree that a `src` brings or a `hex0` reads, absolute; undefined where it is of none. */
  readonly sourceOf: (command: number) => string | undefined;
  /** How many bytes the input of a `hex0` makes; undefined where that is not known. */
  readonly assembledSize: (command: number) => Promise<number | undefined>;
}

/** A file that is being read in. */
export interface LoadedFile {
  /** As the image names it. */
  readonly path: string;
  /** Bytes; 0 for a folder. */
  readonly size: number;
  /** Which of the files it is, from 1, and how many there are; folders count. */
  readonly file: number;
  readonly files: number;
  /** The share of the work that was done before it, from 0 to 1. */
  readonly done: number;
}

/** What a line of a console that goes through the commands of its disk means. */
export type LoadLine =
  /** A file is read in from here on. */
  | { readonly kind: "file"; readonly file: LoadedFile }
  /** A file's `src`: its name is to come. */
  | { readonly kind: "echo" }
  /** Part of what is said of another command. */
  | { readonly kind: "command" }
  /** The program that goes on from here is started. */
  | { readonly kind: "end" };

/**
 * What a second stage that is no kernel says (see the README of examples/mini-bootstrap): behind a `hex0` how many bytes
 * came out, and instead of running a program that it has it.
 */
const reports = {
  assembled: /^(\d{1,9}) bytes$/,
  notRun: "There it is. To run it takes a kernel.",
  ended: "Build finished.",
};

/**
 * Bytes whose reading takes as long as all else that a file needs: builder-hex0 leaves 32 bit mode for each character
 * that it prints, and clears its arguments. Of values from 100 to 2500 this one has kept the share that is told nearest to
 * that of the time, at its worst moment, in two loads of live-bootstrap's 2,319 files under TCG (0.8 % and 2.3 %).
 */
const FILE = 400;

/** What the BIOS prints of a byte above ASCII, nobody knows. */
const plain = /^[ -~]*$/;

const diskErrors = new RegExp(diskError, "g");

/**
 * Follows a machine through the commands of its disk by what it says of them, the lines of builder-hex0's shell: `src`
 * and the name of each file, `hex0` and both its names, a program and its argument. All else that is printed changes
 * nothing; a machine that starts again begins again here.
 */
export class LoadReader {
  readonly #commands: readonly ShellCommand[];
  readonly #work: number;
  /** How many files the disk has, folders counted. */
  readonly files: number;
  /** The command that comes next, and whether the first line of its echo has been seen. */
  #next = 0;
  #half = false;
  /** The command that came last; -1 before the first. */
  #last = -1;
  #file = 0;
  #done = 0;
  #before = "";
  /** What is known of the program that goes on from here: whether it runs, or the second stage only has it. */
  #program: "not-reached" | "started" | "runs" | "not-run" | "ended" = "not-reached";
  #strange: string[] = [];
  #assembled = new Map<number, number>();

  constructor(private readonly disk: DiskContents) {
    // Nothing is printed for a flush.
    this.#commands = disk.commands;
    const files = disk.commands.filter((command) => command.kind === "src");
    this.files = files.length;
    this.#work = files.reduce((sum, { size }) => sum + size + FILE, 0);
    this.#skip();
  }

  /** How many files have been begun with, and how many programs were assembled. */
  get file(): number {
    return this.#file;
  }

  get assembled(): number {
    return this.#assembled.size;
  }

  /** Whether the disk has been gone through, up to the program that goes on. */
  get ended(): boolean {
    return this.#program !== "not-reached";
  }

  /** The file that is read in: its number from 1, and its path in the image. */
  get current(): { readonly file: number; readonly path: string } | undefined {
    const command = this.#commands[this.#last];
    return command?.kind === "src" ? { file: this.#file, path: command.path } : undefined;
  }

  /** The file of the tree that is at work: the one that is read in or assembled; before the first, what reads them. */
  get source(): string | undefined {
    return this.#last < 0 ? this.disk.reader : this.disk.sourceOf(this.#last);
  }

  /** Takes the next line; undefined for one that is not of this. */
  push(line: string): LoadLine | undefined {
    const text = line.replaceAll(diskErrors, "");
    const before = this.#before;
    this.#before = text;
    if (this.#file > 0 && this.#begins(before, text)) this.#again();
    const command = this.#commands[this.#next];
    if (this.ended) this.#afterwards(text);
    else if (command !== undefined && !this.#fits(text, command)) this.#other(text);
    else if (command !== undefined) return this.#half ? this.#take(command) : this.#begin(command);
    return undefined;
  }

  /** Whether a line is the one that comes next of a command's echo. */
  #fits(text: string, command: ShellCommand): boolean {
    const [first, second] = echoOf(command);
    return this.#half ? text === second || !plain.test(second) : text === first;
  }

  #begin({ kind }: ShellCommand): LoadLine {
    this.#half = true;
    return { kind: kind === "src" ? "echo" : "command" };
  }

  /**
   * What was shown where the second stage is no kernel and says so: no faults where all was read as the disk has it.
   * Undefined where it is a kernel, as far as anybody knows.
   */
  async verdict(): Promise<{ readonly faults: readonly LoadFault[] } | undefined> {
    if (this.#program !== "not-run" && this.#program !== "ended") return undefined;
    const faults: LoadFault[] = this.#strange.map((text) => ({
      message: `it said “${text}”, which belongs to nothing on the disk`,
      source: undefined,
    }));
    for (const [at, command] of this.#commands.entries()) {
      if (command.kind !== "hex0") continue;
      const expected = await this.disk.assembledSize(at);
      const received = this.#assembled.get(at);
      if (expected === undefined || expected === received) continue;
      const message = `${command.input} makes ${expected} bytes, and it made ${received ?? "none"} of it`;
      faults.push({ message, source: this.disk.sourceOf(at) });
    }
    if (this.#program === "not-run")
      faults.push({ message: "it did not come to the end of the disk", source: undefined });
    return { faults };
  }

  #begins(before: string, text: string): boolean {
    const first = this.#commands[0];
    return first?.kind === "src" && before === "src" && text === first.path;
  }

  /** The machine has started again, and is at the second line of its first command. */
  #again(): void {
    this.#next = this.#file = this.#done = 0;
    this.#last = -1;
    this.#half = true;
    this.#program = "not-reached";
    this.#strange = [];
    this.#assembled = new Map();
  }

  #take(command: ShellCommand): LoadLine {
    this.#half = false;
    this.#last = this.#next++;
    this.#skip();
    if (command.kind === "program") {
      this.#program = "started";
      return { kind: "end" };
    }
    if (command.kind !== "src") return { kind: "command" };
    const { path, size } = command;
    const done = this.#done / this.#work;
    this.#done += size + FILE;
    this.#file++;
    return { kind: "file", file: { path, size, file: this.#file, files: this.files, done } };
  }

  #skip(): void {
    while (this.#commands[this.#next]?.kind === "flush") this.#next++;
  }

  /** A line that is not the echo that comes next. */
  #other(text: string): void {
    const made = reports.assembled.exec(text)?.[1];
    if (made !== undefined && !this.#half && this.#commands[this.#last]?.kind === "hex0")
      this.#assembled.set(this.#last, Number(made));
    // What the BIOS says comes before all of it.
    else if (this.#file > 0 && text !== "") this.#wonder(text);
  }

  /** What comes right behind the program's name tells whether it runs. */
  #afterwards(text: string): void {
    if (this.#program === "started") this.#program = text === reports.notRun ? "not-run" : "runs";
    else if (this.#program === "not-run" && text === reports.ended) this.#program = "ended";
    else if (this.#program === "not-run") this.#wonder(text);
  }

  #wonder(text: string): void {
    if (this.#strange.length < 5) this.#strange.push(text);
  }
}

/** Something that a second stage has read otherwise than the disk has it. */
export interface LoadFault {
  readonly message: string;
  /** The file of the tree that it is about, absolute. */
  readonly source: string | undefined;
}

/** The two lines that the shell prints of a command. */
function echoOf(command: ShellCommand): readonly [string, string] {
  switch (command.kind) {
    case "src":
      return ["src", command.path];
    case "hex0":
      return ["hex0", `${command.input} ${command.output}`];
    case "flush":
      return ["", ""];
    case "program":
      return [command.program, command.argument];
  }
}
