import { Command, CommanderError } from "commander";
import { assembleCommand } from "./commands/assemble";
import { buildSeedsCommand } from "./commands/buildSeeds";
import { checkCommand } from "./commands/check";
import { doctorCommand } from "./commands/doctor";
import { lspCommand } from "./commands/lsp";
import { newStepCommand } from "./commands/newStep";
import { planCommand } from "./commands/plan";
import { runCommand } from "./commands/run";
import { verifyCommand } from "./commands/verify";
import { exitStatus } from "./exitStatus";
import { readerGone } from "./readerGone";

/** The `bootstrappable` command. Each subcommand is a file in commands/ and one line here. */
async function main(argv: readonly string[]): Promise<number> {
  let status: number = exitStatus.good;
  const setStatus = (value: number) => {
    status = value;
  };
  const program = new Command("bootstrappable")
    .description("Read, assemble, check and run bootstraps from a few hundred auditable bytes.")
    .version("0.1.0");
  const commands = [
    assembleCommand(setStatus),
    buildSeedsCommand(setStatus),
    checkCommand(setStatus),
    doctorCommand(setStatus),
    newStepCommand(setStatus),
    planCommand(setStatus),
    runCommand(setStatus),
    verifyCommand(setStatus),
    lspCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  for (const command of [program, ...commands]) command.exitOverride().showHelpAfterError();
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitStatus.good : exitStatus.usage;
  }
  return status;
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

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(
      `bootstrappable: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = exitStatus.findings;
  },
);
