import { resolvePath } from "../paths";
import { runFull } from "./full";
import { initialPath } from "./lookup";
import { runMinimal, type MinimalTraits } from "./minimal";
import { Output } from "./output";
import { unknown, type Environment, type Invocation, type Outcome, type Variable, type World } from "./world";

/** The command line of a full kaem, as its `main` reads it. */
interface FullCommandLine {
  file: string;
  init: boolean;
  verbose: boolean;
  strict: boolean;
  warnings: boolean;
  showsExitCodes: boolean;
}

/** Runs a full kaem that a world's program was asked to be: `kaem --file SCRIPT …`. */
export async function startFull(world: World, invocation: Invocation): Promise<Outcome> {
  const { words, directory, certainty } = invocation;
  const output = new Output(world);
  const line = readCommandLine(words);
  if ("exits" in line) {
    output.print(line.exits.print);
    return output.exit(line.exits.status);
  }
  const script = resolvePath(directory, line.file);
  const text = await world.readScript(script);
  if (text === undefined) {
    output.complain(`The file: ${line.file} can not be opened!\n`);
    return output.exit(1);
  }
  const environment = withShell(line.init ? new Map() : invocation.environment, words[0] ?? "./bin/kaem");
  return runFull(world, {
    script,
    text,
    certainty,
    state: {
      directory,
      environment,
      path: initialPath(environment.get("PATH")?.value, environment.get("LOGNAME")?.value),
      aliases: new Map(),
      verbose: line.verbose,
      strict: line.strict,
    },
    all: words.includes("--") ? words.slice(words.indexOf("--")).join(" ") : "",
    warnings: line.warnings,
    showsExitCodes: line.showsExitCodes,
  });
}

/** Runs a kaem-minimal: `kaem-0 [SCRIPT]`; without a script it takes `kaem.<architecture>`. */
export async function startMinimal(
  world: World,
  { words, directory, environment, certainty }: Invocation,
  traits: MinimalTraits,
  architecture: string,
): Promise<Outcome> {
  const script = resolvePath(directory, words[1] ?? `kaem.${architecture}`);
  const text = await world.readScript(script);
  if (text === undefined) return { status: 1 };
  return runMinimal(world, { script, text, directory, environment, certainty, traits });
}

function readCommandLine(
  words: readonly string[],
): FullCommandLine | { exits: { print: string; status: number } } {
  const line: FullCommandLine = {
    file: "kaem.run",
    init: false,
    verbose: false,
    strict: true,
    warnings: false,
    showsExitCodes: false,
  };
  for (let at = 1; at < words.length; at++) {
    const word = words[at]!;
    switch (word) {
      case "-h":
      case "--help":
        return { exits: { print: usage(words[0] ?? ""), status: 0 } };
      case "-V":
      case "--version":
        return { exits: { print: "kaem version 1.7.0\n", status: 0 } };
      case "-f":
      case "--file":
        line.file = words[++at] ?? line.file;
        break;
      case "-i":
      case "--init-mode":
        line.init = true;
        break;
      case "-v":
      case "--verbose":
        line.verbose = true;
        break;
      case "--strict":
        line.strict = true;
        break;
      case "--non-strict":
        line.strict = false;
        break;
      case "--warn":
        line.warnings = true;
        break;
      case "--fuzz":
        break;
      case "--show-exit-codes":
        line.showsExitCodes = true;
        break;
      case "--":
        return line;
      default:
        if (word !== unknown) return { exits: { print: "UNKNOWN ARGUMENT\n", status: 1 } };
    }
  }
  return line;
}

function usage(program: string): string {
  const options = ["-h | --help", "-V | --version", "--file filename | -f filename", "-i | --init-mode"];
  const more = ["-v | --verbose", "--non-strict", "--warn", "--fuzz"];
  return `Usage: ${program} ${[...options, ...more].map((option) => `[${option}]`).join(" ")}\n`;
}

/** kaem puts SHELL in front of an environment that has none (since 1.7.0). */
function withShell(environment: Environment, program: string): Environment {
  if (environment.has("SHELL")) return environment;
  const shell: [string, Variable] = ["SHELL", { value: program, setBy: undefined }];
  return new Map([shell, ...environment]);
}
