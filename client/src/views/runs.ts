import path from "node:path";
import type { Run, RunBook } from "../runs/book";
import { duration, stepWords } from "../runs/words";
import { NodeView, type Node } from "./nodes";
import { statusIcon } from "./statusIcons";

/** The view *Runs*: the runs of this session, newest first. */
export class RunsView extends NodeView {
  constructor(private readonly book: RunBook) {
    super();
    this.subscriptions.push(book.onChanged(() => this.refresh()));
  }

  nodes(): Promise<readonly Node[]> {
    return Promise.resolve(this.book.runs.map((run) => runNode(run)));
  }
}

function runNode(run: Run): Node {
  const records = [...run.steps.values()].filter(({ step }) => step.number > 0);
  const done = records.filter(({ status }) => status === "done").length;
  const failed = records.find(({ status }) => status === "failed");
  const details = [
    `${done} of ${run.planned.size} steps`,
    run.milliseconds === undefined ? undefined : duration(run.milliseconds),
    run.began.toLocaleTimeString(),
    path.posix.basename(run.tree),
  ];
  const about = [run.architecture, run.engine].filter((part) => part !== undefined);
  return {
    id: `run ${run.began.getTime()}`,
    label: failed === undefined ? standing(run) : `failed at ${stepWords(failed.step)}`,
    description: details.filter((detail) => detail !== undefined).join(" · "),
    tooltip: [...about, ...(run.log === undefined ? [] : [run.log])].join("\n"),
    icon: statusIcon(run.status),
    context: `run.${run.status === "running" ? "running" : "ended"}${run.log === undefined ? "" : ".log"}`,
    ...(run.log !== undefined && {
      command: { title: "Open Log", command: "bootstrappable.openLog", arguments: [{ subject: run }] },
    }),
    subject: run,
  };
}

function standing({ status, current }: Run): string {
  if (status !== "running") return status;
  return current === undefined ? "getting ready" : stepWords(current);
}
