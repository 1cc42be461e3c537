import { architectures, type Architecture } from "@bootstrappable/core/assemble/architectures";
import { failed } from "@bootstrappable/core/assemble/assembly";
import { modeOfArchitecture, modesOfHeader } from "@bootstrappable/core/audit/machine";
import type { Mode } from "@bootstrappable/core/isa/decoder";
import { disassembleBinary } from "@bootstrappable/core/isa/disassembly/binary";
import type { DisassemblyRow } from "@bootstrappable/core/isa/disassembly/rows";
import { DisassemblyText } from "@bootstrappable/core/isa/disassembly/text";
import { auditedLanguage } from "@bootstrappable/core/languages/assembly/auditFile";
import { disassembleDocument } from "@bootstrappable/core/languages/assembly/disassembly";
import type { AssemblyId } from "@bootstrappable/core/languages/assembly/source";
import { Command, Option } from "commander";
import { readInputs } from "../assemblyInputs";
import { Refusal, refuse } from "../assembleUsage";
import { exitStatus } from "../exitStatus";
import { findingsInProgram, openInProgram, readAs, type FileInProgram } from "../programOfFile";
import { jsonLine, printable, printableLines, report } from "../report";
import { writeOutput } from "../writeOutput";
import { baseAddressOption } from "./assemblyOptions";
import { programOption, type SetStatus } from "./command";

interface Options {
  readonly output: string;
  readonly format: "text" | "json";
  readonly architecture?: Architecture | "x86-16";
  readonly baseAddress?: number;
  readonly program?: string;
  readonly linear?: boolean;
}

/** What a command line may name: an architecture that there is a decoder for, or x86 as a boot sector begins. */
const named = [...architectures.filter((each) => modeOfArchitecture[each] !== undefined), "x86-16"] as const;

const more = `
A line each: file offset, virtual address, bytes, what they are, and of a source the line that they come from. JSON has the same, an
object a line. Of a source (hex0, hex1, hex2, M1) its own bytes are shown as they are in the program that the tree's kaem scripts
build from it; instructions are where comments that agree with the bytes, macros, or control flow from there say so.

Any other file is a binary: ELF and PE are read from their entry point, a boot sector (55 AA at its end) as 16-bit code at 0x7C00.
What else it is --architecture says. Bytes that control does not reach are shown as data; --linear decodes them, too.`;

export function disassembleCommand(setStatus: SetStatus): Command {
  return new Command("disassemble")
    .description("list the bytes of a source or a binary: offset, address, bytes, instruction, source line")
    .argument("<file>", "a source, or a binary; - is a binary from standard input")
    .option("-o, --output <file>", "where the listing goes; - is standard output", "-")
    .addOption(
      new Option("-A, --architecture <name>", "the processor, where the file does not tell").choices(named),
    )
    .addOption(baseAddressOption())
    .addOption(programOption())
    .option("--linear", "of a binary, decode what control does not reach, too")
    .addOption(new Option("--format <format>", "how it is written").choices(["text", "json"]).default("text"))
    .addHelpText("after", more)
    .action(async (file: string, options: Options) => setStatus(await disassemble(file, options)));
}

/** Rows with the line of the source that each comes from, one-based. */
interface Listed {
  readonly bytes: Uint8Array;
  readonly rows: readonly DisassemblyRow[];
  readonly lineOf: (row: DisassemblyRow) => { readonly line: number; readonly text: string } | undefined;
}

async function disassemble(name: string, options: Options): Promise<number> {
  if (options.output === "" || name === "") return refuse(new Refusal("a file name is empty"));
  const language = auditedLanguage(name);
  const listed =
    language === undefined ? await ofBinary(name, options) : await ofSource(name, language, options);
  if (typeof listed === "number") return listed;
  if (listed instanceof Refusal) return refuse(listed);
  const text = options.format === "json" ? jsonOf(name, listed) : textOf(listed);
  const bytes = new TextEncoder().encode(text);
  return (await writeOutput(options.output, bytes, false, [name])) ? exitStatus.good : exitStatus.findings;
}

