import { createRequire } from "node:module";
import path from "node:path";
import { Command } from "commander";

/** The language server is a bundle of its own beside this one; it reads --stdio and the like from the command line. */
export function lspCommand(): Command {
  return new Command("lsp")
    .description("start the language server")
    .requiredOption("--stdio", "speak over standard input and output")
    .option("--clientProcessId <id>", "end when that process does")
    .action(async () => {
      createRequire(__filename)(path.join(__dirname, "server.js"));
      // The server ends the process itself, when the editor says exit or goes away.
      await new Promise<never>(() => undefined);
    });
}
