import { catm } from "@bootstrappable/core/assemble/catm";
import { Command } from "commander";
import { readInputs } from "../assemblyInputs";
import { exitStatus } from "../exitStatus";
import { complain } from "../report";
import { writeOutput } from "../writeOutput";
import type { SetStatus } from "./command";

const more = `
Nothing comes between the inputs: a last line without its line feed runs into the next input. Without inputs the output
is empty. mescc-tools' catm empties its output before it reads; here an output that is an input, too, is refused, and
where an input cannot be read nothing is written.`;

export function catmCommand(setStatus: SetStatus): Command {
  return new Command("catm")
    .description("write files one behind the other into one, as mescc-tools' catm does")
    .argument("<output>", "where they go; - is standard output")
    .argument("[input...]", "what is joined; - is standard input")
    .addHelpText("after", more)
    .action(async (output: string, inputs: string[]) => setStatus(await join(output, inputs)));
}

async function join(output: string, names: readonly string[]): Promise<number> {
  if (output === "" || names.includes("")) {
    complain("a file name is empty");
    return exitStatus.usage;
  }
  const inputs = await readInputs(names);
  if (inputs === undefined) return exitStatus.findings;
  return (await writeOutput(output, catm(inputs), false, names)) ? exitStatus.good : exitStatus.findings;
}
