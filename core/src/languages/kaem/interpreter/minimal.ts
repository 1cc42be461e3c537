import type { SourceText } from "../../../text/sourceText";
import { resolvePath } from "../paths";
import { parseOnce, readsOf } from "./commands";
import { Output } from "./output";
import type { Certainty, Environment, Outcome, World } from "./world";

/** What the hand-written kaems of stage0-posix differ in; all of it seen by running them. */
export interface MinimalTraits {
  /** Whether `"` begins a string. */
  readonly strings: boolean;
  /** Whether programs get the environment that the shell itself has; otherwise they get none. */
  readonly passesEnvironment: boolean;
  /** What it prints when a program failed, and its own exit status then. */
  readonly failure: { readonly message: string; readonly status: number };
  /** Its exit status where the script ends within a comment or string. */
  readonly torn: number;
}

const complaint = "Subprocess error\nABORTING HARD\n";
const x86: MinimalTraits = {
  strings: true,
  passesEnvironment: true,
  failure: { message: complaint, status: 1 },
  torn: 1,
};
const riscv: MinimalTraits = { ...x86, strings: false, passesEnvironment: false };

const traits: Readonly<Record<string, MinimalTraits>> = {
  x86,
  amd64: { ...x86, failure: { message: "Subprocess error\n", status: 1 } },
  aarch64: { ...x86, failure: { message: complaint, status: 0 }, torn: 252 },
  riscv32: riscv,
  riscv64: riscv,
};

/** The kaem-minimal of an architecture, by live-bootstrap's name for it; x86's for one that is not known. */
export function minimalTraits(architecture: string): MinimalTraits {
  return traits[architecture] ?? x86;
}

/** What a kaem-minimal starts with. */
export interface MinimalStart {
  /** As places name it. */
  readonly script: string;
  readonly text: SourceText;
  readonly directory: string;
  readonly environment: Environment;
  readonly certainty: Certainty;
  readonly traits: MinimalTraits;
}

/** Runs a script as stage0-posix's kaem-minimal does: it prints each command, runs it, and stops when one fails. */
export async function runMinimal(world: World, start: MinimalStart): Promise<Outcome> {
  const { script, directory, certainty, traits } = start;
  const state = {
    directory,
    environment: start.environment,
    path: "",
    aliases: new Map<string, string>(),
    verbose: true,
    strict: true,
  };
  const output = new Output(world);
  for (const read of readsOf(parseOnce(start.text, "minimal", traits.strings))) {
    if (read.kind !== "command") {
      return { status: read.kind === "end" || read.kind === "empty" ? 0 : traits.torn };
    }
    const { command } = read;
    if (command.fate !== "runs") continue;
    const place = { script, command };
    const words = command.words.map(({ text }) => text);
    output.print(` +> ${words.map((word) => `${word} `).join("")}\n`);
    output.flush();
    world.visit?.({ place, words, origins: words.map((_, index) => index), state, certainty });
    const outcome = await world.run({
      program: resolvePath(directory, words[0]!),
      words,
      environment: traits.passesEnvironment ? start.environment : new Map(),
      directory,
      certainty,
      place,
    });
    if ("status" in outcome && (outcome.status ?? 0) === 0) continue;
    output.print(traits.failure.message);
    return output.exit(traits.failure.status);
  }
  return { status: 0 };
}
