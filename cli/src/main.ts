import { Command, CommanderError } from "commander";
import { exitStatus } from "./exitStatus";

/** The `bootstrappable` command. Each subcommand is a file in commands/ and one line here. */
async function main(argv: readonly string[]): Promise<number> {
  const program = new Command("bootstrappable")
    .description("Read, assemble, check and run bootstraps from a few hundred auditable bytes.")
    .version("0.1.0")
    .exitOverride()
    .showHelpAfterError();
  let status: number = exitStatus.good;
  const report = (value: number) => (status = value);
  void report;
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitStatus.good : exitStatus.usage;
  }
  return status;
}

main(process.argv.slice(2)).then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    process.stderr.write(`bootstrappable: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = exitStatus.findings;
  },
);
