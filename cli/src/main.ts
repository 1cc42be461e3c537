import { isUtf8 } from "node:buffer";
import { readFile } from "node:fs/promises";
import { Command, type CommanderError } from "commander";
import { commandsFor } from "./commands/all";
import { exitStatus } from "./exitStatus";
import { printableLines } from "./report";
import { readerGone } from "./readerGone";
import { version } from "./version";

/** The `bootstrappable` command. Each subcommand is a file in commands/ and a line in others.ts there. */
async function main(argv: readonly string[]): Promise<number> {
  const garbled = argv.find((word) => word.includes("\ufffd"));
  if (garbled !== undefined && (await isGarbled())) {
    const why = "an argument that is not UTF-8 cannot be used: give the file or folder another name";
    process.stderr.write(`bootstrappable: error: ${printableLines(garbled)}: ${why}\n`);
    return exitStatus.usage;
  }
  let status: number = exitStatus.good;
  const setStatus = (value: number) => {
    status = value;
  };
  const program = new Command("bootstrappable")
    .description("Read, assemble, check and run bootstraps from a few hundred auditable bytes.")
    .version(version);
  const commands = await commandsFor(argv, setStatus);
  for (const command of commands) program.addCommand(command);
  for (const command of [program, ...commands]) {
    watchOver(command, command === program ? "" : ` ${command.name()}`);
    if (command !== program)
      for (const part of command.commands) watchOver(part, ` ${command.name()} ${part.name()}`);
  }
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (!isUsageError(error)) throw error;
    return error.exitCode === 0 ? exitStatus.good : exitStatus.usage;
  }
  return status;
}

/**
 * Whether Node has put U+FFFD in the place of bytes of our arguments that are no UTF-8: what was named is not known then, and
 * something else would be made or removed. Where the system does not tell, it has done so.
 */
async function isGarbled(): Promise<boolean> {
  const bytes = await readFile("/proc/self/cmdline").catch(() => undefined);
  return bytes === undefined || !isUtf8(bytes);
}

/** The whole help would push the error out of sight. */
function watchOver(command: Command, name: string): void {
  const more = `“bootstrappable${name} --help” tells how it is used.`;
  command.exitOverride().showHelpAfterError(more).configureOutput(output);
}

/** What a person typed, or a file's name that a shell put there, comes back in messages. */
const output = {
  writeErr: (text: string) => void process.stderr.write(printableLines(text)),
  outputError: (text: string, write: (text: string) => void) => {
    write(`bootstrappable: ${text}`);
  },
};

/** Whether somebody has removed the folder that relative paths begin at. */
function isWithoutFolder(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && error.syscall === "uv_cwd";
}

/** The commands of the other bundle bring their own CommanderError along. */
function isUsageError(error: unknown): error is CommanderError {
  return error instanceof Error && "code" in error && String(error.code).startsWith("commander.");
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") {
      readerGone();
      return;
    }
    // A full disk is a failure.
    if (stream === process.stdout) process.stderr.write(`bootstrappable: error: ${error.message}\n`);
    process.exit(exitStatus.findings);
  });
}

// By this signal Node opens its debugger on a port, by which everybody on this machine who reaches the loopback interface
// runs what he likes in this process. A listener takes the place of that. Windows has no such signal.
if (process.platform !== "win32") process.on("SIGUSR1", () => undefined);

/** Node ends a process that waits for nothing, whatever is left to be done, and calls that a success. */
const deserted = () => {
  process.stderr.write("bootstrappable: error: nothing is left to wait for, and the command is not done\n");
  process.exitCode = exitStatus.findings;
};
process.once("beforeExit", deserted);

main(process.argv.slice(2)).then(
  (status) => {
    process.off("beforeExit", deserted);
    process.exitCode = status;
  },
  (error: unknown) => {
    process.off("beforeExit", deserted);
    if (isWithoutFolder(error)) {
      process.stderr.write("bootstrappable: error: the working folder is not there any more\n");
      process.exitCode = exitStatus.usage;
      return;
    }
    const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`bootstrappable: ${printableLines(said)}\n`);
    process.exitCode = exitStatus.findings;
  },
);
