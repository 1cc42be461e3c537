import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import { engineNames } from "@bootstrappable/core/runs/engines/choose";
import type { Reporter } from "@bootstrappable/core/runs/events";
import { runBootstrap } from "@bootstrappable/core/runs/run";
import { architectures } from "@bootstrappable/core/tree/configuration";
import { Command, Option } from "commander";
import { exitStatus } from "../exitStatus";
import { complain } from "../report";
import { abortOnSignals } from "../run/interruption";
import { printChanges, printCheckpoints } from "../run/checkpoints";
import { elevatorFor, runElevated } from "../run/elevated";
import { pauseOnSignals } from "../run/pausing";
import { addContentOptions, addRootfsOptions, anyMirror, positiveSize } from "../rootfsOptions";
import { addReportOptions, reportRun, seconds, statuses, type ReportOptions } from "../run/reporting";
import { fetchFirst } from "../run/fetchFirst";
import { servedMirrors, whileServing } from "../run/mirrors";
import type { RunOptions } from "../run/options";
import { runRequest } from "../run/request";
import { UsageError } from "../run/usageError";
import { complainOf } from "../run/problem";
import { collect, type SetStatus } from "./command";

interface Options extends RunOptions, ReportOptions {
  readonly fetch?: boolean;
}

export function runCommand(setStatus: SetStatus): Command {
  const command = addContentOptions(addRootfsOptions(new Command("run"), anyMirror))
    .description("run a bootstrap in a sandbox: the seed phase, then every step of the manifest")
    .argument("[tree]", "a folder of the bootstrap tree", ".")
    .addOption(
      new Option(
        "--arch <arch>",
        "architecture to start from; else the machine's own, if the tree has it, and x86 in qemu and embedded",
      ).choices(architectures),
    )
    .option(
      "--target <folder>",
      "where the root file system and the log go; else a folder in the user's cache",
    )
    .addOption(
      new Option("--engine <engine>", "how the sandbox is made")
        .choices(["auto", ...engineNames])
        .default("auto"),
    )
    .option(
      "--until <step>",
      "stop after this step: its number, NAME (its last pass), NAME:PASS, as --list-checkpoints calls it, or seed",
    )
    .option(
      "--from <step>",
      "begin with this step (NAME: its first pass), on the checkpoints of an earlier run; what has none runs first",
    )
    .option("--resume", "begin with the first step that has no checkpoint, or changed since it was made")
    .option("--only <step>", "run this step alone, on the checkpoint of the step before")
    .option("--list-checkpoints", "tell which steps have a checkpoint, and run nothing")
    .option(
      "--changes <step>",
      "tell what a step has added (+), changed (~) and removed (-), and run nothing",
    )
    .option(
      "--no-checkpoints",
      "run in one folder instead of a layer for each step, in qemu without keeping its state; the result is the same",
    )
    .option(
      "--checkpoint-interval <seconds>",
      "qemu: keep the machine's state where a step begins so long after the last time; 0 for each step",
      seconds,
      60,
    )
    .option("--config <file>", "a bootstrap.cfg to start from")
    .option("--set <name=value>", "set a variable of bootstrap.cfg", collect)
    .option("--no-create-config", "leave bootstrap.cfg empty: the tree's configurator asks for all of it")
    .option(
      "--early-preseed <tar>",
      "begin behind the kaem era, in a root that was packed when its steps were done",
    )
    .option("--fetch", "download the distfiles first that are missing, into distfiles/ of the tree")
    .option("--network", "let the steps use this machine's network")
    .option("--tmpfs", "mount a tmpfs on the target, which stays there; only root may")
    .option("--tmpfs-size <size>", "its size, in MiB, or with G (default: 8G)", positiveSize)
    .option("--keep", "keep the root file system of the run before, as root.1, root.2, …")
    .option(
      "--idle-timeout <seconds>",
      "give up when nothing is printed for so long; 0 for never",
      seconds,
      1800,
    )
    .option(
      "--spin-timeout <seconds>",
      "give up a seed that has read a file which does not exist for so long; 0 for never",
      seconds,
      10,
    )
    .option(
      "--jump-timeout <seconds>",
      "qemu, embedded: give up when nothing is heard for so long after a jump into another kernel, a panic or a prompt; 0 for never",
      seconds,
      60,
    )
    .addOption(
      new Option(
        "--accel <accelerator>",
        "qemu: how it runs; auto tries KVM, and goes on without where it fails",
      )
        .choices(["auto", "kvm", "tcg"])
        .default("auto"),
    )
    .option("--qemu-cmd <program>", "qemu: the program", "qemu-system-x86_64")
    .option("--qemu-ram <size>", "qemu: memory of the machine, in MiB, or with G", positiveSize, 4096)
    .option("--size <size>", "qemu: least length of its disk, in MiB, or with G", positiveSize, 16_384)
    .option("--kernel <file>", "qemu: a kernel that boots it instead of builder-hex0");
  return addReportOptions(command)
    .addHelpText("after", help)
    .action(async (tree: string, options: Options) => setStatus(await run(tree, options)));
}

