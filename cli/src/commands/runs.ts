import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import { RecordStore } from "@bootstrappable/core/runs/record/store";
import { runWords } from "@bootstrappable/core/runs/record/words";
import { Command } from "commander";
import { exitStatus } from "../exitStatus";
import { jsonLine, printable, type Format } from "../report";
import { runLine } from "../run/words";
import { openTree } from "../tree";
import { formatOption, type SetStatus } from "./command";

export function runsCommand(setStatus: SetStatus): Command {
  return new Command("runs")
    .description("list the runs of a tree that are kept, and those that are going on, the newest first")
    .argument("[tree]", "a folder of the bootstrap tree", ".")
    .addOption(formatOption())
    .addHelpText("after", "\nIn JSON, each line is the whole record of a run.")
    .action(async (given: string, { format }: { readonly format: Format }) =>
      setStatus(await list(given, format)),
    );
}

async function list(given: string, format: Format): Promise<number> {
  const opened = await openTree(given);
  if (opened === undefined) return exitStatus.findings;
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
