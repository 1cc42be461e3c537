import { failed } from "@bootstrappable/core/assemble/assembly";
import { bloodElf } from "@bootstrappable/core/assemble/bloodElf";
import { Command, Option } from "commander";
import { findingsOf, readInputs } from "../assemblyInputs";
import { exitStatus } from "../exitStatus";
import { complain, report, type Format } from "../report";
import { isStandardOutput, writeOutput } from "../writeOutput";
import { bigEndianOption, littleEndianOption } from "./assemblyOptions";
import { collect, formatOption, type SetStatus } from "./command";

interface Options {
  readonly output: string;
  readonly file?: string[];
  readonly 64?: boolean;
  readonly entry?: string[];
  readonly littleEndian?: boolean;
  readonly bigEndian?: boolean;
  readonly binary?: boolean;
  readonly octal?: boolean;
  readonly format: Format;
}

const more = `
The text is that which mescc-tools' blood-elf writes: section headers, a string table and a symbol table, to be given to
M1 behind the program. It refers to the labels ELF_text, ELF_data and ELF_base of the program or its ELF header.
The byte order has to be given, as to blood-elf. Labels whose names begin with _ are hidden, but for that of the last
--entry. Where blood-elf would stop, nothing is written, and an input is never written over.`;

export function bloodElfCommand(setStatus: SetStatus): Command {
  return new Command("blood-elf")
    .description("write the stub of M1 that gives the labels of M1 sources to debuggers")
    .argument("[input...]", "M1 sources, one behind the other; - is standard input")
    .option("-f, --file <file>", "a source file, as mescc-tools spell it", collect)
    .option("-o, --output <file>", "where the M1 goes; - is standard output", "-")
    .option("--64", "write the tables of 64-bit ELF, instead of 32-bit")
    .option("--entry <name>", "a label that the sources do not define, like _start", collect)
    .addOption(littleEndianOption())
    .addOption(bigEndianOption())
    .addOption(new Option("-b, --binary", "write numbers in binary").conflicts(["octal", "hex"]))
    .addOption(new Option("-O, --octal", "write numbers in octal").conflicts("hex"))
    .option("-X, --hex", "write numbers in hexadecimal, as is done anyway")
    .addOption(formatOption())
    .addHelpText("after", more)
    .action(async (inputs: string[], options: Options) =>
      setStatus(await write([...(options.file ?? []), ...inputs], options)),
    );
}

async function write(names: readonly string[], options: Options): Promise<number> {
  const refusal = refusalOf(names, options);
  if (refusal !== undefined) {
    complain(refusal);
    return exitStatus.usage;
  }
  const inputs = await readInputs(names);
  if (inputs === undefined) return exitStatus.findings;
  const stub = bloodElf(inputs, {
    bits: options[64] === true ? 64 : 32,
    bigEndian: options.bigEndian === true,
    byteMode: options.octal === true ? "octal" : options.binary === true ? "binary" : "hex",
    ...(options.entry && { entries: options.entry }),
  });
  report(findingsOf(inputs, stub), isStandardOutput(options.output) ? "text" : options.format);
  if (failed(stub)) return exitStatus.findings;
  return (await writeOutput(options.output, stub.m1, false, names)) ? exitStatus.good : exitStatus.findings;
}

function refusalOf(names: readonly string[], options: Options): string | undefined {
  if (options.output === "" || names.includes("")) return "a file name is empty";
  if (names.length === 0) return "no input file";
  if (options.littleEndian !== true && options.bigEndian !== true)
    return "blood-elf needs --little-endian or --big-endian";
  return undefined;
}
