import { Command } from "commander";
import type { SetStatus } from "./command";
import { distfilesFetchCommand } from "./distfiles/fetch";
import { distfilesMirrorCommand } from "./distfiles/mirror";
import { distfilesServeCommand } from "./distfiles/serve";
import { distfilesVerifyCommand } from "./distfiles/verify";

export function distfilesCommand(setStatus: SetStatus): Command {
  const command = new Command("distfiles").description(
    "fetch, verify, mirror and serve the files that sources name",
  );
  const parts = [
    distfilesFetchCommand,
    distfilesVerifyCommand,
    distfilesMirrorCommand,
    distfilesServeCommand,
  ];
  for (const part of parts) command.addCommand(part(setStatus));
  return command;
}
