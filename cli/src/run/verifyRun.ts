import { diagnose, type Diagnostic } from "@bootstrappable/core/diagnostics/diagnostic";
import { DiskError } from "@bootstrappable/core/platform/disk";
import { nodeFileSystem } from "@bootstrappable/core/platform/node/fileSystem";
import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import type { RunRecord } from "@bootstrappable/core/runs/record/record";
import { stepTitle } from "@bootstrappable/core/runs/steps";
import type { Expectation } from "@bootstrappable/core/runs/verify/expectations";
import {
  isWrong,
  verifyRun,
  type RunVerification,
  type Verified,
} from "@bootstrappable/core/runs/verify/verifyRun";
import { findTree } from "@bootstrappable/core/tree/discover";
import { Workspace } from "@bootstrappable/core/tree/workspace";
import { exitStatus } from "../exitStatus";
import { absolutePath } from "../paths";
import { complain, findingOf, findingText, jsonLine, printable, type Format } from "../report";
import { shownPath } from "../tree";
import { findRun } from "./findRun";
import { runLine } from "./words";

/** Holds what a run has made against its tree's checksums, and tells of it; the exit status. */
export async function verifyNamedRun(given: string, named: string, format: Format): Promise<number> {
  const workspace = new Workspace(nodeFileSystem);
  const here = await findTree(workspace, absolutePath(given));
  const run = await findRun(nodeMachine, here?.root, named);
  if (typeof run === "string") {
    complain(run);
    return exitStatus.usage;
  }
  // A run that is named by its folder or its record knows its tree.
  const tree = here ?? (await findTree(workspace, run.tree));
  if (tree === undefined) {
    complain(`${run.tree}, the tree of this run, is not there: name one that has its checksums`);
    return exitStatus.findings;
  }
  try {
    const found = await verifyRun(nodeMachine, tree, workspace, run);
    tell(run, found, format);
    return found.verified.some(({ outcome }) => isWrong(outcome)) ? exitStatus.findings : exitStatus.good;
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    complain(error.message);
    return exitStatus.findings;
  }
}

function tell(run: RunRecord, { verified, lookedInRoot }: RunVerification, format: Format): void {
  const lines =
    format === "json"
      ? [...verified.map(inJson), { run: run.id, lookedInRoot, verified: countsOf(verified) }].map(jsonLine)
      : [
          ...verified.flatMap(inWords),
          ...[runLine(run), ...summary(verified)].map(printable),
          ...(lookedInRoot ? [] : ["Its files are not there any more: its record tells."]),
        ];
  for (const line of lines) process.stdout.write(`${line}\n`);
}

/** A finding where something is wrong, and in any case what was held against what. */
function inJson(each: Verified): object {
  const { expectation, outcome } = each;
  const { kind, path, name, expected, file, text, range, step } = expectation;
  const place = { file: shownPath(file), line: text.lineAt(range.start) + 1 };
  return { ...(findingFor(each) ?? place), kind, path, name, step, expected, ...outcome };
}

function inWords(each: Verified): readonly string[] {
  const finding = findingFor(each);
  return finding === undefined ? [] : [findingText(finding)];
}

function findingFor(each: Verified) {
  const { file, text } = each.expectation;
  const diagnostic = diagnosticOf(each);
  return diagnostic && findingOf(shownPath(file), text, diagnostic);
}

function diagnosticOf({ expectation, outcome }: Verified): Diagnostic | undefined {
  const { kind, path, expected, range, step } = expectation;
  const behind = `${kind === "distfile" ? "for" : "behind"} ${stepTitle(step)}`;
  if (outcome.state === "missing")
    return diagnose("verify/artifact-missing", range, `${path} is not there ${behind}.`);
  if (outcome.state !== "differs") return undefined;
  const received = outcome.received ?? "another SHA-256, the run does not tell which";
  const message = `${path} ${behind}: expected ${expected}, received ${received}.`;
  return diagnose("verify/artifact-differs", range, message);
}

const kinds: Readonly<Record<Expectation["kind"], string>> = {
  seed: "seeds",
  stage0: "stage0-posix",
  step: "steps",
  distfile: "distfiles",
  package: "packages",
};

type Counts = Readonly<Record<Verified["outcome"]["state"], number>>;

function countsOf(verified: readonly Verified[]): Counts {
  const count = (state: Verified["outcome"]["state"]) =>
    verified.filter(({ outcome }) => outcome.state === state).length;
  return {
    ...{ ok: count("ok"), differs: count("differs"), missing: count("missing"), changed: count("changed") },
    ...{ "not-reached": count("not-reached"), unknown: count("unknown") },
  };
}

const states: Readonly<Record<keyof Counts, string>> = {
  ok: "OK",
  differs: "other",
  missing: "missing",
  changed: "OK behind their step, changed since",
  "not-reached": "not reached",
  unknown: "nobody looked at",
};

function summary(verified: readonly Verified[]): readonly string[] {
  return Object.entries(kinds).flatMap(([kind, words]) => {
    const own = verified.filter(({ expectation }) => expectation.kind === kind);
    if (own.length === 0) return [];
    const said = Object.entries(countsOf(own)).flatMap(([state, count]) =>
      count === 0 ? [] : [`${count} ${states[state as keyof Counts]}`],
    );
    return [`${words.padEnd(15)} ${said.join(", ")}`];
  });
}
