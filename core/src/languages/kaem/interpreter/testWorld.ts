import { resolvePath } from "../paths";
import { SourceText } from "../../../text/sourceText";
import { minimalTraits } from "./minimal";
import { startFull, startMinimal } from "./start";
import type { Invocation, Outcome, Place, World } from "./world";

/** What a program of {@link TestWorld} does. */
export type TestProgram = (invocation: Invocation, print: (text: string) => void) => Outcome;

/** A few files and programs. A program lies in a folder and is called by its path there. */
export class TestWorld implements World {
  readonly output = { stdout: "", stderr: "" };

  constructor(
    readonly scripts: Readonly<Record<string, string>>,
    readonly programs: Readonly<Record<string, TestProgram>>,
    readonly folders: readonly string[],
    readonly architecture = "x86",
  ) {}

  readScript(path: string): SourceText | undefined {
    const text = this.scripts[path];
    return text === undefined ? undefined : SourceText.fromString(text);
  }

  isReadable(path: string): boolean {
    const isKaem = path.endsWith("bin/kaem") && this.isDirectory(path.slice(0, path.lastIndexOf("/")));
    return path in this.programs || path in this.scripts || this.isDirectory(path) || isKaem;
  }

  isDirectory(path: string): boolean {
    return this.folders.includes(path);
  }

  run(invocation: Invocation): Outcome | Promise<Outcome> {
    const { program } = invocation;
    if (program.endsWith("bin/kaem")) return startFull(this, invocation);
    if (program.endsWith("/kaem-0"))
      return startMinimal(this, invocation, minimalTraits(this.architecture), this.architecture);
    const known = this.programs[program];
    return known === undefined ? { status: 1 } : known(invocation, (text) => this.write("stdout", text));
  }

  write(stream: "stdout" | "stderr", text: string): void {
    this.output[stream] += text;
  }

  /** Starts one of the shells in a folder. */
  async start(
    words: readonly string[],
    directory: string,
    environment: Readonly<Record<string, string>>,
  ): Promise<{ outcome: Outcome; stdout: string; stderr: string }> {
    const variables = Object.entries(environment).map(
      ([name, value]) => [name, { value, setBy: undefined }] as const,
    );
    const outcome = await this.run({
      program: resolvePath(directory, words[0]!),
      words,
      environment: new Map(variables),
      directory,
      certainty: "runs",
      place: undefined as unknown as Place,
    });
    return { outcome, ...this.output };
  }
}
