import path from "node:path";
import type { StepName } from "@bootstrappable/core/runs/events";
import { duration } from "@bootstrappable/core/text/amounts";
import type { KeptRun, RunningRun } from "@bootstrappable/server/protocol";
import type { RunBook } from "../runs/book";
import type { Run, RunSteps, StepRecord } from "../runs/run";
import { keptFailure, KeptSteps } from "../runs/kept";
import { partOf, type RunStepSubject } from "../runs/logParts";
import { standingWords } from "../runs/standing";
import { stepWords } from "../runs/words";
import type { Forest } from "../tree/forest";
import { NodeView, type Node } from "./nodes";
import { statusIcon } from "./statusIcons";

/** A finished run, as menus hand it to commands. */
export interface KeptRunSubject {
  readonly root: string;
  readonly run: string;
  readonly log: string | undefined;
  /** The file of its record. */
  readonly record?: string | undefined;
  /** The folder that it has worked in; undefined of one that goes on. */
  readonly target?: string;
}

/** The view *Runs*: the runs of this session and those that are kept of its trees, newest first. */
export class RunsView extends NodeView {
  constructor(
    private readonly forest: Forest,
    private readonly book: RunBook,
  ) {
    super();
    this.subscriptions.push(
      forest.onChanged(() => this.refresh()),
      book.onChanged(() => this.refresh()),
    );
  }

  async nodes(): Promise<readonly Node[]> {
    const roots = await this.forest.roots();
    const answers = await Promise.all(roots.map((root) => this.forest.runs(root)));
    // Of the only tree that is open, nobody needs the name on each line.
    const only = roots.length === 1 ? roots[0] : undefined;
    const kept = answers.flatMap((answer) =>
      (answer?.runs ?? []).map((run) => ({ root: answer!.root, run })),
    );
    const known = new Set(kept.map(({ run }) => run.date));
    const session = this.book.runs.filter(
      ({ date, status }) => status === "running" || date === undefined || !known.has(date),
    );
    const shown = new Set(session.map(({ date }) => date));
    const elsewhere = answers.flatMap((answer) =>
      (answer?.running ?? [])
        .filter(({ date }) => !shown.has(date))
        .map((run) => ({ root: answer!.root, run })),
    );
    const nodes = [
      ...elsewhere.map(({ root, run }) => ({
        began: new Date(run.date),
        node: runningNode(root, run, only),
      })),
      ...session.map((run) => ({ began: run.began, node: runNode(run, only) })),
      ...kept.map(({ root, run }) => ({ began: new Date(run.date), node: keptNode(root, run, only) })),
    ];
    return nodes.sort((a, b) => b.began.getTime() - a.began.getTime()).map(({ node }) => node);
  }
}

function runNode(run: Run, only: string | undefined): Node {
  const records = [...run.steps.values()].filter(({ step }) => step.number > 0);
  const done = records.filter(({ status }) => status === "done").length;
  const failed = records.find(({ status }) => status === "failed");
  const about = [run.architecture, run.engine].filter((part) => part !== undefined);
  const begun = run.status === "running" || run.steps.size > 0;
  const why = begun ? undefined : (run.finding?.message ?? "Its terminal says why.");
  const label = failed === undefined ? endWords(standing(run), begun) : `failed at ${stepWords(failed.step)}`;
  // Until it has a plan there is nothing to count.
  const ready = run.status !== "running" || run.planned.size > 0;
  const steps = ready ? stepCount(run.status, begun, done, run.planned.size) : undefined;
  const details = detailsOf(steps, begun ? run.milliseconds : undefined, run.began, nameOf(run.tree, only));
  return {
    id: `run ${run.began.getTime()}`,
    label,
    ...below(stepNodes(`run ${run.began.getTime()}`, run)),
    description: details,
    tooltip: [
      `${label} · ${details}`,
      ...(why === undefined || run.status !== "failed" ? [] : [why]),
      ...(about.length === 0 ? [] : [about.join(", ")]),
      ...(run.log === undefined ? [] : [run.log]),
    ].join("\n"),
    icon: statusIcon(run.paused ? "paused" : run.status),
    context: `run.${contextOf(run)}${run.log === undefined ? "" : ".log"}`,
    ...(run.log !== undefined && {
      command: { title: "Open Log", command: "bootstrappable.openLog", arguments: [{ subject: run }] },
    }),
    subject: run,
  };
}

function contextOf({ status, paused }: Run): string {
  if (status !== "running") return "ended";
  return paused ? "running.paused" : "running.going";
}

/** A step as the lines of its run have it: the pass is said where it is not the first of only one. */
function labelOf(step: StepName, records: readonly StepRecord[]): string {
  const passes = records.filter((other) => other.step.kind === "build" && other.step.name === step.name);
  return step.kind === "build" && step.pass === 1 && passes.length === 1 ? step.name : stepWords(step);
}

/** The steps that a run stands on and those that it has reached; each of these opens the log where it begins. */
function stepNodes(id: string, run: RunSteps): readonly Node[] {
  const kept = [...run.kept.values()].filter(({ number }) => !run.steps.has(number));
  const records = [...kept.map((step): StepRecord => ({ step, status: "kept" })), ...run.steps.values()];
  return records.map((record): Node => {
    const { step, status, milliseconds } = record;
    const part = partOf(run, step.number);
    const subject: RunStepSubject | undefined = part && { part };
    return {
      id: `${id} step ${step.number}`,
      label: labelOf(step, records),
      description: [
        ...(step.number === 0 ? [] : [`#${step.number}`]),
        ...(status === "kept" ? ["checkpoint"] : []),
        ...(milliseconds === undefined ? [] : [duration(milliseconds)]),
      ].join(" · "),
      icon: statusIcon(status),
      ...(status === "kept" && { tooltip: standingWords.kept }),
      ...(subject !== undefined && {
        tooltip: `line ${part?.line} of the log`,
        context: "runstep.log",
        command: {
          title: "Open Log at Step",
          command: "bootstrappable.openLogAtStep",
          arguments: [{ subject }],
        },
        subject,
      }),
    };
  });
}