const help = `
Exit status: 0 all steps done and all checksums right, 1 a failure, 2 wrong usage, 130 interrupted
(also when whoever reads the output goes away).
Ctrl-Z pauses a run, every process of it, and fg goes on; so do the signals USR2 and CONT. Times are told without pauses.
The tree is only read: a run works on a copy, in root below the target folder, and keeps its whole output in log there.
It writes a bootstrap.cfg of its own, as rootfs.py does: steps/bootstrap.cfg of the tree counts where --config names it.
A run begins from the seed and empties its target first, unless --from, --only or --resume is given. Then steps before
that one do not run again as long as their checkpoints, which are in layers below the target folder, are up to date: a
checkpoint is as long as nothing changed that its step or one before depends on (scripts, distfiles, configuration,
engine). A change to one step so costs that step and those behind it. After an interruption there is no root; --resume
goes on.
A machine in QEMU keeps its whole state, memory and disks, where a step begins, at the earliest --checkpoint-interval after
the last time, and within a step after five times that, but takes no more than a twentieth of the time for it; eight of
those of beginnings stay, 16 GiB at most, in machine below the target folder. They hold for the same image, machine and
QEMU only: after an edit --from is refused, and --resume begins anew.`;

async function run(tree: string, options: Options): Promise<number> {
  const { signal, abort, done } = abortOnSignals();
  const { pause, done: neverPaused } = pauseOnSignals();
  try {
    const { flags, folders } = await servedMirrors(nodeMachine, options);
    const request = { ...(await runRequest(nodeMachine, tree, flags, signal)), pause };
    if (options.listCheckpoints === true) return await printCheckpoints(nodeMachine, request, options.format);
    if (options.changes !== undefined) return await printChanges(nodeMachine, request, options.format);
    if (options.fetch === true) {
      const fetched = await fetchFirst(request, options);
      if (fetched !== exitStatus.good) return fetched;
    }
    return await reportRun(options, { abort, pause }, async (report, pending) => {
      const elevator = await elevatorFor(nodeMachine, request);
      if (elevator === undefined) {
        const told = request.input === true && pending !== undefined ? { ...request, pending } : request;
        const heard = untilAnswersEnd(report, abort);
        return whileServing(folders, async () => statuses[await runBootstrap(nodeMachine, told, heard)]);
      }
      const status = await runElevated(nodeMachine, request, elevator, report);
      return status === undefined ? exitStatus.findings : statuses[status];
    });
  } catch (error) {
    if (!(error instanceof UsageError)) return complainOf(error);
    complain(error.message);
    return exitStatus.usage;
  } finally {
    done();
    neverPaused();
  }
}

/**
 * seed/configurator.c begins again when its input ends before it knows enough; at the end of a file it does so for ever, and
 * what it prints fills the disk.
 */
function untilAnswersEnd(report: Reporter, abort: () => void): Reporter {
  if (process.stdin.isTTY) return report;
  return (event) => {
    if (event.type === "output" && event.text.startsWith("I'm going to re-exec myself")) {
      complain("standard input has ended before the configurator knew enough");
      abort();
    }
    return report(event);
  };
}
