import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { architectures, type Architecture } from "@bootstrappable/core/assemble/architectures";
import { assemble as assembleInputs } from "@bootstrappable/core/assemble/assemble";
import { failed, type AssemblyLanguage } from "@bootstrappable/core/assemble/assembly";
import { kernelFor } from "@bootstrappable/core/assemble/kernelFor";
import { expandM0 } from "@bootstrappable/core/assemble/m0";
import { expandM1 } from "@bootstrappable/core/assemble/m1";
import type { AssemblyInput } from "@bootstrappable/core/assemble/sources";
import { SourceText } from "@bootstrappable/core/text/sourceText";
import { Command, InvalidArgumentError, Option } from "commander";
import { findingsOf, readInputs, requestOf } from "../assemblyInputs";
import {
  isInItsProgram,
  languageOf,
  programRefusal,
  Refusal,
  refuse,
  refusalInProgram,
  refusalOf,
} from "../assembleUsage";
import { assembleFiles } from "../cleanFiles";
import { exitStatus } from "../exitStatus";
import { complain, findingOf, jsonLine, printable, report, type Finding, type Format } from "../report";
import { descriptor } from "../run/descriptor";
import { sourceMapLines } from "../sourceMapLines";
import { tellEvents } from "../tellEvents";
import { isInput, isSameOutput, isStandardOutput, writeOutput } from "../writeOutput";
import { baseAddressOption, bigEndianOption, languageOption, littleEndianOption } from "./assemblyOptions";
import { collect, formatOption, programOption, type SetStatus } from "./command";

interface Options {
  readonly output: string;
  readonly language?: AssemblyLanguage;
  readonly architecture?: Architecture;
  readonly baseAddress?: number;
  readonly littleEndian?: boolean;
  readonly bigEndian?: boolean;
  readonly binary?: boolean;
  readonly octal?: boolean;
  readonly stage?: boolean;
  readonly to: "bytes" | "hex2";
  readonly sourceMap?: string;
  readonly check?: string;
  readonly file?: string[];
  readonly nonExecutable?: boolean;
  readonly program?: string;
  readonly eventsFd?: number;
  readonly format: Format;
}

/** What comes out: bytes, what was found, and the map as it is to be written. */
interface Outcome {
  readonly bytes: Uint8Array;
  readonly findings: readonly Finding[];
  readonly failed: boolean;
  readonly map?: Buffer;
  /** All that was read, where that is more than what the command line names. */
  readonly files?: readonly string[];
  /** The program of the tree that was assembled, and for which processor, where the tree told. */
  readonly program?: string;
  readonly architecture?: Architecture;
}

const more = `
The language is told by the ending of the first input: .hex0, .hex1, .hex2, .M1, .M0; all inputs are of one language.
A single file of hex1, hex2, M1 or M0 without --architecture is assembled as the tree's kaem scripts do it, with all that
they put into the same program; where none does, as its path tells. Which program that was is told on standard error.
Otherwise they need --architecture. Where mescc-tools' M1 and hex2 are meant, give the same options as to them, with
one difference: without --little-endian or --big-endian the byte order is the processor's, not always big-endian.
M1 is assembled to bytes, as by M1 and hex2 one behind the other; --to hex2 stops at the text that M1 writes.
--stage reads M1 as M0 of stage0-posix does, the hand-written tool that a bootstrap runs first, and takes the address
that its hex2-0 has built in; hex2 is read as that does. Well-formed hex2 gives the same bytes with either hex2. Files
that end in .M0 and hex1 are always read so, and for hex0 --architecture alone does.
Each input is read by itself, as by hex2 -f: half a byte at its end is dropped, not completed by the next input. Tools of
stage0-posix open one file; for them inputs are joined, as by catm, but for hex0.
--source-map writes JSON lines, one for each stretch of bytes: {offset, length, file, line, column, endLine, endColumn},
and for a macro the place of its value as define.`;

