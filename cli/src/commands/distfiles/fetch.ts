import { configuredMirrors, mirrorOf } from "@bootstrappable/core/distfiles/mirrors";
import type { DiagnosticCode } from "@bootstrappable/core/diagnostics/codes";
import { makePlan } from "@bootstrappable/core/tree/plan";
import { Command, Option } from "commander";
import {
  archOption,
  chosenConfiguration,
  configOption,
  setOption,
  type ConfigurationOptions,
} from "../../configuration";
import { withFetchOptions, type FetchOptions } from "../../distfiles/options";
import { performFetch } from "../../distfiles/perform";
import { exitStatus } from "../../exitStatus";
import { warn } from "../../report";
import { openTree } from "../../tree";
import { formatOption, type SetStatus } from "../command";
import { absolutePath } from "../../paths";

interface Options extends ConfigurationOptions, FetchOptions {
  readonly beforeNetwork?: boolean;
  readonly all?: boolean;
  readonly only: readonly string[];
  readonly folder?: string;
  readonly git?: boolean;
}

export function distfilesFetchCommand(setStatus: SetStatus): Command {
  const command = new Command("fetch")
    .description("download the distfiles that the plan needs and that are not there")
    .argument("[tree]", "top folder of a live-bootstrap checkout, or any path in one", ".")
    .option("--before-network", "only what steps need before they can download for themselves")
    .option("--all", "those of every package, whatever the configuration says")
    .addOption(
      new Option("--only <name>", "only the distfile of that name; may be repeated")
        .argParser((name: string, before: readonly string[]) => [...before, name])
        .default([]),
    )
    .option("--folder <folder>", "where they go; else distfiles/ of the tree")
    .option("--git", "make archives of commits with your own git, where nothing else has them");
  return withFetchOptions(command)
    .addOption(archOption())
    .addOption(configOption())
    .addOption(setOption())
    .addOption(formatOption())
    .addHelpText("after", help)
    .action(async (given: string, options: Options) => setStatus(await fetch(given, options)));
}

const help = `
The mirrors are asked in order, then the URLs of the lines; without --mirror those of MIRRORS in the configuration.
What has come is hashed while it comes, and gets its name when the hash is right. NAME.part is what came before an
interruption: the next time goes on from there. A file with another hash is kept as NAME.HASH.bad.
Exit status: 0 all are there, 1 one is not, 2 wrong usage, 130 interrupted.`;

/** What a step lacks that its distfiles do not depend on. */
const missing: ReadonlySet<DiagnosticCode> = new Set(["manifest/missing-script", "manifest/unknown-package"]);

async function fetch(given: string, options: Options): Promise<number> {
  const opened = await openTree(given);
  const configuration = await chosenConfiguration(options);
  if (opened === undefined || configuration === undefined) return exitStatus.usage;
  const { tree, workspace } = opened;
  const plan = options.all === true ? undefined : await makePlan(tree, workspace, configuration);
  if (plan?.problems.some(({ code }) => !missing.has(code)) === true) {
    warn("lines of the manifest cannot be read, and what they build is left out: see bootstrappable plan");
  }
  const configured = configuredMirrors(configuration).map((mirror) =>
    mirrorOf(mirror, (given) => absolutePath(given)),
  );
  return performFetch(
    {
      ...{ tree, workspace },
      selection: { plan, beforeNetwork: options.beforeNetwork === true, names: options.only },
      folder: options.folder === undefined ? undefined : absolutePath(options.folder),
      mirrors:
        options.mirror.length > 0 ? options.mirror : configured.filter((mirror) => mirror !== undefined),
      git: options.git === true,
    },
    options,
  );
}
