import path from "node:path";
import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import { defaultArchitecture } from "@bootstrappable/core/runs/architecture";
import { RunProblem } from "@bootstrappable/core/runs/problem";
import { defaultTarget } from "@bootstrappable/core/runs/target/path";
import {
  architectures,
  defaultConfiguration,
  type Architecture,
} from "@bootstrappable/core/tree/configuration";
import type { Check } from "@bootstrappable/core/tree/doctor/check";
import { examine } from "@bootstrappable/core/tree/doctor/doctor";
import type { Tree } from "@bootstrappable/core/tree/tree";
import { Command, Option } from "commander";
import { exitStatus } from "../exitStatus";
import { jsonLine, printable, warn, type Format } from "../report";
import { openTree } from "../tree";
import { formatOption, type SetStatus } from "./command";

interface Options {
  readonly arch?: Architecture;
  readonly target?: string;
  readonly format: Format;
}

export function doctorCommand(setStatus: SetStatus): Command {
  return new Command("doctor")
    .description("can a run start here: what of the tree and of the machine is in its way, and what to do")
    .argument("[tree]", "top folder of a live-bootstrap checkout, or any path in one", ".")
    .addOption(
      new Option(
        "--arch <arch>",
        "architecture to start from; else the machine's own, if the tree has it",
      ).choices(architectures),
    )
    .option("--target <folder>", "where the run is to go; else a folder in the user's cache")
    .addOption(formatOption())
    .addHelpText("after", help)
    .action(async (given: string, options: Options) => setStatus(await doctor(given, options)));
}

const help = `
Each check is good, warning, bad or unknown. Nothing is changed, downloaded or run but a program of a few bytes.
Exit status: 0 a run can start, 1 something bad stands in its way, 2 wrong usage.`;

async function doctor(given: string, options: Options): Promise<number> {
  const opened = await openTree(given);
  if (opened === undefined) return exitStatus.usage;
  const { tree } = opened;
  const architecture = options.arch ?? (await defaultArchitecture(nodeMachine, tree));
  const target = await targetOf(options.target, tree, architecture);
  const configuration = defaultConfiguration(architecture);
  const examination = { tree, architecture, configuration, target, machine: nodeMachine };
  let failed = false;
  for await (const check of examine(examination)) {
    failed ||= check.status === "bad";
    process.stdout.write(options.format === "json" ? `${json(check)}\n` : text(check));
  }
  return failed ? exitStatus.findings : exitStatus.good;
}

/** Where a run would go. What keeps a run from its default place is told when it starts; here another will do. */
async function targetOf(given: string | undefined, tree: Tree, architecture: Architecture): Promise<string> {
  if (given !== undefined) return path.resolve(given);
  try {
    return await defaultTarget(nodeMachine, tree.root, architecture);
  } catch (error) {
    if (!(error instanceof RunProblem)) throw error;
    warn(error.message);
    return nodeMachine.facts.temporary;
  }
}

function json({ name, status, reason, remedy, details }: Check): string {
  return jsonLine({ check: name, status, reason, remedy: remedy ?? null, details });
}

/** Details beyond these are counted only. */
const SHOWN = 8;

function text({ name, status, reason, remedy, details }: Check): string {
  const indent = " ".repeat(24);
  const shown = details.length > SHOWN + 1 ? details.slice(0, SHOWN) : details;
  const rest = details.length - shown.length;
  const lines = [
    `${status.padEnd(8)} ${name.padEnd(14)} ${reason}`,
    ...shown.map((detail) => `${indent}  ${detail}`),
    ...(rest > 0 ? [`${indent}  … and ${rest} more`] : []),
    ...(remedy === undefined ? [] : [`${indent}→ ${remedy}`]),
  ];
  return lines.map((line) => `${printable(line)}\n`).join("");
}
