import { architectures, type Architecture } from "@bootstrappable/core/assemble/architectures";
import { hex0OfArchitecture } from "@bootstrappable/core/assemble/hex0";
import { architectureOfPath } from "@bootstrappable/core/languages/assembly/architectureOfPath";
import { raiseHex0, type Raised } from "@bootstrappable/core/languages/hex/raise/raise";
import { Command, Option } from "commander";
import { readInputs } from "../assemblyInputs";
import { exitStatus } from "../exitStatus";
import { complain, jsonLine, printable, type Format } from "../report";
import { isStandardOutput, writeOutput } from "../writeOutput";
import { baseAddressOption, bigEndianOption, littleEndianOption } from "./assemblyOptions";
import { formatOption, type SetStatus } from "./command";
import { absolutePath } from "../paths";

interface Options {
  readonly output: string;
  readonly architecture?: Architecture;
  readonly baseAddress?: number;
  readonly littleEndian?: boolean;
  readonly bigEndian?: boolean;
  readonly format: Format;
}

const more = `
Label comments (#:name) become labels. Bytes become a reference where the comment beside them names a label
(%name, call name) and they are exactly what the reference comes to; everything else stays as it is.
hex2 makes the same bytes of it, with the options that are told at the end. The architecture is that of the ELF header,
else that which the path tells, else x86; the address is that of the ELF header: without one, references to absolute
addresses are found with --base-address alone.`;

export function raiseCommand(setStatus: SetStatus): Command {
  return new Command("raise")
    .description("write hex0 as hex2: labels and references in the place of label comments and displacements")
    .argument("<input>", "a hex0 source; - is standard input")
    .option("-o, --output <file>", "where the hex2 goes; - is standard output", "-")
    .addOption(
      new Option("-A, --architecture <name>", "the architecture that it is for").choices(architectures),
    )
    .addOption(baseAddressOption())
    .addOption(littleEndianOption())
    .addOption(bigEndianOption())
    .addOption(formatOption())
    .addHelpText("after", more)
    .action(async (input: string, options: Options) => setStatus(await raise(input, options)));
}

async function raise(name: string, options: Options): Promise<number> {
  if (options.output === "" || name === "") {
    complain("a file name is empty");
    return exitStatus.usage;
  }
  const inputs = await readInputs([name]);
  if (inputs === undefined) return exitStatus.findings;
  const { architecture, baseAddress, bigEndian, littleEndian } = options;
  const dialect = architecture && hex0OfArchitecture[architecture];
  const order = bigEndian ?? (littleEndian === true ? false : undefined);
  const told = architectureOfPath(absolutePath(name));
  const raised = raiseHex0(inputs[0]!.bytes, {
    ...(architecture !== undefined && { architecture }),
    ...(told !== undefined && { guess: told }),
    ...(baseAddress !== undefined && { baseAddress }),
    ...(order !== undefined && { bigEndian: order }),
    ...(dialect !== undefined && { dialect }),
  });
  if (!(await writeOutput(options.output, raised.hex2, false, [name]))) return exitStatus.findings;
  if (!isStandardOutput(options.output)) process.stdout.write(`${summary(options, raised)}\n`);
  return exitStatus.good;
}

function summary({ output, format }: Options, { labels, references, named, machine }: Raised): string {
  const { architecture, bigEndian, baseAddress = 0 } = machine;
  const address = `0x${(baseAddress >>> 0).toString(16)}`;
  if (format === "json") {
    return jsonLine({
      output,
      labels,
      references,
      named,
      architecture,
      baseAddress: address,
      bigEndian,
    });
  }
  const order = bigEndian ? "--big-endian" : "--little-endian";
  const told = `--architecture ${architecture} --base-address ${address} ${order}`;
  const count = `${labels} label${labels === 1 ? "" : "s"}, ${references} of ${named} named references`;
  return `${printable(output)}: ${count}; hex2 makes the same bytes with ${told}`;
}
