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
import { findingOf, reportResult, type Format } from "../report";
import { openTree, shownPath } from "../tree";
import { formatOption, type SetStatus } from "./command";

interface Options extends ConfigurationOptions {
  readonly format: Format;
}

export function verifyCommand(setStatus: SetStatus): Command {
  return new Command("verify")
    .description(
      "compare what a tree says twice: seeds and sources, programs and answers, distfiles and hashes, packages and checksums",
    )
    .argument("[tree]", "top folder of a live-bootstrap checkout, or any path in one", ".")
    .addOption(archOption())
    .addOption(configOption())
    .addOption(setOption())
    .addOption(formatOption())
    .addHelpText("after", help)
    .action(async (given: string, options: Options) => setStatus(await verify(given, options)));
}

const help = `
The configuration decides which packages need a checksum; distfiles are compared for every package of the tree.
A distfile that is not there is no finding. Nothing is downloaded and nothing is run.
Exit status: 0 no error, 1 an error.`;

async function verify(given: string, options: Options): Promise<number> {
  const opened = await openTree(given);
  const configuration = await chosenConfiguration(options);
  if (opened === undefined || configuration === undefined) return exitStatus.findings;
  const { tree, workspace } = opened;
  const { findings, counts } = await verifyTree(tree, workspace, configuration, nodeHashFile);
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
