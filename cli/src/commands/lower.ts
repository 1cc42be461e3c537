import { architectures } from "@bootstrappable/core/assemble/architectures";
import { assemble, linkOptionsOf } from "@bootstrappable/core/assemble/assemble";
import { failed, type AssemblyLanguage } from "@bootstrappable/core/assemble/assembly";
import { dump } from "@bootstrappable/core/languages/assembly/lower/dump";
import { lowerDocument } from "@bootstrappable/core/languages/assembly/lower/document";
import { lowerToHex0, lowerToHex2, stagesBelow } from "@bootstrappable/core/languages/assembly/lower/lower";
import { labelsOf } from "@bootstrappable/core/languages/assembly/labels";
import { sourceOf, type AssemblyId } from "@bootstrappable/core/languages/assembly/source";
import { stages, type Stage } from "@bootstrappable/core/languages/services";
import { SourceText } from "@bootstrappable/core/text/sourceText";
import { Command, Option } from "commander";
import { findingsOf, readInputs, requestOf, type AssemblyOptions } from "../assemblyInputs";
import {
  isInItsProgram,
  languageOf,
  programRefusal,
  Refusal,
  refuse,
  refusalInProgram,
  refusalOf,
} from "../assembleUsage";
import { exitStatus } from "../exitStatus";
import { findingsInProgram, idOf, openInProgram, readAs } from "../programOfFile";
import { printable, report, type Format } from "../report";
import { isStandardOutput, writeOutput } from "../writeOutput";
import { baseAddressOption, bigEndianOption, languageOption, littleEndianOption } from "./assemblyOptions";
import { formatOption, programOption, type SetStatus } from "./command";

interface Options extends AssemblyOptions {
  readonly output: string;
  readonly to: Exclude<Stage, "bytes">;
  readonly language?: AssemblyLanguage;
  readonly program?: string;
  readonly format: Format;
}

const more = `
M1 becomes hex2, hex1 hex2 and M1 become hex0, and all of them a dump of their bytes. Comments stay; labels become
#:label comments in hex0, and what stood in the place of bytes (references, macros, words) is named in a comment.
hex0, and of M1's hex2 the tool hex2, make the same bytes of it as of the source.

With --architecture the inputs are one program, as for assemble, and all of it is written. Without, a single file is
looked at in the program that the tree's kaem scripts build from it, else as its path tells, and only the file is written.`;

/** The bytes with their instructions are the command disassemble's. */
const written = stages.filter((stage) => stage !== "bytes");

export function lowerCommand(setStatus: SetStatus): Command {
  return new Command("lower")
    .description(
      "write hex1, hex2, M1 or M0 one stage down, with everything in its place: hex2, hex0, a dump",
    )
    .argument("<input...>", "source files, one behind the other; - is standard input")
    .option("-o, --output <file>", "where the text goes; - is standard output", "-")
    .addOption(new Option("--to <stage>", "what to write").choices(written).default("hex0"))
    .addOption(languageOption())
    .addOption(
      new Option("-A, --architecture <name>", "the architecture to assemble for").choices(architectures),
    )
    .addOption(baseAddressOption())
    .addOption(littleEndianOption())
    .addOption(bigEndianOption())
    .option("--stage", "read as the tools of stage0-posix do, instead of mescc-tools")
    .addOption(programOption())
    .addOption(formatOption())
    .addHelpText("after", more)
    .action(async (inputs: string[], options: Options) => setStatus(await lower(inputs, options)));
}

async function lower(names: readonly string[], options: Options): Promise<number> {
  if (options.output === "" || names.includes("")) return refuse(new Refusal("a file name is empty"));
  const language = languageOf(names, options);
  if (language instanceof Refusal) return refuse(language);
  const id = idOf(language);
  const possible = written.filter((stage) => stagesBelow(id).includes(stage));
  if (!possible.includes(options.to))
    return refuse(
      new Refusal(`${language} can be lowered to ${possible.join(" or ")}, not to ${options.to}`),
    );
  const inItsProgram = isInItsProgram(names, language, options);
  if (!inItsProgram && options.program !== undefined) return refuse(programRefusal);
  const text = inItsProgram
    ? await lowerInProgram(names[0]!, id, options)
    : await lowerProgram(names, language, options);
  if (!(text instanceof Uint8Array)) return text;
  return (await writeOutput(options.output, text, false, names)) ? exitStatus.good : exitStatus.findings;
}

/** All of a program, as the options say that it is assembled. */
async function lowerProgram(
  names: readonly string[],
  language: AssemblyLanguage,
  options: Options,
): Promise<Uint8Array | number> {
  const refusal = refusalOf(language, { ...options, to: "bytes" });
  if (refusal) return refuse(refusal);
  const inputs = await readInputs(names);
  if (inputs === undefined) return exitStatus.findings;
  const request = requestOf(language, inputs, options, true);
  const assembly = assemble(request);
  report(findingsOf(inputs, assembly), isStandardOutput(options.output) ? "text" : options.format);
  if (failed(assembly)) return exitStatus.findings;
  const { bytes } = assembly;
  const { baseAddress } = linkOptionsOf(request);
  const linked = language !== "hex0" && language !== "hex1";
  const addressOf = (offset: number) => (linked ? (baseAddress >>> 0) + offset : undefined);
  if (options.to === "dump") return dump({ bytes, range: { start: 0, end: bytes.length }, addressOf });
  const sources = inputs.map((input) => sourceOf(new SourceText(input.bytes), idOf(language)));
  const labels = new Set(sources.flatMap((source) => labelsOf(source).map(({ name }) => name)));
  const isLabel = (name: string) => labels.has(name);
  const map = assembly.map!;
  const { architecture, bigEndian = false } = request;
  const stage = request.dialect === "stage";
  // M0 reads what catm has joined.
  const files = stage ? [inputs] : inputs.map((input) => [input]);
  const listings = sources.map((source, input) =>
    options.to === "hex0"
      ? lowerToHex0({ bytes, map, addressOf, isLabel }, source, input)
      : lowerToHex2({ architecture, bigEndian, stage, files }, source, input),
  );
  return Buffer.concat(listings.map(({ text }) => text.bytes));
}

/** A file as part of the program that the scripts of its tree build from it. */
async function lowerInProgram(name: string, id: AssemblyId, options: Options): Promise<Uint8Array | number> {
  const refusal = refusalInProgram(options);
  if (refusal) return refuse(refusal);
  const file = await openInProgram(name, id, options.program);
  if (file instanceof Refusal) return refuse(file);
  if (typeof file === "number") return file;
  const lowered = await lowerDocument(file.document, options.to);
  if (lowered === undefined)
    return refuse(new Refusal(`${name}: ${readAs(file)}, where no M1 reads it: there is no hex2 of it`));
  report(
    findingsInProgram(file, lowered.situation.program),
    isStandardOutput(options.output) ? "text" : options.format,
  );
  if (lowered.problems.length > 0) return exitStatus.findings;
  process.stderr.write(`${printable(name)}: ${printable(readAs(file))}\n`);
  return lowered.text.bytes;
}
