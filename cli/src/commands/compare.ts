import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import { DiskError } from "@bootstrappable/core/platform/disk";
import { compareRuns, isSame } from "@bootstrappable/core/runs/compare/compareRuns";
import { engineNames } from "@bootstrappable/core/runs/engines/choose";
import type { EngineName } from "@bootstrappable/core/runs/engines/engine";
import type { RunRecord } from "@bootstrappable/core/runs/record/record";
import { runBootstrap } from "@bootstrappable/core/runs/run";
import { architectures } from "@bootstrappable/core/tree/configuration";
import { Command, InvalidArgumentError, Option } from "commander";
import { exitStatus } from "../exitStatus";
import { complain, jsonLine, printable, type Format } from "../report";
import { comparisonLines } from "../run/compareWords";
import { findRun } from "../run/findRun";
import { abortOnSignals } from "../run/interruption";
import type { RunOptions } from "../run/options";
import { runRequest, usual } from "../run/request";
import { UsageError } from "../run/usageError";
import { TextReporter } from "../run/textReporter";
import { runLine } from "../run/words";
import { openTreeQuietly } from "../tree";
import { collect, formatOption, type SetStatus } from "./command";

interface Options extends Pick<RunOptions, "arch" | "config" | "set" | "until"> {
  readonly tree: string;
  readonly engines?: readonly EngineName[];
  readonly format: Format;
}

export function compareCommand(setStatus: SetStatus): Command {
  return new Command("compare")
    .description("compare two runs: the first step and file whose output differs, then the bytes")
    .argument(
      "[run]",
      "a run: the file of its record, its target folder, its id (see runs), or last, last~1, …",
    )
    .argument("[run]", "the other")
    .option("--tree <folder>", "the tree whose runs ids are of, or that --engines runs", ".")
    .option(
      "--engines <a,b>",
      "run the tree on two engines first, each in a target of its own, and compare that",
      engines,
    )
    .addOption(new Option("--arch <arch>", "with --engines: as of run").choices(architectures))
    .option("--config <file>", "with --engines: as of run")
    .option("--set <name=value>", "with --engines: as of run", collect)
    .option("--until <step>", "with --engines: stop after this step")
    .addOption(formatOption())
    .addHelpText("after", help)
    .action(async (a: string | undefined, b: string | undefined, options: Options) =>
      setStatus(await compare([a, b], options)),
    );
}

function engines(value: string): readonly EngineName[] {
  const names = value.split(",").map((name) => engineNames.find((engine) => engine === name));
  const found = names.filter((name) => name !== undefined);
  if (found.length !== 2 || names.length !== 2 || found[0] === found[1])
    throw new InvalidArgumentError(`Expected two of ${engineNames.join(", ")}, a comma between.`);
  return found;
}

const help = `
Hashes, outcomes and circumstances come from the records. Files are compared as far as both targets still have what the
run left: each step's layer where there are checkpoints, else the root. To have both, run with two --target folders. A
machine (qemu, embedded) keeps its files to itself: of it outcomes of steps and checksums are compared, and with --engines
the other one runs for x86, too, if nothing else is said.
Exit status: 0 both made the same, 1 something differs, 2 wrong usage.`;

async function compare(given: readonly (string | undefined)[], options: Options): Promise<number> {
  const names = given.filter((name) => name !== undefined);
  if (names.length !== (options.engines === undefined ? 2 : 0)) {
    complain(
      options.engines === undefined ? "name two runs, or --engines" : "--engines makes the runs: name none",
    );
    return exitStatus.usage;
  }
  const runs =
    options.engines === undefined ? await named(names, options) : await made(options.engines, options);
  if (typeof runs === "number") return runs;
  const [a, b] = runs;
  try {
    const comparison = await compareRuns(nodeMachine, a, b);
    const lines =
      options.format === "json"
        ? [jsonLine({ a: a.id, b: b.id, ...comparison })]
        : [runLine(a), runLine(b), ...comparisonLines(comparison)].map(printable);
    for (const line of lines) process.stdout.write(`${line}\n`);
    return isSame(comparison) ? exitStatus.good : exitStatus.findings;
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    complain(error.message);
    return exitStatus.findings;
  }
}

type Two = readonly [RunRecord, RunRecord];

/** The runs that were named, or the exit status where there are none. */
async function named(names: readonly string[], { tree: given }: Options): Promise<Two | number> {
  const tree = await openTreeQuietly(given);
  const runs: RunRecord[] = [];
  for (const name of names) {
    const run = await findRun(nodeMachine, tree?.root, name);
    if (typeof run === "string") {
      complain(run);
      return exitStatus.usage;
    }
    runs.push(run);
  }
  return runs as unknown as Two;
}

/** Runs the tree once on each engine; how it comes out is to be compared, too. */
async function made(names: readonly EngineName[], options: Options): Promise<Two | number> {
  const { signal, done } = abortOnSignals();
  const { tree, arch, config, set, until } = options;
  const runs: RunRecord[] = [];
  // A machine is one of x86 unless somebody says otherwise, and other programs cannot be compared with its own.
  const chosen = arch !== undefined || config !== undefined || set !== undefined;
  const shared = !chosen && names.some((name) => name === "qemu" || name === "embedded") ? "x86" : arch;
  try {
    for (const engine of names) {
      const request = await runRequest(
        nodeMachine,
        tree,
        {
          ...usual,
          engine,
          ...(shared !== undefined && { arch: shared }),
          ...(config !== undefined && { config }),
          ...(set !== undefined && { set }),
          ...(until !== undefined && { until }),
        },
        signal,
      );
      const target = `${request.target}-${engine}`;
      // What the runs tell is beside the result.
      const report = new TextReporter(process.stderr, process.stderr).report;
      const status = await runBootstrap(nodeMachine, { ...request, target }, report);
      if (status === "interrupted") return exitStatus.interrupted;
      const run = await findRun(nodeMachine, undefined, target);
      if (typeof run === "string") {
        complain(run);
        return exitStatus.findings;
      }
      runs.push(run);
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    complain(error.message);
    return exitStatus.usage;
  } finally {
    done();
  }
  return runs as unknown as Two;
}
