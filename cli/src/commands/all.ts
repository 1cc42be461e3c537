import type { Command } from "commander";
import { assembleCommand } from "./assemble";
import type { SetStatus } from "./command";

/** Bundled as a file of its own (esbuild.mjs), which `assemble` does without: reading it takes longer than assembling. */
const others = () => import("./others");

/**
 * The subcommand that the arguments begin with; where they begin with none, all of them in the order of `--help`.
 */
export async function commandsFor(
  argv: readonly string[],
  setStatus: SetStatus,
): Promise<readonly Command[]> {
  const assemble = assembleCommand(setStatus);
  if (argv[0] === assemble.name()) return [assemble];
  return [assemble, ...(await others()).otherCommands(setStatus)];
}
