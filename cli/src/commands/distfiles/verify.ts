import { verifyFolder, type FolderCounts } from "@bootstrappable/core/distfiles/verifyFolder";
import { wantedDistfiles } from "@bootstrappable/core/distfiles/wanted";
import { DiskError } from "@bootstrappable/core/platform/disk";
import { nodeHashFile } from "@bootstrappable/core/platform/node/hashFile";
import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import { SourceText } from "@bootstrappable/core/text/sourceText";
import { Command } from "commander";
import { exitStatus } from "../../exitStatus";
import { complain, findingOf, reportResult, type Format } from "../../report";
import { openTree, shownPath } from "../../tree";
import { formatOption, type SetStatus } from "../command";
import { absolutePath } from "../../paths";

interface Options {
  readonly folder?: string;
  readonly complete?: boolean;
  readonly format: Format;
}

export function distfilesVerifyCommand(setStatus: SetStatus): Command {
  return new Command("verify")
    .description("hold everything in distfiles/ against the hashes of every package's sources")
    .argument("[tree]", "top folder of a live-bootstrap checkout, or any path in one", ".")
    .option("--folder <folder>", "where they are; else distfiles/ of the tree")
    .option("--complete", "a file that is not there is a failure, too")
    .addOption(formatOption())
    .addHelpText("after", help)
    .action(async (given: string, options: Options) => setStatus(await verify(given, options)));
}

const help = `
Nothing is changed. Links are not followed.
Exit status: 0 all that is there is right, 1 something is not, 2 wrong usage.`;

async function verify(given: string, options: Options): Promise<number> {
  const opened = await openTree(given);
  if (opened === undefined) return exitStatus.usage;
  const { tree, workspace } = opened;
  const { files, problems } = await wantedDistfiles(tree, workspace, { plan: undefined });
  const folder = options.folder === undefined ? tree.distfiles : absolutePath(options.folder);
  try {
    const { findings, counts } = await verifyFolder(nodeMachine, nodeHashFile, folder, files);
    const all = [...problems, ...findings];
    for (const { path: file, diagnostic } of all) {
      // A distfile is not read to tell where in it nothing is wrong.
      const text = (file.startsWith(`${tree.steps}/`) ? await workspace.text(file) : undefined) ?? empty;
      reportResult([findingOf(shownPath(file), text, diagnostic)], options.format);
    }
    process.stdout.write(
      options.format === "json" ? `${JSON.stringify({ distfiles: counts })}\n` : summary(counts),
    );
    const failed = all.some(({ diagnostic }) => diagnostic.severity === "error");
    return failed || (options.complete === true && counts.missing > 0)
      ? exitStatus.findings
      : exitStatus.good;
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    complain(error.message);
    return exitStatus.findings;
  }
}

const empty = SourceText.fromString("");

function summary({ good, bad, missing, unknown, leftovers }: FolderCounts): string {
  return `${good} right, ${bad} wrong, ${missing} not there, ${unknown} unknown, ${leftovers} unfinished or wrong downloads\n`;
}
