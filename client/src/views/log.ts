import path from "node:path";
import { duration } from "@bootstrappable/core/text/amounts";
import { Uri } from "vscode";
import type { AnnotatedLog, LoggedStep } from "../logs/annotatedLog";
import type { AnnotatedLogs } from "../logs/annotatedLogs";
import { stepWords } from "../runs/words";
import { colouredIcon, NodeView, opening, type Node } from "./nodes";
import { statusIcon } from "./statusIcons";

/** The view *Log*: the steps of logs that were annotated, each with its place in the log. */
export class LogView extends NodeView {
  constructor(private readonly logs: AnnotatedLogs) {
    super();
    this.subscriptions.push(logs.onChanged(() => this.refresh()));
  }

  nodes(): Promise<readonly Node[]> {
    return Promise.resolve(this.logs.logs.map(logNode));
  }
}

function logNode(log: AnnotatedLog): Node {
  const { steps, ended, file } = log;
  const failed = steps.find(({ status }) => status === "failed");
  const last = steps.findLast(({ status }) => status !== "pending");
  const standing =
    failed !== undefined
      ? `failed at ${stepWords(failed.step)}`
      : ended?.status === "good"
        ? "good"
        : last === undefined
          ? "no step of this tree"
          : `ends within ${stepWords(last.step)}`;
  const checksums = ended?.checksums;
  const commands = ended?.commands;
  return {
    id: file,
    label: path.basename(file),
    description: standing,
    tooltip: [
      file,
      ...(checksums
        ? [`${counted(checksums.verified)} checksums verified, ${counted(checksums.failed)} not`]
        : []),
      ...(commands
        ? [`${counted(commands.located)} of ${counted(commands.echoed)} commands with their script and line`]
        : []),
    ].join("\n"),
    icon: statusIcon(failed !== undefined ? "failed" : ended?.status === "good" ? "good" : "interrupted"),
    command: openingLog(file, failed?.findings[0]?.logLine ?? failed?.line ?? 1),
    children: steps.map((step) => stepNode(file, step)),
    open: true,
    context: "log",
    subject: log,
  };
}

function stepNode(file: string, { step, status, line, milliseconds, findings }: LoggedStep): Node {
  const place = line === undefined ? undefined : `line ${counted(Math.max(1, line))}`;
  const time = milliseconds === undefined ? undefined : duration(milliseconds);
  const words = status === "pending" ? "not in the log" : status === "done" ? undefined : status;
  return {
    id: `${file} ${step.number}`,
    label: stepWords(step),
    description: [words, time, place].filter((part) => part !== undefined).join(" · "),
    icon: status === "pending" ? colouredIcon("circle-outline", "disabledForeground") : statusIcon(status),
    ...(line !== undefined && { command: openingLog(file, line) }),
    faded: status === "pending",
    ...(findings.length > 0 && {
      open: true,
      children: findings.map((finding, index) => ({
        id: `${file} ${step.number} finding ${index}`,
        label: finding.message,
        description: `${path.posix.basename(finding.file)}:${finding.line}`,
        tooltip: `${finding.message}\n${finding.file}:${finding.line}\nline ${counted(finding.logLine)} of the log`,
        icon:
          finding.severity === "error"
            ? colouredIcon("error", "list.errorForeground")
            : colouredIcon("warning", "list.warningForeground"),
        command: opening(finding.file, finding.line - 1),
      })),
    }),
  };
}

/** Opens a log at a line, from 1. */
function openingLog(file: string, line: number) {
  const place = { line: Math.max(0, line - 1), character: 0 };
  return {
    title: "Open Log",
    command: "vscode.open",
    arguments: [Uri.file(file), { selection: { start: place, end: place } }],
  };
}

function counted(count: number): string {
  return count.toLocaleString("en");
}
