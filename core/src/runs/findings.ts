import { codes, type DiagnosticCode } from "../diagnostics/codes";
import type { ProcessExit } from "../platform/processes";
import type { PlanStep } from "../tree/plan";
import { packageSumsPath } from "../tree/packages";
import type { Tree } from "../tree/tree";
import type { Workspace } from "../tree/workspace";
import { describeCause, type Reason } from "./cause";
import type { Finding, Location, RelatedLocation } from "./events";
import { placesOfCause } from "./causePlaces";
import { carriageReturn } from "./lineEnds";
import { startOf } from "./locations";
import type { ChecksumPlace } from "./checksumPlace";
import { findSourceLine, type FoundLine } from "./lookup";
import type { RunProblem } from "./problem";
import type { LoggedChecksum, StepLog } from "./stepLog";

/** A finding with the severity of its code. */
export function finding(
  code: DiagnosticCode,
  location: Location,
  message: string,
  related: readonly RelatedLocation[] = [],
): Finding {
  return { ...location, severity: codes[code].severity, code, message, related };
}

/** A finding that is about no place of the tree, and where those put it who need one. */
export function placelessFinding(
  code: DiagnosticCode,
  stead: Location,
  message: string,
  related: readonly RelatedLocation[] = [],
): Finding {
  return { ...finding(code, stead, message, related), placeless: true };
}

/** A finding at a place, or where there is none, about no place of the tree. */
export function findingAt(
  code: DiagnosticCode,
  location: Location | undefined,
  stead: Location,
  message: string,
  related: readonly RelatedLocation[] = [],
): Finding {
  return location === undefined
    ? placelessFinding(code, stead, message, related)
    : finding(code, location, message, related);
}

/** A problem with a tree as a finding. */
export function findingOfProblem(
  { code, location, message, related }: RunProblem,
  { manifest }: Pick<Tree, "manifest">,
): Finding {
  return findingAt(code, location, startOf(manifest), message, related);
}

/** What is known of a failure when its findings are made. */
export interface Failure {
  readonly tree: Tree;
  readonly workspace: Workspace;
  /** Undefined for the seed phase. */
  readonly step: PlanStep | undefined;
  /** How people call the step: `greet-1.0 pass 1`, `the seed phase`. */
  readonly title: string;
  /** The step's line in the manifest; for the seed phase its kaem script. */
  readonly location: Location;
  readonly log: StepLog;
  /** Undefined where the log is in no file. */
  readonly logFile: string | undefined;
  readonly exit: ProcessExit | undefined;
  /** Where a checksum of the last command stands. */
  readonly placeOf: (checksum: LoggedChecksum) => Promise<ChecksumPlace>;
  /** Said instead of the log's own reason: the watchdog's, for one. */
  readonly because?: { readonly code: DiagnosticCode; readonly message: string };
}

/**
 * The findings of a failed step, the place to look at first in front: the script's line, the checksum's or source's
 * lines, the step's line in the manifest. Each has the others and the end of the log beside it.
 */
export async function findingsOf(failure: Failure): Promise<readonly Finding[]> {
  const { command, cause } = failure.log.blame;
  const files = await fileFindings(failure);
  const plain =
    failure.because ??
    describeCause(cause, failure.log.blame.status, failure.exit, failure.log.mismatches, failure.log.looked);
  const script = command?.location?.file ?? failure.step?.script;
  const end =
    failure.because === undefined ? await carriageReturn(failure, plain.code, script, command) : undefined;
  const reason = end === undefined ? plain : reasonOfEnd(end);
  const [mismatch] = failure.log.mismatches;
  const hidden = mismatch === undefined ? undefined : (await failure.placeOf(mismatch)).command;
  const place =
    hidden ??
    command?.location ??
    end ??
    (failure.step?.script === undefined ? undefined : startOf(failure.step.script)) ??
    (concernsAll(reason.code) ? failure.location : undefined);
  // The reason first: behind the script's line, where there is little room, the command itself is to be seen anyway.
  const quoted = command && `“${shortened(command.text)}”`;
  const told =
    end !== undefined || quoted === undefined || hidden !== undefined || reason.message.includes(quoted);
  const words = told ? "" : `, in ${quoted}`;
  const what = reason.message + words;
  const first = place === undefined ? [] : [finding(reason.code, place, what)];
  if (end !== undefined && (end.file !== place?.file || end.line !== place.line))
    files.unshift(finding(reason.code, end, reason.message));
  const where = place === undefined ? "" : ` at ${baseName(place.file)}:${place.line}`;
  const step = finding(
    failure.step === undefined ? "run/seed-failed" : "run/step-failed",
    failure.location,
    `${failure.title} failed${where}: ${reason.message}`,
  );
  const all = [...first, ...files, step];
  const tail = tailOf(failure);
  return all.map((one) => ({
    ...one,
    related: [...one.related, ...all.filter((other) => other !== one).map(asRelated), ...tail],
  }));
}

