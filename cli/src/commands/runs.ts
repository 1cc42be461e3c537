import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import { forgetRun } from "@bootstrappable/core/runs/record/forget";
import { RecordStore } from "@bootstrappable/core/runs/record/store";
import { runWords } from "@bootstrappable/core/runs/record/words";
import { Command } from "commander";
import { exitStatus } from "../exitStatus";
import { complain, jsonLine, printable, type Format } from "../report";
import { runLine } from "../run/words";
import { complainOf } from "../run/problem";
import { openTree } from "../tree";
import { formatOption, type SetStatus } from "./command";

export function runsCommand(setStatus: SetStatus): Command {
  return new Command("runs")
    .description("list the runs of a tree that are kept, and those that are going on, the newest first")
    .argument("[tree]", "a folder of the bootstrap tree", ".")
    .option(
      "--remove <run>",
      "remove what is kept of a run (its id, or last, last~1, …), and its log where that is left",
    )
    .addOption(formatOption())
    .addHelpText("after", "\nIn JSON, each line is the whole record of a run.")
    .action(
      async (given: string, { format, remove }: { readonly format: Format; readonly remove?: string }) =>
        setStatus(await (remove === undefined ? list(given, format) : forget(given, remove))),
    );
}

async function forget(given: string, run: string): Promise<number> {
  const opened = await openTree(given);
  if (opened === undefined) return exitStatus.usage;
  const { root } = opened.tree;
  const all = await new RecordStore(nodeMachine).of(root);
  const back = /^last(?:~(\d{1,4}))?$/.exec(run);
  const record = back === null ? all.find(({ id }) => id === run) : all[Number(back[1] ?? 0)];
  if (record === undefined) {
    complain(`${run}: no run of ${root} that is kept and has ended has this id`);
    return exitStatus.usage;
  }
  try {
    await forgetRun(nodeMachine, record);
    return exitStatus.good;
  } catch (error) {
    return complainOf(error);
  }
}

async function list(given: string, format: Format): Promise<number> {
  const opened = await openTree(given);
  if (opened === undefined) return exitStatus.usage;
  const store = new RecordStore(nodeMachine);
  const { root } = opened.tree;
  const running = await store.running(root);
  const ended = await store.of(root);
  const lines =
    format === "json"
      ? [...running, ...ended].map(jsonLine)
      : [
          ...running.map(
            (run) =>
              `${run.id}  ${runWords(run)}: ${run.paused === true ? "paused" : "running"} in process ${run.process?.id}`,
          ),
          ...ended.map(runLine),
        ].map(printable);
  for (const line of lines) process.stdout.write(`${line}\n`);
  return exitStatus.good;
}
