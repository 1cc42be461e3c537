import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import { removeTarget, usualTargets, type RemovedTarget } from "@bootstrappable/core/runs/target/remove";
import { Command } from "commander";
import path from "node:path";
import { byteCount } from "@bootstrappable/core/text/amounts";
import { exitStatus } from "../exitStatus";
import { absolutePath } from "../paths";
import { complain, jsonLine, printable, type Format } from "../report";
import { readRecordAt } from "../run/findRun";
import { abortOnSignals } from "../run/interruption";
import { complainOf } from "../run/problem";
import { openTree } from "../tree";
import { collect, formatOption, type SetStatus } from "./command";

interface Options {
  readonly target?: readonly string[];
  readonly all?: boolean;
  readonly dryRun?: boolean;
  readonly format: Format;
}

/** A target, and the tree that it was made for where somebody knows that. */
interface Found {
  readonly path: string;
  readonly tree: string | undefined;
}

export function cleanCommand(setStatus: SetStatus): Command {
  return new Command("clean")
    .description("remove what runs of a tree have left: root file systems, checkpoints, logs")
    .argument("[tree]", "a folder of the bootstrap tree", ".")
    .option("--target <folder>", "this target folder instead, of whatever tree; may be repeated", collect)
    .option("--all", "the target folders of all trees in the user's cache, of trees that are gone, too")
    .option("--dry-run", "tell what would be removed, and how much room it takes, and remove nothing")
    .addOption(formatOption())
    .addHelpText("after", help)
    .action(async (given: string, options: Options) => setStatus(await clean(given, options)));
}

const help = `
Without --target it is about the target folders of the tree in the user's cache. Only a folder that a run has made and
marked is removed, in which no run is at work and nothing is mounted; no link is followed, and what somebody has put there
stays, and the folder with it. The tree itself and the records of its runs stay (runs --remove removes one of those).
Exit status: 0 all removed, or nothing was there; 1 something was not; 2 wrong usage; 130 interrupted.`;

async function clean(given: string, options: Options): Promise<number> {
  if (options.target !== undefined && options.all === true) {
    complain("--target and --all contradict each other");
    return exitStatus.usage;
  }
  const { signal, done } = abortOnSignals();
  try {
    const targets = await targetsOf(given, options);
    if (targets === undefined) return exitStatus.usage;
    return await removeAll(targets, options, signal);
  } finally {
    done();
  }
}

async function removeAll(
  targets: readonly Found[],
  { dryRun, format, target: named }: Options,
  signal: AbortSignal,
): Promise<number> {
  const dry = dryRun === true;
  let [status, count, total]: [number, number, number] = [exitStatus.good, 0, 0];
  for (const { path: target, tree } of targets) {
    try {
      const removed = await removeTarget(nodeMachine, { path: target, tree, dry, signal });
      // The folder with a tree's targets is nothing without them.
      if (!dry && named === undefined) await nodeMachine.disk.removeEmpty(path.posix.dirname(target));
      count++;
      total += removed.bytes;
      tell(target, removed, dry, format);
    } catch (error) {
      if (signal.aborted) return exitStatus.interrupted;
      status = complainOf(error);
    }
  }
  if (format === "text" && targets.length === 0) process.stdout.write("Nothing is there to be removed.\n");
  if (format === "text" && count > 1) process.stdout.write(`${byteCount(total)} in all.\n`);
  return status;
}

function tell(target: string, { bytes, left }: RemovedTarget, dry: boolean, format: Format): void {
  if (format === "json") {
    process.stdout.write(`${jsonLine({ target, bytes, left, removed: !dry })}\n`);
    return;
  }
  const verb = dry ? "would be removed" : "is removed";
  const rest =
    left.length === 0
      ? ""
      : `; ${left.join(", ")} in it ${left.length === 1 ? "is" : "are"} no run's, and stay${left.length === 1 ? "s" : ""}`;
  process.stdout.write(printable(`${target} ${verb}: ${byteCount(bytes)}${rest}`) + "\n");
}

/** The targets that somebody means; undefined, and said, where the tree is none. */
async function targetsOf(given: string, { target, all }: Options): Promise<readonly Found[] | undefined> {
  if (target !== undefined)
    return Promise.all(
      target.map(async (each) => {
        const folder = absolutePath(each);
        const record = await readRecordAt(nodeMachine, path.posix.join(folder, "record.json"));
        return { path: folder, tree: record?.tree };
      }),
    );
  if (all === true) return (await usualTargets(nodeMachine)).map((each) => ({ path: each, tree: undefined }));
  const opened = await openTree(given);
  if (opened === undefined) return undefined;
  const { root } = opened.tree;
  return (await usualTargets(nodeMachine, root)).map((each) => ({ path: each, tree: root }));
}