function reasonOfEnd({ file }: Location): Reason {
  const message = `the lines of ${baseName(file)} end with CR LF, and the CR becomes a part of their last words`;
  return { code: "run/carriage-return", message };
}

const baseName = (file: string) => file.slice(file.lastIndexOf("/") + 1);

/** Whether a reason is no command's: with none to blame it stands where the step does. */
function concernsAll(code: DiagnosticCode): boolean {
  return (
    code.startsWith("run/machine-") ||
    code === "run/kvm-failed" ||
    code === "run/load-failed" ||
    code === "run/host-script-failed"
  );
}

function asRelated({ file, line, column, endLine, endColumn, message }: Finding): RelatedLocation {
  return { file, line, column, endLine, endColumn, message };
}

/** The last lines of the log, each with its place in there. */
export function tailOf({ log, logFile }: Pick<Failure, "log" | "logFile">): RelatedLocation[] {
  if (logFile === undefined) return [];
  return log.tail.map(({ number, text }) => ({
    file: logFile,
    line: number,
    column: 1,
    endLine: number,
    endColumn: text.length + 1,
    message: shortened(text),
  }));
}

function shortened(text: string, limit = 300): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}…`;
}

/** Findings on the lines of checksums and sources that the failure is about. */
async function fileFindings(failure: Failure): Promise<Finding[]> {
  const { cause } = failure.log.blame;
  const found: Finding[] = [];
  for (const checksum of failure.log.mismatches) {
    if (checksum.missing === true) {
      const message = `${checksum.name} has no checksum here`;
      found.push(finding("run/checksum-missing", startOf(packageSumsPath(failure.tree)), message));
      continue;
    }
    const message = mismatchMessage(checksum);
    const location = (await failure.placeOf(checksum)).line?.location;
    const source = (await sourceLine(failure, checksum.name))?.location;
    if (location !== undefined && location.file !== source?.file)
      found.push(finding("run/checksum-mismatch", location, message));
    if (source !== undefined) found.push(finding("run/distfile-mismatch", source, message));
  }
  if (cause?.kind === "missing-file") {
    const source = (await sourceLine(failure, cause.file))?.location;
    const { download } = failure.log.blame;
    const link = download === undefined && (await isLinkedDistfile(failure, baseName(cause.file)));
    const told = link ? "in distfiles it is a link, which leads nowhere in the sandbox" : download;
    const why = told === undefined ? "" : `: ${told}`;
    if (source !== undefined)
      found.push(finding("run/missing-file", source, `the distfile ${cause.file} is missing${why}`));
  }
  for (const { code, location, message } of await placesOfCause(failure, failure.log.blame)) {
    found.push(finding(code, location, message));
  }
  return found;
}

/** Of a link the run copies the link alone: what it leads to may be any file of this machine. */
async function isLinkedDistfile({ tree, workspace }: Failure, name: string): Promise<boolean> {
  const entries = await workspace.files.list(tree.distfiles);
  return entries.some((entry) => entry.name === name && entry.kind === "symlink");
}

function mismatchMessage({ name, expected, received }: LoggedChecksum): string {
  if (expected === undefined || received === undefined)
    return `${name} has another SHA-256 than the tree wants`;
  return `${name} has the SHA-256 ${received}, but the tree wants ${expected}`;
}

/** A distfile's line in the sources of the step. Its checksums may be in a file that the run wrote from it. */
async function sourceLine(failure: Failure, file: string): Promise<FoundLine | undefined> {
  if (failure.step?.kind !== "build") return undefined;
  const sources = `${failure.tree.steps}/${failure.step.name}/sources`;
  return findSourceLine(failure.workspace, sources, file);
}
