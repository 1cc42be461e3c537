import { createHash, randomBytes } from "node:crypto";
import { chmod, lstat, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import {
  assembleHex0,
  hex0OfArchitecture,
  plainHex0,
  type Hex0Result,
} from "@bootstrappable/core/assemble/hex0";
import { languageById, languageOfPath } from "@bootstrappable/core/languages/registry";
import { SourceText } from "@bootstrappable/core/text/sourceText";
import { Command, InvalidArgumentError, Option } from "commander";
import { exitStatus } from "../exitStatus";
import { complain, findingOf, printable, report, type Format } from "../report";
import { formatOption, type SetStatus } from "./command";

interface Options {
  readonly output: string;
  readonly language?: string;
  readonly architecture?: string;
  readonly check?: string;
  readonly file?: string[];
  readonly nonExecutable?: boolean;
  readonly format: Format;
}

export function assembleCommand(setStatus: SetStatus): Command {
  const collect = (value: string, before: string[] | undefined) => [...(before ?? []), value];
  return new Command("assemble")
    .description("assemble hex0; the bytes are those that the real hex0 gives")
    .argument("[input...]", "source files, assembled one behind the other; - is standard input")
    .requiredOption("-o, --output <file>", "where the bytes go; - is standard output")
    .option("-f, --file <file>", "a source file, as mescc-tools spell it", collect)
    .addOption(
      new Option("--language <language>", "language of the input; else its ending tells").choices(["hex0"]),
    )
    .addOption(
      new Option("-A, --architecture <name>", "read as this architecture's seed does").choices(
        Object.keys(hex0OfArchitecture),
      ),
    )
    .option("--check <sha256>", "fail, and write nothing, unless the bytes have this SHA-256", sha256Argument)
    .option("--non-executable", "do not make the output executable")
    .addOption(formatOption())
    .action(async (inputs: string[], options: Options) =>
      setStatus(await assemble([...(options.file ?? []), ...inputs], options)),
    );
}

function sha256Argument(value: string): string {
  if (!/^[0-9a-f]{64}$/i.test(value)) throw new InvalidArgumentError("A SHA-256 has 64 hex digits.");
  return value.toLowerCase();
}

async function assemble(inputs: readonly string[], options: Options): Promise<number> {
  if (inputs.length === 0) {
    complain("no input file");
    return exitStatus.usage;
  }
  const pieces: Uint8Array[] = [];
  for (const input of inputs) {
    const result = await assembleOne(input, options);
    if (!result) return exitStatus.findings;
    pieces.push(result.bytes);
  }
  const bytes = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (options.check !== undefined && options.check !== sha256) {
    complain(`the bytes have SHA-256 ${sha256}, not ${options.check}; nothing was written`);
    return exitStatus.findings;
  }
  if (!(await write(options.output, bytes, options.nonExecutable !== true, inputs)))
    return exitStatus.findings;
  if (options.output !== "-") summarize(options, bytes.length, sha256);
  return exitStatus.good;
}

/** What was made: nobody should have to call `wc` and `sha256sum` behind every assembly. */
function summarize({ output, format }: Options, length: number, sha256: string): void {
  const line =
    format === "json"
      ? JSON.stringify({ output, bytes: length, sha256 })
      : `${printable(output)}: ${length} byte${length === 1 ? "" : "s"}, SHA-256 ${sha256}`;
  process.stdout.write(`${line}\n`);
}

async function assembleOne(input: string, options: Options): Promise<Hex0Result | undefined> {
  const language = options.language ?? languageOfPath(path.resolve(input))?.id;
  if (language !== "hex0" && input !== "-") {
    complain(`${input}: not known to be hex0; say --language hex0 if it is`);
    return undefined;
  }
  let source: Uint8Array;
  try {
    source = input === "-" ? await buffer(process.stdin) : await readFile(input);
  } catch (error) {
    complain(`${input}: cannot be read (${reason(error)})`);
    return undefined;
  }
  const dialect =
    options.architecture === undefined ? plainHex0 : (hex0OfArchitecture[options.architecture] ?? plainHex0);
  const result = assembleHex0(source, { dialect });
  // The bytes are what hex0 gives, whatever stands in the source: what looks wrong is said, and does not stop us.
  if (result.suspicious) {
    const text = new SourceText(source);
    const found =
      (await languageById("hex0")?.diagnostics?.({
        language: "hex0",
        path: undefined,
        text,
        workspace: undefined,
      })) ?? [];
    report(
      found
        .filter(({ code }) => code.startsWith("hex0/"))
        .map((diagnostic) => findingOf(input, text, diagnostic)),
      options.output === "-" ? "text" : options.format,
    );
  }
  return result;
}

/** Writes to a new file beside the output and renames it, so that there is never half an output. */
async function write(
  output: string,
  bytes: Uint8Array,
  executable: boolean,
  inputs: readonly string[],
): Promise<boolean> {
  if (output === "-") {
    await new Promise<void>((resolve) => process.stdout.write(bytes, () => resolve()));
    return true;
  }
  try {
    if (await isOneOf(output, inputs)) {
      complain(`${output}: is an input, too; nothing was written`);
      return false;
    }
    const known = await lstat(output).catch(() => undefined);
    // A device or a pipe is written to; a file or a link is replaced, never written through.
    if (known && !known.isFile() && !known.isSymbolicLink()) {
      await writeFile(output, bytes);
      return true;
    }
    const temporary = path.join(
      path.dirname(output),
      `.${path.basename(output)}.${randomBytes(6).toString("hex")}`,
    );
    try {
      await writeFile(temporary, bytes, { flag: "wx" });
      if (executable) await chmod(temporary, 0o755);
      await rename(temporary, output);
    } finally {
      await rm(temporary, { force: true });
    }
    return true;
  } catch (error) {
    complain(`${output}: cannot be written (${reason(error)})`);
    return false;
  }
}

async function isOneOf(output: string, inputs: readonly string[]): Promise<boolean> {
  const written = await stat(output).catch(() => undefined);
  if (!written) return false;
  for (const input of inputs) {
    const read = input === "-" ? undefined : await stat(input).catch(() => undefined);
    if (read && read.ino === written.ino && read.dev === written.dev) return true;
  }
  return false;
}

function reason(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