async function ofSource(
  name: string,
  language: AssemblyId,
  { architecture, baseAddress, program, linear }: Options,
): Promise<Listed | Refusal | number> {
  if (baseAddress !== undefined || linear === true)
    return new Refusal("--base-address and --linear are for binaries");
  if (architecture === "x86-16") return new Refusal("a source says “# isa: x86-16” in a comment");
  const assumed = architecture ?? (language === "hex0" ? "any" : undefined);
  const file = await openInProgram(name, language, program, assumed);
  if (file instanceof Refusal || typeof file === "number") return file;
  const found = await disassembleDocument(file.document);
  const { situation, machine } = found;
  report(findingsInProgram(file, situation.program), "text");
  if (failed(situation.program.assembly)) return exitStatus.findings;
  if (machine.modes.length === 0) return unknownProcessor(name);
  if (file.scope.from !== "nothing") process.stderr.write(`${printable(name)}: ${printable(readAs(file))}\n`);
  return { bytes: situation.program.assembly.bytes, rows: found.rows, lineOf: linesOf(file, found.lineOf) };
}

function linesOf({ document: { text } }: FileInProgram, lineOf: (row: DisassemblyRow) => number | undefined) {
  const decoder = new TextDecoder();
  return (row: DisassemblyRow) => {
    const line = lineOf(row);
    if (line === undefined) return undefined;
    const { start, end } = text.line(line);
    return { line: line + 1, text: decoder.decode(text.bytes.subarray(start, end)).trim() };
  };
}

async function ofBinary(name: string, options: Options): Promise<Listed | Refusal | number> {
  if (options.program !== undefined) return new Refusal("--program is for sources");
  const inputs = await readInputs([name]);
  if (inputs === undefined) return exitStatus.findings;
  const { bytes } = inputs[0]!;
  const boot = bytes.length >= 512 && bytes[510] === 0x55 && bytes[511] === 0xaa;
  const { architecture } = options;
  const given = architecture === "x86-16" ? architecture : architecture && modeOfArchitecture[architecture];
  const mode: Mode | undefined = given ?? modesOfHeader(bytes)?.[0] ?? (boot ? "x86-16" : undefined);
  if (mode === undefined) return unknownProcessor(name);
  const usual = boot && mode === "x86-16" ? 0x7c00 : 0;
  const base = BigInt((options.baseAddress ?? usual) >>> 0);
  const rows = await disassembleBinary({ bytes, mode, base, linear: options.linear === true });
  return { bytes, rows, lineOf: () => undefined };
}

function unknownProcessor(name: string): Refusal {
  return new Refusal(`${name}: nothing tells its processor; say --architecture (${named.join(", ")})`);
}

function textOf({ bytes, rows, lineOf }: Listed): string {
  const { bytes: text } = new DisassemblyText(bytes, rows, (row) => {
    const from = lineOf(row);
    // A row takes a character a byte.
    return from === undefined ? "" : latin1(`${from.line}: ${from.text}`);
  });
  return printableLines(new TextDecoder().decode(text));
}

function latin1(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}

function jsonOf(file: string, { bytes, rows, lineOf }: Listed): string {
  return rows
    .map((row) => {
      const { offset, length, address, kind, text, labels } = row;
      const from = lineOf(row);
      const digits = Array.from(bytes.subarray(offset, offset + length), (byte) =>
        byte.toString(16).toUpperCase().padStart(2, "0"),
      );
      return jsonLine({
        ...{ file, offset },
        ...(address !== undefined && { address: `0x${address.toString(16).toUpperCase()}` }),
        ...{ bytes: digits.join(""), kind, text },
        ...(labels.length > 0 && { labels }),
        ...(from !== undefined && { line: from.line, source: from.text }),
      });
    })
    .map((line) => `${line}\n`)
    .join("");
}
