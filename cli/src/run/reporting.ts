import type { Pause } from "@bootstrappable/core/runs/pause";
import type { Reporter } from "@bootstrappable/core/runs/events";
import type { RunStatus } from "@bootstrappable/core/runs/sessionParts";
import { InvalidArgumentError, Option, type Command } from "commander";
import { formatOption } from "../commands/command";
import { exitStatus } from "../exitStatus";
import { whenReaderGoes } from "../readerGone";
import type { Format } from "../report";
import { Attendance } from "./attendance";
import { descriptor } from "./descriptor";
import { jsonLines } from "./jsonReporter";
import { obeyStandardInput } from "./pausing";
import { TextReporter } from "./textReporter";

/** The options of commands that run something: how it is told. */
export interface ReportOptions {
  readonly format: Format;
  readonly eventsFd?: number;
  readonly lifeline?: boolean;
  /** Seconds. */
  readonly rejoin?: number;
  readonly thin?: boolean;
}

export const statuses: Readonly<Record<RunStatus, number>> = {
  good: exitStatus.good,
  failed: exitStatus.findings,
  interrupted: exitStatus.interrupted,
};

export function addReportOptions(command: Command): Command {
  return command
    .addOption(formatOption())
    .option(
      "--events-fd <number>",
      "write the events to this file descriptor, too, as JSON lines; lines of output that say nothing of a place are left out",
      descriptor,
    )
    .addOption(
      new Option(
        "--lifeline",
        "go by the lines pause, continue and cancel of standard input, and end the run when it ends",
      ).hideHelp(),
    )
    .addOption(
      new Option(
        "--rejoin <seconds>",
        "with --lifeline: when that has ended, go on for so long, and until then be reached by the address in the first event",
      )
        .argParser(seconds)
        .hideHelp(),
    )
    .addOption(new Option("--thin", "leave out lines of output that are too many to read").hideHelp());
}

/** Seconds of the longest time that a timer of this process can have, some 24 days. */
const longest = 2_000_000;

/** An option's value that is a number of seconds. */
export function seconds(value: string): number {
  const number = Number(value);
  if (!/^\d+(\.\d+)?$/.test(value) || number > longest)
    throw new InvalidArgumentError(`It must be a number of seconds, ${longest} at most.`);
  return number;
}

/**
 * Does something whose events are told as the options want it. It is aborted when whoever reads them goes away, and with
 * a lifeline when that ends; where that can be rejoined, not before nobody has come for the time that the options say.
 */
export async function reportRun<Result>(
  options: ReportOptions,
  control: { readonly abort: () => void; readonly pause: Pause },
  act: (report: Reporter, pending: ((text: string) => void) | undefined) => Promise<Result>,
): Promise<Result> {
  const attendance =
    options.lifeline === true && options.rejoin !== undefined
      ? await Attendance.open(control, options.rejoin * 1000)
      : undefined;
  const left = attendance?.starterLeft ?? control.abort;
  const gone = new Promise<void>((resolve) => {
    whenReaderGoes(() => {
      left();
      resolve();
    });
  });
  if (options.lifeline === true) obeyStandardInput(control, left);
  const thin = { thin: options.thin === true };
  const [out, errors] = [process.stdout, process.stderr].map((stream) => attendance?.words(stream) ?? stream);
  const text = options.format === "json" ? undefined : new TextReporter(out!, errors!, thin);
  const told = text === undefined ? jsonLines(process.stdout) : text.report;
  const events = options.eventsFd === undefined ? undefined : jsonLines(options.eventsFd);
  if (attendance !== undefined) void events?.(attendance.reachable);
  const reporters = [
    attendance === undefined || text === undefined ? until(gone, told) : told,
    ...(events === undefined ? [] : [speaking(events)]),
    ...(attendance === undefined ? [] : [speaking(attendance.report)]),
  ];
  try {
    return await act(together(reporters), text?.pending);
  } finally {
    await attendance?.close();
  }
}

/** A reporter that tells nothing more, and keeps nobody waiting, once its reader has gone. */
function until(gone: Promise<void>, report: Reporter): Reporter {
  let open = true;
  void gone.then(() => (open = false));
  return (event) => {
    const pause = open ? report(event) : undefined;
    return pause && Promise.race([pause, gone]);
  };
}

/** A reporter that is not told of lines of output, of which there may be millions, but of those that have a place. */
function speaking(report: Reporter): Reporter {
  return (event) => (event.type !== "output" || event.location !== undefined ? report(event) : undefined);
}

/** One reporter that tells them all, and waits for those that are behind. */
function together(reporters: readonly Reporter[]): Reporter {
  return (event) => {
    const pauses = reporters.map((report) => report(event)).filter((pause) => pause !== undefined);
    return pauses.length === 0 ? undefined : Promise.all(pauses).then(() => undefined);
  };
}