export function assembleCommand(setStatus: SetStatus): Command {
  return new Command("assemble")
    .description("assemble hex0, hex1, hex2, M1 or M0; the bytes are those that the real tools give")
    .argument("[input...]", "source files, one behind the other; - is standard input")
    .requiredOption("-o, --output <file>", "where the bytes go; - is standard output")
    .option("-f, --file <file>", "a source file, as mescc-tools spell it", collect)
    .addOption(languageOption())
    .addOption(
      new Option("-A, --architecture <name>", "the architecture to assemble for").choices(architectures),
    )
    .addOption(baseAddressOption())
    .addOption(littleEndianOption())
    .addOption(bigEndianOption())
    .addOption(new Option("-b, --binary", "digits are binary (hex2, M1)").conflicts("octal"))
    .option("-O, --octal", "digits are octal (hex2, M1)")
    .option("--stage", "read as the tools of stage0-posix do, instead of mescc-tools")
    .addOption(new Option("--to <what>", "what M1 and M0 become").choices(["bytes", "hex2"]).default("bytes"))
    .option("--source-map <file>", "write where every byte came from")
    .option("--check <sha256>", "fail, and write nothing, unless the bytes have this SHA-256", sha256Argument)
    .option("--non-executable", "do not make the output executable")
    .addOption(programOption())
    .addOption(formatOption())
    .option("--events-fd <number>", "write findings to this file descriptor, too, as JSON lines", descriptor)
    .addHelpText("after", more)
    .action(async (inputs: string[], options: Options) =>
      setStatus(await assemble([...(options.file ?? []), ...inputs], options)),
    );
}

function sha256Argument(value: string): string {
  if (!/^[0-9a-f]{64}$/i.test(value)) throw new InvalidArgumentError("A SHA-256 has 64 hex digits.");
  return value.toLowerCase();
}

async function assemble(names: readonly string[], options: Options): Promise<number> {
  if (options.output === "" || names.includes("")) return refuse(new Refusal("a file name is empty"));
  if (options.sourceMap !== undefined && isSameOutput(options.output, options.sourceMap))
    return refuse(new Refusal("--output and --source-map are the same"));
  const language = languageOf(names, options);
  if (language instanceof Refusal) return refuse(language);
  const inItsProgram = isInItsProgram(names, language, options);
  if (!inItsProgram && options.program !== undefined) return refuse(programRefusal);
  const refusal = inItsProgram ? refusalInProgramOf(options) : refusalOf(language, options);
  if (refusal) return refuse(refusal);
  const outcome = inItsProgram
    ? await (await import("./others")).assembleInProgram(names[0]!, language, options)
    : (clean(language, names, options) ?? (await whole(language, names, options)));
  if (outcome === undefined) return exitStatus.findings;
  if (typeof outcome === "number") return outcome;
  report(outcome.findings, isStandardOutput(options.output) ? "text" : options.format);
  await tell(outcome.findings, options);
  if (outcome.failed) return exitStatus.findings;
  const { bytes } = outcome;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (options.check !== undefined && options.check !== sha256) {
    complain(`the bytes have SHA-256 ${sha256}, not ${options.check}; nothing was written`);
    return exitStatus.findings;
  }
  const executable = options.nonExecutable !== true && options.to !== "hex2";
  const read = outcome.files ?? names;
  if (options.sourceMap !== undefined && isInput(options.sourceMap, read)) return exitStatus.findings;
  if (!(await writeOutput(options.output, bytes, executable, read))) return exitStatus.findings;
  if (options.sourceMap !== undefined && outcome.map) {
    if (!(await writeOutput(options.sourceMap, outcome.map, false, read))) return exitStatus.findings;
  }
  if (!isStandardOutput(options.output)) summarize(options, outcome, sha256);
  return exitStatus.good;
}

/** What a file in its program cannot be told. */
function refusalInProgramOf(options: Options): Refusal | undefined {
  if (options.to === "hex2")
    return new Refusal(`--to hex2 needs --architecture: ${architectures.join(", ")}`);
  return refusalInProgram(options);
}

/** What was found, for a program that listens: it wants absolute paths. What is in no file has no place there. */
async function tell(findings: readonly Finding[], { eventsFd }: Options): Promise<void> {
  if (eventsFd === undefined) return;
  const events = findings
    .map((finding) => ({ type: "finding", ...finding, file: path.resolve(finding.file), related: [] }))
    .filter(({ file }) => existsSync(file));
  await tellEvents(eventsFd, events);
}

