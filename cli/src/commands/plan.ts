import path from "node:path";
import { nodeFileSystem } from "@bootstrappable/core/platform/node/fileSystem";
import { SourceText } from "@bootstrappable/core/text/sourceText";
import {
  architectures,
  defaultConfiguration,
  parseConfiguration,
  type Architecture,
  type Configuration,
} from "@bootstrappable/core/tree/configuration";
import { findTree } from "@bootstrappable/core/tree/discover";
import { makePlan, type PlanStep } from "@bootstrappable/core/tree/plan";
import { Workspace } from "@bootstrappable/core/tree/workspace";
import { Command, InvalidArgumentError, Option } from "commander";
import { exitStatus } from "../exitStatus";
import { complain, findingOf, printable, report, type Format } from "../report";
import { writeGenerated } from "../plan/scripts";
import { formatOption, type SetStatus } from "./command";

interface Options {
  readonly arch: Architecture;
  readonly config?: string;
  readonly set: readonly (readonly [name: string, value: string])[];
  readonly format: Format;
  readonly scripts?: string;
  readonly force?: boolean;
}

export function planCommand(setStatus: SetStatus): Command {
  return new Command("plan")
    .description("the steps that the manifest gives under a configuration: number, kind, name, pass, script")
    .argument("[tree]", "top folder of a live-bootstrap checkout, or any path in one", ".")
    .addOption(
      new Option("--arch <arch>", "architecture of the default configuration")
        .choices(architectures)
        .default("x86"),
    )
    .option("--config <file>", "a bootstrap.cfg to use instead of the default configuration")
    .option("--set <name=value>", "set a variable of the configuration; may be repeated", assignment, [])
    .option(
      "--scripts <folder>",
      "write what the script generator would, with this folder as the root, and list that instead of the steps",
    )
    .option("--force", "with --scripts: replace files that differ")
    .addOption(formatOption())
    .action(async (given: string, options: Options) => setStatus(await plan(given, options)));
}

/** Collects `--set NAME=VALUE`. */
function assignment(text: string, before: readonly (readonly [string, string])[]) {
  const equals = text.indexOf("=");
  if (equals <= 0) throw new InvalidArgumentError("It must be NAME=VALUE.");
  return [...before, [text.slice(0, equals), text.slice(equals + 1)] as const];
}

async function plan(given: string, options: Options): Promise<number> {
  const workspace = new Workspace(nodeFileSystem);
  const place = slashed(path.resolve(given));
  const tree = await findTree(workspace, place);
  if (tree === undefined) {
    complain(`${given}: no steps/manifest here or in a folder above`);
    return exitStatus.findings;
  }
  const configuration = await chosenConfiguration(options);
  if (configuration === undefined) return exitStatus.findings;
  if (options.scripts !== undefined) {
    return writeGenerated(options.scripts, { ...options, tree, workspace, configuration });
  }
  const { steps, problems } = await makePlan(tree, workspace, configuration);
  const manifest = (await workspace.text(tree.manifest)) ?? SourceText.fromString("");
  const name = slashed(path.relative(process.cwd(), tree.manifest));
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

/** The configuration that the options ask for; undefined, and a word on standard error, where it cannot be read. */
async function chosenConfiguration({ arch, config, set }: Options): Promise<Configuration | undefined> {
  const chosen = new Map(defaultConfiguration(arch));
  if (config !== undefined) {
    const bytes = await nodeFileSystem.read(path.resolve(config));
    if (bytes === undefined) {
      complain(`${config}: cannot be read`);
      return undefined;
    }
    const file = parseConfiguration(new SourceText(bytes));
    const malformed = file.malformed[0];
    if (malformed !== undefined) {
      const line = new SourceText(bytes).lineAt(malformed.start) + 1;
      process.stderr.write(`${printable(config)}:${line}:1: error: not of the form NAME=VALUE\n`);
      return undefined;
    }
    chosen.clear();
    for (const [name, value] of file.configuration) chosen.set(name, value);
  }
  for (const [name, value] of set) chosen.set(name, value);
  return chosen;
}

function text({ number, kind, name, pass, script, era }: PlanStep, root: string): string {
  const columns = [
    String(number).padStart(4),
    kind.padEnd(9),
    name.padEnd(30),
    pass === undefined ? " -" : String(pass).padStart(2),
  ];
  const shown =
    script === undefined ? (kind === "build" && era === "bash" ? "(defaults)" : "-") : relative(script, root);
  return printable([...columns, shown].join("  "));
}

function json(
  { number, kind, name, pass, script, era, range }: PlanStep,
  root: string,
  manifest: SourceText,
): string {
  return JSON.stringify({
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

function slashed(file: string): string {
  return file.replaceAll(path.sep, "/");
}
