import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import type { RunRequest } from "@bootstrappable/core/runs/request";
import { runBootstrap } from "@bootstrappable/core/runs/run";
import { rootfsArguments, type RootfsArguments } from "@bootstrappable/core/runs/script/rootfsArguments";
import { defaultTarget } from "@bootstrappable/core/runs/target/path";
import { makePlan } from "@bootstrappable/core/tree/plan";
import { rootfsConfiguration } from "@bootstrappable/core/tree/rootfsConfiguration";
import type { Tree } from "@bootstrappable/core/tree/tree";
import type { Workspace } from "@bootstrappable/core/tree/workspace";
import { Command } from "commander";
import { exitStatus } from "../exitStatus";
import { complain } from "../report";
import { abortOnSignals } from "../run/interruption";
import { pauseOnSignals } from "../run/pausing";
import { addReportOptions, reportRun, seconds, statuses, type ReportOptions } from "../run/reporting";
import { complainOf } from "../run/problem";
import { openTree } from "../tree";
import { version } from "../version";
import type { SetStatus } from "./command";

interface Options extends ReportOptions {
  readonly tree: string;
  readonly idleTimeout: number;
  readonly python: string;
}

export function rootfsCommand(setStatus: SetStatus): Command {
  const command = new Command("rootfs")
    .description("run the tree's own rootfs.py, and understand what it prints as run does")
    .argument("[words...]", "what rootfs.py is to be told, behind --")
    .option("--tree <folder>", "a folder of the bootstrap tree", ".")
    .option("--python <program>", "the Python that reads it", "python3")
    .option(
      "--idle-timeout <seconds>",
      "give up when nothing is printed for so long; 0 for never",
      seconds,
      1800,
    );
  return addReportOptions(command)
    .addHelpText("after", help)
    .action(async (words: readonly string[], options: Options) => setStatus(await rootfs(words, options)));
}

const help = `
For example: bootstrappable rootfs -- --bwrap --mirrors https://example.org/distfiles
What it does is its own affair: it downloads, writes steps/bootstrap.cfg and distfiles/ of the tree, fills its own --target,
and asks sudo for root, which has to give it without a password, since the script has no terminal. Its end ends what
it started and what has not begun a session of its own. The log and the record are kept as those of run.
Exit status: 0 the bootstrap is done and all checksums right, 1 a failure, 2 wrong usage, 130 interrupted.`;

async function rootfs(words: readonly string[], options: Options): Promise<number> {
  const opened = await openTree(options.tree);
  if (opened === undefined) return exitStatus.usage;
  const { tree, workspace } = opened;
  if ((await workspace.files.kind(`${tree.root}/rootfs.py`)) !== "file") {
    complain(`${tree.root} has no rootfs.py`);
    return exitStatus.usage;
  }
  const interpreter = options.python.includes("/")
    ? path.resolve(options.python)
    : await nodeMachine.processes.find(options.python);
  if (interpreter === undefined) {
    complain(
      `there is no ${options.python} here, which rootfs.py is written for (Debian: apt install python3 python3-requests); bootstrappable run needs none`,
    );
    return exitStatus.findings;
  }
  const asked = rootfsArguments(words);
  if (asked.mode === undefined || asked.mode === "bare-metal") return alone(interpreter, words, tree);
  const { signal, abort, done } = abortOnSignals();
  const { pause, done: neverPaused } = pauseOnSignals();
  try {
    const request = await requestOf(tree, workspace, { interpreter, words, asked, signal }, options);
    return await reportRun(options, { abort, pause }, async (report) => {
      return statuses[await runBootstrap(nodeMachine, { ...request, pause }, report)];
    });
  } catch (error) {
    return complainOf(error);
  } finally {
    done();
    neverPaused();
  }
}

/** Nothing is booted or entered: there is nothing to understand in what it says. */
async function alone(interpreter: string, words: readonly string[], { root }: Tree): Promise<number> {
  // At a terminal a Ctrl-C reaches all of it by itself; elsewhere its programs are to end with it, too.
  const detached = !process.stdin.isTTY;
  const child = spawn(interpreter, ["rootfs.py", ...words], { cwd: root, stdio: "inherit", detached });
  const passOn = (signal: NodeJS.Signals) => {
    if (child.pid === undefined || (signal === "SIGINT" && !detached)) return;
    try {
      process.kill(detached ? -child.pid : child.pid, signal);
    } catch {
      // It has ended meanwhile.
    }
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, passOn);
  try {
    const [status] = (await once(child, "close")) as [number | null];
    return status === 0 ? exitStatus.good : status === null ? exitStatus.interrupted : exitStatus.findings;
  } catch (error) {
    complain(String(error));
    return exitStatus.findings;
  } finally {
    for (const signal of signals) process.off(signal, passOn);
  }
}

async function requestOf(
  tree: Tree,
  workspace: Workspace,
  script: {
    readonly interpreter: string;
    readonly words: readonly string[];
    readonly asked: RootfsArguments;
    readonly signal: AbortSignal;
  },
  { idleTimeout }: Options,
): Promise<RunRequest> {
  const { interpreter, words, asked, signal } = script;
  const configuration = rootfsConfiguration(asked.architecture, asked.options);
  const boots = asked.mode === "qemu";
  const environment = new Map(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  );
  // Else what it prints comes late, behind what its programs print.
  environment.set("PYTHONUNBUFFERED", "1");
  return {
    ...{ tree, workspace, configuration, signal },
    plan: await makePlan(tree, workspace, configuration),
    engine: "auto",
    script: {
      interpreter,
      words: ["rootfs.py", ...words],
      environment,
      root: boots ? undefined : path.resolve(tree.root, asked.target),
      boots,
      lingers: asked.serves,
    },
    target: await defaultTarget(nodeMachine, tree.root, "rootfs.py"),
    ...{ keep: false, until: undefined, from: undefined, only: false, checkpoints: false, network: true },
    idleTimeout: idleTimeout * 1000,
    tools: { bootstrappable: version, node: process.versions.node },
  };
}
