import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import { inStateOf, type KeptState } from "@bootstrappable/core/runs/checkpoints/look";
import { engineNames } from "@bootstrappable/core/runs/engines/choose";
import { OpenState } from "@bootstrappable/core/runs/shell";
import { stepTitle } from "@bootstrappable/core/runs/steps";
import { architectures } from "@bootstrappable/core/tree/configuration";
import { Command, Option } from "commander";
import { exitStatus } from "../exitStatus";
import { complain, printable } from "../report";
import { complainOf } from "../run/problem";
import { prompt } from "../run/prompt";
import type { RunOptions } from "../run/options";
import { runRequest, usual } from "../run/request";
import { UsageError } from "../run/usageError";
import { collect, type SetStatus } from "./command";

type Options = Pick<RunOptions, "arch" | "target" | "engine" | "config" | "set" | "network"> & {
  readonly step?: string;
  readonly failed?: boolean;
};

export function shellCommand(setStatus: SetStatus): Command {
  return new Command("shell")
    .description("open a shell in the state that a step of a run has left, in the engine's sandbox")
    .argument("[tree]", "a folder of the bootstrap tree", ".")
    .option(
      "--step <step>",
      "the step: its number, NAME (its last pass), NAME:PASS, or seed; else the last one that has a checkpoint up to date",
    )
    .option("--failed", "the state that the last failed step has left")
    .addOption(new Option("--arch <arch>", "as of run").choices(architectures))
    .option("--target <folder>", "as of run")
    .addOption(new Option("--engine <engine>", "as of run").choices(["auto", ...engineNames]).default("auto"))
    .option("--config <file>", "as of run")
    .option("--set <name=value>", "as of run", collect)
    .option("--network", "as of run")
    .addHelpText("after", help)
    .action(async (tree: string, options: Options) => setStatus(await shell(tree, options)));
}

const help = `
It needs the step's checkpoint, and keeps runs out of the target while it is open. What is done in it goes to a layer that
is thrown away. The shell is the state's own bash or sh; before there is one, a busybox of this machine's that is linked
statically, in /.bootstrappable; where there is none, each line is run as a command by itself.
Exit status: that of the last command.`;

async function shell(tree: string, options: Options): Promise<number> {
  const { step, failed = false, ...others } = options;
  const signal = new AbortController().signal;
  if (failed && step !== undefined) {
    complain("--failed and --step contradict each other");
    return exitStatus.usage;
  }
  try {
    const wanted = failed || step === undefined ? {} : { step };
    const request = await runRequest(nodeMachine, tree, { ...usual, ...others, ...wanted }, signal);
    return await inStateOf(nodeMachine, request, failed, async (kept) => {
      const state = new OpenState(nodeMachine, kept, request.network);
      // A Ctrl-C is for what runs in there.
      const ignore = () => undefined;
      process.on("SIGINT", ignore);
      try {
        await state.open();
        if (step === undefined) say(whichState(kept, failed));
        return await inShell(state);
      } finally {
        await state.close();
        process.off("SIGINT", ignore);
      }
    });
  } catch (error) {
    if (error instanceof UsageError) {
      complain(error.message);
      return exitStatus.usage;
    }
    return complainOf(error);
  }
}

const say = (text: string) => process.stdout.write(`${printable(text)}\n`);

/** Which state it is, for somebody who has not named one. */
function whichState({ step, failedSince }: KeptState, failed: boolean): string {
  const title = stepTitle(step);
  if (failed) return `This is what ${title} has left, which failed.`;
  const more = failedSince ? " What the step behind it has left, which failed, --failed opens." : "";
  return `This is the state behind ${title}, the last that is up to date.${more}`;
}

async function inShell(state: OpenState): Promise<number> {
  const found = await state.shell();
  if (found.kind === "none") {
    say(
      "No shell is built yet in this state, and this machine has no busybox that is linked statically to lend",
    );
    say("(Debian, Ubuntu: busybox-static). Each line is one command; cd and exit are known.");
    return prompt(state);
  }
  if (found.kind === "lent")
    say("No shell is built yet in this state: this machine lends its busybox, which no step will see.");
  say("What is done here is thrown away at the end.");
  return state.run(found.program, found.args, "/");
}
