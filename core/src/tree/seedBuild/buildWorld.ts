import { minimalTraits } from "../../languages/kaem/interpreter/minimal";
import { startFull, startMinimal } from "../../languages/kaem/interpreter/start";
import type { Invocation, Outcome, Place, World } from "../../languages/kaem/interpreter/world";
import { resolvePath } from "../../languages/kaem/paths";
import { SourceText } from "../../text/sourceText";
import type { Architecture } from "../configuration";
import { fileUses } from "../evaluateEffects";
import { ProgramProblem, type ChecksumCheck } from "./program";
import { programNamed } from "./programs";
import { UnknownFile, type RootFiles } from "./rootFiles";

/** A command as it stands in a script of the root file system; the line is zero-based. */
export interface BuildPlace {
  readonly script: string;
  readonly line: number;
}

/** A command that was not executed, and whose doing that is. */
export interface NotExecuted {
  readonly place: BuildPlace;
  readonly words: readonly string[];
  /** Path of the program that we do not have: the command's own, or the one that makes what the command needs. */
  readonly program: string;
}

/** A command that a real run would fail at, too. */
export interface BuildFailure {
  readonly place: BuildPlace;
  readonly words: readonly string[];
  readonly message: string;
}

/** Thrown at a compiler: nothing that follows can be known. */
export class NeedsCompiler extends Error {
  constructor(
    readonly place: BuildPlace,
    readonly program: string,
    readonly words: readonly string[],
  ) {
    super(program);
  }
}

/** How deep shells may call shells, and how many programs may run. */
const deepest = 40;
const mostPrograms = 100_000;

/** A machine in memory whose programs are our own. */
export class BuildWorld implements World {
  /** Every file that was written, with the command that did it last. */
  readonly written = new Map<string, BuildPlace>();
  readonly checks: ChecksumCheck[] = [];
  readonly notExecuted: NotExecuted[] = [];
  readonly failures: BuildFailure[] = [];
  /** Scripts that shells have read. */
  readonly scripts = new Set<string>();
  /** What the shells said on their standard error. */
  complaints = "";
  #depth = 0;
  #programs = 0;

  constructor(
    readonly files: RootFiles,
    readonly architecture: Architecture,
  ) {}

  async readScript(path: string): Promise<SourceText | undefined> {
    this.scripts.add(path);
    const bytes = await this.files.read(path);
    return bytes && new SourceText(bytes);
  }

  async isReadable(path: string): Promise<boolean> {
    return (await this.files.exists(path)) || this.files.isFolder(path);
  }

  isDirectory(path: string): Promise<boolean> {
    return this.files.isFolder(path);
  }

  write(stream: "stdout" | "stderr", text: string): void {
    if (stream === "stderr") this.complaints += text;
  }

  async run(invocation: Invocation): Promise<Outcome> {
    const { program: path, words } = invocation;
    const place = placeOf(invocation.place);
    if (!(await this.files.exists(path))) {
      return this.#fail(invocation, `${path} does not exist`);
    }
    if (++this.#programs > mostPrograms || this.#depth > deepest) {
      return this.#fail(invocation, "the scripts call one another without end");
    }
    const program = programNamed(path);
    if (program === "compiler") throw new NeedsCompiler(place, path, words);
    if (program === undefined) return this.#leaveOut(invocation, path);
    try {
      if (typeof program === "string") return await this.#shell(invocation, program === "full-kaem");
      const status = await program({
        words: words.slice(1),
        directory: invocation.directory,
        environment: invocation.environment,
        architecture: this.architecture,
        files: this.files,
        wrote: (file) => this.#wrote(file, place),
        checked: (check) => this.checks.push(check),
      });
      return { status };
    } catch (problem) {
      if (problem instanceof UnknownFile) return this.#leaveOut(invocation, problem.program);
      if (problem instanceof ProgramProblem) return this.#fail(invocation, problem.message);
      throw problem;
    }
  }

  #wrote(path: string, place: BuildPlace): void {
    // In the order in which files got what they hold now.
    this.written.delete(path);
    this.written.set(path, place);
  }

  async #shell(invocation: Invocation, full: boolean): Promise<Outcome> {
    this.#depth++;
    try {
      if (full) return await startFull(this, invocation);
      return await startMinimal(this, invocation, minimalTraits(this.architecture), this.architecture);
    } finally {
      this.#depth--;
    }
  }

  #fail({ place, words }: Invocation, message: string): Outcome {
    this.failures.push({ place: placeOf(place), words, message });
    return { status: 1 };
  }

  /** Takes a program for a success whose results are not known: what it names and is not there yet, it may have made. */
  async #leaveOut({ words, directory, place }: Invocation, program: string): Promise<Outcome> {
    this.notExecuted.push({ place: placeOf(place), words, program });
    const outputs = fileUses(words).filter(({ role }) => role === "output");
    for (const { path } of outputs) this.files.setUnknown(resolvePath(directory, path), program);
    for (const word of words.slice(1)) {
      const path = resolvePath(directory, word);
      const there = (await this.files.exists(path)) || (await this.files.isFolder(path));
      if (!there) this.files.setUnknown(path, program);
    }
    return { status: 0 };
  }
}

function placeOf({ script, command }: Place): BuildPlace {
  return { script, line: command.line };
}