/** What nothing is to be said of is assembled while it is read. Whatever else is found is left to {@link whole}. */
function clean(language: AssemblyLanguage, names: readonly string[], options: Options): Outcome | undefined {
  if (options.to === "hex2") return undefined;
  // Only a file can be read a second time.
  let length = 0;
  for (const name of names) {
    const stats = name === "-" ? undefined : statSync(name, { throwIfNoEntry: false });
    if (stats?.isFile() !== true) return undefined;
    length += stats.size;
  }
  const bytes = assembleFiles(names, () =>
    kernelFor(requestOf(language, [], options, options.sourceMap !== undefined), length),
  );
  return bytes && { bytes, findings: [], failed: false };
}

async function whole(
  language: AssemblyLanguage,
  names: readonly string[],
  options: Options,
): Promise<Outcome | undefined> {
  const inputs = await readInputs(names);
  if (!inputs) return undefined;
  return language === "hex0" ? hex0(inputs, options) : others(language, inputs, options);
}

function others(language: AssemblyLanguage, inputs: readonly AssemblyInput[], options: Options): Outcome {
  const request = requestOf(language, inputs, options, options.sourceMap !== undefined);
  const { architecture, bigEndian = false, byteMode = "hex" } = request;
  if (options.to === "hex2") {
    const expansion =
      request.dialect === "stage"
        ? expandM0(inputs, architecture)
        : expandM1(inputs, architecture, bigEndian, byteMode);
    const findings = findingsOf(inputs, expansion);
    return { bytes: expansion.hex2, findings, failed: failed(expansion) };
  }
  const assembly = assembleInputs(request);
  return {
    bytes: assembly.bytes,
    findings: findingsOf(inputs, assembly),
    failed: failed(assembly),
    ...(assembly.map && !failed(assembly) ? { map: sourceMapLines(assembly.map) } : {}),
  };
}

/**
 * hex0 never fails: the bytes are what it gives, whatever stands in the source. What looks wrong is said, as a warning
 * at most, because the real tool takes it, too.
 */
async function hex0(inputs: readonly AssemblyInput[], options: Options): Promise<Outcome> {
  const findings: Finding[] = [];
  const assembly = assembleInputs(requestOf("hex0", inputs, options, options.sourceMap !== undefined));
  for (const { name, bytes } of assembly.suspicious === true ? inputs : []) {
    const text = new SourceText(bytes);
    const document = { language: "hex0" as const, path: undefined, text, workspace: undefined };
    // Seldom needed, and more to load than all assemblers together.
    const { languageById } = await import("./others");
    const found = (await languageById("hex0")?.diagnostics?.(document)) ?? [];
    // The architecture's own reading of G decides which digits make a byte: what is said of pairs is not about that.
    const pairsDiffer =
      options.architecture !== undefined && found.some(({ code }) => code === "hex0/digit-g");
    for (const diagnostic of found) {
      const aboutPairs = diagnostic.code === "hex0/odd-nibble" || diagnostic.code === "hex0/split-byte";
      if (!diagnostic.code.startsWith("hex0/") || (pairsDiffer && aboutPairs)) continue;
      const { severity, ...rest } = findingOf(name, text, diagnostic);
      findings.push({ ...rest, severity: severity === "error" ? "warning" : severity });
    }
  }
  return {
    bytes: assembly.bytes,
    findings,
    failed: false,
    ...(assembly.map ? { map: sourceMapLines(assembly.map) } : {}),
  };
}

/** What was made: nobody should have to call `wc` and `sha256sum` behind every assembly. */
function summarize({ output, format }: Options, outcome: Outcome, sha256: string): void {
  const { length } = outcome.bytes;
  const { program, architecture } = outcome;
  const line =
    format === "json"
      ? jsonLine({ output, bytes: length, sha256, ...(architecture && { architecture, program }) })
      : `${printable(output)}: ${length} byte${length === 1 ? "" : "s"}, SHA-256 ${sha256}`;
  process.stdout.write(`${line}\n`);
}
