import type { Command } from "commander";
import type { SetStatus } from "./command";
import { imageCommand } from "./image";
import { runCommand } from "./run";
import { shellCommand } from "./shell";

/** The subcommands that people time: what they need is little of what all commands are. */
export function runningCommands(setStatus: SetStatus): readonly Command[] {
  return [imageCommand(setStatus), runCommand(setStatus), shellCommand(setStatus)];
}
