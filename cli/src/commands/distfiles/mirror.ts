import { Command } from "commander";
import { withFetchOptions, type FetchOptions } from "../../distfiles/options";
import { performFetch } from "../../distfiles/perform";
import { exitStatus } from "../../exitStatus";
import { openTree } from "../../tree";
import { formatOption, type SetStatus } from "../command";
import { absolutePath } from "../../paths";

interface Options extends FetchOptions {
  readonly git: boolean;
}

export function distfilesMirrorCommand(setStatus: SetStatus): Command {
  const command = new Command("mirror")
    .description("have every distfile of every package in a folder, as mirror.sh of live-bootstrap does")
    .argument("<folder>", "where the mirror is, or is to be")
    .argument("[tree]", "top folder of a live-bootstrap checkout, or any path in one", ".")
    .option("--no-git", "make no archives of commits");
  return withFetchOptions(command)
    .addOption(formatOption())
    .addHelpText("after", help)
    .action(async (folder: string, tree: string, options: Options) =>
      setStatus(await mirror(folder, tree, options)),
    );
}

const help = `
Files that are there and right are left alone. What no URL has is made with your own git, each command shown: mirrors
and URLs are asked first, since the hash of such an archive depends on the versions of git, gzip and xz.
Exit status: 0 all are there, 1 one is not, 2 wrong usage, 130 interrupted.`;

async function mirror(folder: string, given: string, options: Options): Promise<number> {
  const opened = await openTree(given);
  if (opened === undefined) return exitStatus.usage;
  return performFetch(
    {
      ...opened,
      selection: { plan: undefined },
      folder: absolutePath(folder),
      mirrors: options.mirror,
      git: options.git,
    },
    options,
  );
}
