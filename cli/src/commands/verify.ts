import { nodeHashFile } from "@bootstrappable/core/platform/node/hashFile";
import { SourceText } from "@bootstrappable/core/text/sourceText";
import { verifyTree, type VerifyCounts } from "@bootstrappable/core/tree/verify/verifyTree";
import { Command } from "commander";
import {
  archOption,
  chosenConfiguration,
  configOption,
  setOption,
  type ConfigurationOptions,
} from "../configuration";
import { exitStatus } from "../exitStatus";
import { complain, findingOf, reportResult, type Format } from "../report";
import { verifyNamedRun } from "../run/verifyRun";
import { openTree, shownPath } from "../tree";
import { formatOption, type SetStatus } from "./command";

interface Options extends ConfigurationOptions {
  readonly run?: string;
  readonly format: Format;
}

export function verifyCommand(setStatus: SetStatus): Command {
  return new Command("verify")
    .description(
      "compare what a tree says twice: seeds and sources, programs and answers, distfiles and hashes, packages and checksums",
    )
    .argument("[tree]", "top folder of a live-bootstrap checkout, or any path in one", ".")
    .option(
      "--run <run>",
      "what a run has made instead: its id (see runs), last, last~1, …, its target folder, or the file of its record",
    )
    .addOption(archOption())
    .addOption(configOption())
    .addOption(setOption())
    .addOption(formatOption())
    .addHelpText("after", help)
    .action(async (tree: string, options: Options, command: Command) =>
      setStatus(await verify(tree, options, (name) => command.getOptionValueSource(name) === "cli")),
    );
}

const help = `
The configuration decides which packages need a checksum; distfiles are compared for every package of the tree.
A distfile that is not there is no finding. Nothing is downloaded and nothing is run.
With --run, everything in the run's root file system that the tree has a hash of is hashed: seeds (against their sources),
the answers of stage0-posix, each step's checksums, distfiles, packages. What a later step changed as it should, its layer
or the record tells; of a run whose target is gone, the record tells all. Steps that were not reached count as that.
Exit status: 0 no error, 1 an error, 2 wrong usage.`;

/** `given` tells of an option whether it stood on the command line. */
async function verify(tree: string, options: Options, given: (option: string) => boolean): Promise<number> {
  if (options.run !== undefined) {
    const other = (["arch", "config", "set"] as const).find((name) => given(name));
    if (other === undefined) return verifyNamedRun(tree, options.run, options.format);
    complain(`--run and --${other} contradict each other: a run has its own configuration`);
    return exitStatus.usage;
  }
  const opened = await openTree(tree);
  const configuration = await chosenConfiguration(options);
  if (opened === undefined || configuration === undefined) return exitStatus.usage;
  const { workspace } = opened;
  const { findings, counts } = await verifyTree(opened.tree, workspace, configuration, nodeHashFile);
  let failed = false;
  for (const { path, diagnostic } of findings) {
    failed ||= diagnostic.severity === "error";
    const text = (await workspace.text(path)) ?? SourceText.fromString("");
    reportResult([findingOf(shownPath(path), text, diagnostic)], options.format);
  }
  process.stdout.write(
    options.format === "json" ? `${JSON.stringify({ verified: counts })}\n` : summary(counts),
  );
  return failed ? exitStatus.findings : exitStatus.good;
}

function summary(counts: VerifyCounts): string {
  const { seeds, checksums, sources, artifacts, distfiles, packages } = counts;
  const rows = [
    [
      "seeds",
      `${seeds.good} equal to their sources, ${seeds.bad} not`,
      ...(seeds.sourceOnly > 0 ? [`${seeds.sourceOnly} as source only`] : []),
    ],
    ["checksums", `${checksums.lines} in ${checksums.files} files`],
    ["sources", `${sources.lines} in ${sources.files} files`],
    ["built programs", `${artifacts.good} equal to the answers, ${artifacts.bad} not`],
    ["distfiles", `${distfiles.good} right, ${distfiles.bad} wrong, ${distfiles.missing} not there`],
    [
      "packages",
      `${packages.expected} expected, ${packages.missing} without a checksum, ${packages.stale} checksums without a build`,
    ],
  ];
  return rows.map(([what = "", ...said]) => `${what.padEnd(15)} ${said.join(", ")}\n`).join("");
}