/** The lines below one, unless there are none. */
function below(children: readonly Node[]): Pick<Node, "children"> {
  return children.length === 0 ? {} : { children };
}

/** A run that another window, or a terminal, has begun. */
function runningNode(root: string, run: RunningRun, only: string | undefined): Node {
  const steps = run.steps.filter(({ number }) => number > 0);
  const done = steps.filter(({ status }) => status === "done").length;
  const current = run.steps.find(({ status }) => status === "interrupted");
  const subject: KeptRunSubject = { root, run: run.id, log: run.log };
  return {
    id: `run ${run.id}`,
    label: pausedWords(run.paused, current === undefined ? "getting ready" : stepWords(current)),
    children: stepNodes(`run ${run.id}`, new KeptSteps(run)),
    description: `process ${run.process} · ${detailsOf(`${done} of ${steps.length} steps`, undefined, new Date(run.date), nameOf(root, only))}`,
    tooltip: `Process ${run.process} runs it, which this window did not start.\n${run.architecture}, ${run.engine}\n${run.log}`,
    icon: statusIcon(run.paused === true ? "paused" : "running"),
    context: `run.elsewhere.${run.paused === true ? "paused" : "going"}.log`,
    command: { title: "Open Log", command: "bootstrappable.openLog", arguments: [{ subject }] },
    subject,
  };
}

function keptNode(root: string, run: KeptRun, only: string | undefined): Node {
  const steps = run.steps.filter(({ number }) => number > 0);
  const done = steps.filter(({ status }) => status === "done").length;
  const failed = run.steps.find(({ status }) => status === "failed");
  const { verified, failed: wrong } = run.checksums;
  const subject: KeptRunSubject = { root, run: run.id, log: run.log, record: run.record, target: run.target };
  const begun = run.steps.some(({ status }) => status !== "not-reached");
  const why = begun ? undefined : keptFailure(run)?.message;
  const label = failed === undefined ? endWords(keptEnd(run), begun) : `failed at ${stepWords(failed)}`;
  const count = stepCount(run.status, begun, done, steps.length);
  const details = detailsOf(
    count,
    begun ? run.milliseconds : undefined,
    new Date(run.date),
    nameOf(root, only),
  );
  return {
    id: `run ${run.id}`,
    ...below(stepNodes(`run ${run.id}`, new KeptSteps(run))),
    label,
    description: details,
    tooltip: [
      // A narrow side bar cuts it off.
      `${label} · ${details}`,
      ...(why === undefined ? [] : [why]),
      ...(run.brokenOff === true ? ["Its process was killed, or the machine went down."] : []),
      `${run.architecture}, ${run.engine}`,
      wrong === 0 ? `${verified} checksums verified` : `${verified} checksums verified, ${wrong} wrong`,
      run.log ?? "Its log was written over by a later run in the same target.",
    ].join("\n"),
    icon: statusIcon(run.status),
    context: `run.kept${run.acceptable > 0 ? ".acceptable" : ""}${run.log === undefined ? "" : ".log"}`,
    ...(run.log !== undefined && {
      command: { title: "Open Log", command: "bootstrappable.openLog", arguments: [{ subject }] },
    }),
    subject,
  };
}

/** How a run ended that failed at no step: `good`, `did not begin`, `interrupted`. */
function endWords(end: string, begun: boolean): string {
  return end === "failed" && !begun ? "did not begin" : end;
}

/** `12 of 12 steps`; undefined of a run that failed before there were any. */
function stepCount(status: Run["status"], begun: boolean, done: number, all: number): string | undefined {
  if (begun || status === "good") return `${done} of ${all} steps`;
  return status === "failed" ? undefined : "before its first step";
}

/** How a run ended as its record has it: `good`, `interrupted`, `ended without a word in improve motd`. */
function keptEnd(run: KeptRun): string {
  if (run.brokenOff !== true) return run.status;
  const step = run.steps.find(({ status }) => status === "interrupted");
  return `ended without a word${step === undefined ? "" : ` in ${stepWords(step)}`}`;
}

/** The name of a tree, unless it is the only one that is open. */
function nameOf(tree: string, only: string | undefined): string | undefined {
  return tree === only ? undefined : path.posix.basename(tree);
}

/** A date and the time of its day, to the minute. */
function dateWords(date: Date): string {
  return date.toLocaleString([], { dateStyle: "short", timeStyle: "short" });
}

/** `12 of 12 steps · 8.1 s · 12:06`, of another day its date, too, and of one of several trees its name. */
function detailsOf(
  steps: string | undefined,
  milliseconds: number | undefined,
  began: Date,
  tree: string | undefined,
): string {
  const today = began.toDateString() === new Date().toDateString();
  const details = [
    steps,
    milliseconds === undefined ? undefined : duration(milliseconds),
    today ? began.toLocaleTimeString([], { timeStyle: "short" }) : dateWords(began),
    tree,
  ];
  return details.filter((detail) => detail !== undefined).join(" · ");
}

function standing({ status, current, paused }: Run): string {
  if (status !== "running") return status;
  return pausedWords(paused, current === undefined ? "getting ready" : stepWords(current));
}

function pausedWords(paused: boolean | undefined, words: string): string {
  return paused === true ? `paused in ${words}` : words;
}
