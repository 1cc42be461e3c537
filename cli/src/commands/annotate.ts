import path from "node:path";
import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import { readPieces } from "@bootstrappable/core/platform/node/readPieces";
import { DiskError } from "@bootstrappable/core/platform/disk";
import { annotateLog, type LogEnded, type LogEvent } from "@bootstrappable/core/runs/annotate";
import { configurationOfLog, openLog } from "@bootstrappable/core/runs/logs/logConfiguration";
import { architectures, withValues, type Architecture } from "@bootstrappable/core/tree/configuration";
import { Command, InvalidArgumentError, Option } from "commander";
import { AnnotatedText } from "../annotate/textReporter";
import { chosenConfiguration, configOption, setOption, type ConfigurationOptions } from "../configuration";
import { exitStatus } from "../exitStatus";
import { complain, type Format } from "../report";
import { descriptor } from "../run/descriptor";
import { jsonLines } from "../run/jsonReporter";
import { readRecordAt } from "../run/findRun";
import { openTree, openTreeQuietly } from "../tree";
import { formatOption, type SetStatus } from "./command";
import { absolutePath } from "../paths";

interface Options extends Omit<ConfigurationOptions, "arch"> {
  readonly arch?: Architecture;
  readonly tree?: string;
  readonly format: Format;
  readonly eventsFd?: number;
  readonly eventLines?: number;
}

const statuses: Readonly<Record<LogEnded["status"], number>> = {
  good: exitStatus.good,
  failed: exitStatus.findings,
  unfinished: exitStatus.good,
};

export function annotateCommand(setStatus: SetStatus): Command {
  return new Command("annotate")
    .description(
      "tell of each line of a bootstrap's log which script and line it comes from, and what failed where",
    )
    .argument(
      "<log>",
      "a log: of a run, of chroot, of QEMU's serial console, of rootfs.py; - for standard input",
    )
    .option(
      "--tree <folder>",
      "the tree that the log is of; else the one that the working folder lies in, or that of the run which left the log",
    )
    .addOption(
      new Option("--arch <arch>", "architecture of the bootstrap; else as the log tells").choices(
        architectures,
      ),
    )
    .addOption(configOption())
    .addOption(setOption())
    .addOption(formatOption())
    .option(
      "--events-fd <number>",
      "write the events to this file descriptor, too, as JSON lines",
      descriptor,
    )
    .option(
      "--event-lines <number>",
      "of events that tell of single lines, write so many to the descriptor at most",
      wholeNumber,
    )
    .addHelpText("after", help)
    .action(async (log: string, options: Options) => setStatus(await annotate(log, options)));
}

const help = `
Lines that a serial console has broken at 80 columns are put together, its escape codes are left out, times in front of
lines (of CI services, of ts) are read. The configuration is the log's own where it tells one. Nothing is run.
Exit status: 0 the log tells of no failure, 1 it does, 2 wrong usage.`;

async function annotate(given: string, options: Options): Promise<number> {
  const opened = await openTree(options.tree ?? (await treeOfLog(given)));
  if (opened === undefined) return exitStatus.usage;
  const { tree } = opened;
  // A log's lines name the same files again and again.
  const workspace = opened.workspace.held();
  const file = given === "-" ? undefined : absolutePath(given);
  try {
    const log = await openLog(file === undefined ? process.stdin : readPieces(file, 0), file !== undefined);
    const configuration =
      options.config === undefined
        ? withValues(await configurationOfLog(log.head, tree, workspace, options.arch), options.set)
        : await chosenConfiguration({ ...options, arch: options.arch ?? log.head.architecture ?? "x86" });
    if (configuration === undefined) return exitStatus.usage;
    const text = new AnnotatedText(process.stdout, process.stderr);
    const print = options.format === "json" ? jsonLines(process.stdout) : text.report;
    const tell = options.eventsFd === undefined ? undefined : jsonLines(options.eventsFd);
    let left = options.eventLines ?? Infinity;
    const report: Report = async (event) => {
      await print(event);
      // Whoever listens has the log itself: its lines need not be sent.
      if (event.type === "output" && event.location === undefined) return;
      if (ofLines.has(event.type) && left-- <= 0) return;
      await tell?.(event);
    };
    const request = { tree, workspace, configuration, pieces: log.pieces, log: file };
    return statuses[await annotateLog(request, tell === undefined ? print : report)];
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    complain(error.message);
    return exitStatus.usage;
  }
}

/** The tree that a log is of, if nobody says: the working folder's, else that of the record which a run leaves beside its log. */
async function treeOfLog(given: string): Promise<string> {
  if (given === "-" || (await openTreeQuietly(".")) !== undefined) return ".";
  const record = await readRecordAt(nodeMachine, `${path.dirname(absolutePath(given))}/record.json`);
  return record?.tree ?? ".";
}

/** What there is of about as many as of the log's lines. */
const ofLines: ReadonlySet<LogEvent["type"]> = new Set(["command", "output", "checksum"]);

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new InvalidArgumentError("It must be a whole number of nine digits at most.");
  return Number(text);
}

type Report = (event: LogEvent) => void | Promise<void>;
