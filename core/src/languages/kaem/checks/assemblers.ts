import { architectures, traitsOf } from "../../../assemble/architectures";
import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic";
import type { Build, Content } from "../../../tree/builds/build";
import { buildsIn } from "../../../tree/builds/findBuilds";
import type { EvaluatedCommand } from "../../../tree/evaluatedTree";
import { isKnown } from "../interpreter/world";
import { programWord } from "../script";
import type { Situation } from "../situation";

/** The C programs of mescc-tools, which take the same options. */
const assemblers: ReadonlySet<string> = new Set(["M1", "M1-0", "hex2", "hex2-1", "blood-elf", "blood-elf-0"]);

/** How strtoint of M2libc reads a number to its end. */
const number = /^(?:0x-?[\dA-Fa-f_]+|0b-?[01_]+|0-?[0-7_]*|-?\d[\d_]*)$/;

/** Options of M1, hex2 and blood-elf that they take, and make something else of than it looks. */
export function assemblerChecks(
  situation: Situation,
  command: number,
  times: readonly EvaluatedCommand[],
): Diagnostic[] {
  const { script } = situation;
  const words = script.commands[command]!;
  const at = programWord(script, words);
  const [time] = times;
  if (at === undefined || time === undefined) return [];
  const first = time.origins.indexOf(at);
  const program = nameOf(time.words[first] ?? "");
  if (!assemblers.has(program)) return [];
  // What differs from time to time is right in some of them, as far as we know.
  if (times.some((each) => each.words.join(" ") !== time.words.join(" ") || !each.words.every(isKnown)))
    return [];
  const rangeOf = (index: number) => words.words[time.origins[index]!]!.range;
  const found: Diagnostic[] = [];
  let architecture: string | undefined;
  let order: "--big-endian" | "--little-endian" | undefined;
  for (let index = first + 1; index < time.words.length; index++) {
    const word = time.words[index]!;
    if (word === "--big-endian" || word === "--little-endian") order = word;
    else if (word === "--architecture" || word === "-A") {
      architecture = time.words[++index];
      if (architecture === undefined || architectures.some((each) => each === architecture)) continue;
      const so = program.startsWith("hex2") ? "hex2 says so and goes on as for Knight" : "M1 stops";
      const message = `There is no architecture \`${architecture}\`: ${so}.`;
      found.push(diagnose("kaem/unknown-architecture", rangeOf(index), message));
    } else if (word === "--base-address" || word === "-B") {
      const address = time.words[++index];
      if (address === undefined || number.test(address)) continue;
      const message = `\`${address}\` is no number: hex2 takes 0 for it.`;
      found.push(diagnose("kaem/base-address", rangeOf(index), message));
    }
  }
  const message = wrongOrder(program, architecture, order);
  if (message !== undefined) found.push(diagnose("kaem/byte-order", words.words[at]!.range, message));
  return found;
}

function wrongOrder(
  program: string,
  architecture: string | undefined,
  order: string | undefined,
): string | undefined {
  if (program.startsWith("blood-elf")) {
    return order === undefined
      ? "blood-elf stops where neither `--little-endian` nor `--big-endian` is given."
      : undefined;
  }
  const known = architectures.find((each) => each === (architecture ?? "knight-native"));
  if (known === undefined || traitsOf(known).bigEndian || order === "--little-endian") return undefined;
  const why = order === undefined ? `Without \`--little-endian\` ${program}` : program;
  return `${why} writes numbers with their highest byte first, and ${known} reads them the other way.`;
}

/** Programs whose parts are in different byte orders: what M1 or blood-elf wrote, and what hex2 fills in. */
export async function mixedByteOrders(situation: Situation): Promise<Diagnostic[]> {
  const { script, times, evaluated, architecture = "x86" } = situation;
  const commands = new Map<EvaluatedCommand, number>();
  times.forEach((all, command) => all.forEach((time) => commands.set(time, command)));
  const found = new Map<number, Diagnostic>();
  for (const build of await buildsIn(evaluated, architecture)) {
    const command = commands.get(build.by);
    if (command === undefined || build.stage || !isMixed(build)) continue;
    const words = script.commands[command]!;
    const at = programWord(script, words) ?? 0;
    const order = build.bigEndian ? "highest" : "lowest";
    const message = `hex2 fills in numbers with their ${order} byte first, but a part of the program was written the other way.`;
    found.set(command, diagnose("kaem/byte-order", words.words[at]!.range, message));
  }
  return [...found.values()];
}

function isMixed({ inputs, bigEndian }: Build): boolean {
  const differs = (content: Content): boolean => {
    switch (content.kind) {
      case "joined":
        return content.parts.some(differs);
      case "expanded":
        return content.reading.bigEndian !== bigEndian || content.inputs.some(differs);
      case "symbols":
        return content.table.bigEndian !== bigEndian;
      case "file":
      case "unknown":
        return false;
    }
  };
  return inputs.some(differs);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
