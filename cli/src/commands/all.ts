import type { Command } from "commander";
import { assembleCommand } from "./assemble";
import type { SetStatus } from "./command";

/**
 * The subcommand that the arguments begin with; where they begin with none, all of them in the order of `--help`. What
 * is imported here is a bundle of its own (esbuild.mjs): reading all commands takes longer than most of them work.
 */
export async function commandsFor(
  argv: readonly string[],
  setStatus: SetStatus,
): Promise<readonly Command[]> {
  const assemble = assembleCommand(setStatus);
  const [name] = argv;
  if (name === assemble.name()) return [assemble];
  if (name === "image" || name === "run" || name === "shell")
    return (await import("./running")).runningCommands(setStatus);
  return [assemble, ...(await import("./others")).otherCommands(setStatus)];
}
