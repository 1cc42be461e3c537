import { SourceText } from "@bootstrappable/core/text/sourceText";
import { makePlan, type PlanStep } from "@bootstrappable/core/tree/plan";
import { Command } from "commander";
import {
  archOption,
  chosenConfiguration,
  configOption,
  setOption,
  type ConfigurationOptions,
} from "../configuration";
import { exitStatus } from "../exitStatus";
import { writeGenerated } from "../plan/scripts";
import { column, findingOf, jsonLine, printable, report, type Format } from "../report";
import { openTree, shownPath } from "../tree";
import { formatOption, type SetStatus } from "./command";

interface Options extends ConfigurationOptions {
  readonly format: Format;
  readonly scripts?: string;
  readonly force?: boolean;
}

export function planCommand(setStatus: SetStatus): Command {
  return new Command("plan")
    .description("the steps that the manifest gives under a configuration: number, kind, name, pass, script")
    .argument("[tree]", "top folder of a live-bootstrap checkout, or any path in one", ".")
    .addOption(archOption())
    .addOption(configOption())
    .addOption(setOption())
    .option(
      "--scripts <folder>",
      "write what the script generator would, with this folder as the root, and list that instead of the steps",
    )
    .option("--force", "with --scripts: replace files that differ")
    .addOption(formatOption())
    .action(async (given: string, options: Options) => setStatus(await plan(given, options)));
}

async function plan(given: string, options: Options): Promise<number> {
  const opened = await openTree(given);
  if (opened === undefined) return exitStatus.usage;
  const { tree, workspace } = opened;
  const configuration = await chosenConfiguration(options);
  if (configuration === undefined) return exitStatus.usage;
  if (options.scripts !== undefined) {
    return writeGenerated(options.scripts, { ...options, tree, workspace, configuration });
  }
  const { steps, problems } = await makePlan(tree, workspace, configuration);
  const manifest = (await workspace.text(tree.manifest)) ?? SourceText.fromString("");
  const name = shownPath(tree.manifest);
  report(
    problems.map((problem) => findingOf(name, manifest, problem)),
    options.format,
  );
  for (const step of steps) {
    const line = options.format === "json" ? json(step, tree.root, manifest) : text(step, tree.root);
    process.stdout.write(`${line}\n`);
  }
  return problems.some(({ severity }) => severity === "error") ? exitStatus.findings : exitStatus.good;
}

function text({ number, kind, name, pass, script, era }: PlanStep, root: string): string {
  const columns = [
    String(number).padStart(4),
    kind.padEnd(9),
    column(name, 30),
    pass === undefined ? " -" : String(pass).padStart(2),
  ];
  const shown =
    script === undefined ? (kind === "build" && era === "bash" ? "(defaults)" : "-") : relative(script, root);
  return [...columns, printable(shown)].join("  ");
}

function json(
  { number, kind, name, pass, script, era, range }: PlanStep,
  root: string,
  manifest: SourceText,
): string {
  return jsonLine({
    number,
    kind,
    name,
    pass: pass ?? null,
    script: script === undefined ? null : relative(script, root),
    era,
    line: manifest.lineAt(range.start) + 1,
  });
}

/** Relative to the tree, as the manifest sees it. */
function relative(file: string, root: string): string {
  return file.slice(root.length + 1);
}
