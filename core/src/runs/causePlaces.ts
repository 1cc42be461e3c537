import type { DiagnosticCode } from "../diagnostics/codes";
import type { PlanStep } from "../tree/plan";
import { packageFolder } from "../tree/scripts";
import type { Tree } from "../tree/tree";
import type { Workspace } from "../tree/workspace";
import type { Location } from "./events";
import { normalisePath, sourcesOf } from "./layout";
import { locationOf, startOf } from "./locations";
import type { Blame, Cause } from "./logs/blame";
import { findSourceLine } from "./lookup";
import type { LoggedCommand } from "./stepLog";

/** A place in the tree that a failure is about, besides the command that failed. */
export interface CausePlace {
  readonly code: DiagnosticCode;
  readonly location: Location;
  readonly message: string;
}

interface Context {
  readonly tree: Tree;
  readonly workspace: Workspace;
  /** Undefined for the seed phase. */
  readonly step: PlanStep | undefined;
}

/** The places in the tree that what was printed names: a line of a source, a hunk, a label, a list of checksums. */
export async function placesOfCause(
  context: Context,
  { cause, command, patch, downloading }: Blame<LoggedCommand>,
): Promise<readonly CausePlace[]> {
  if (cause === undefined) return [];
  const directory = command?.directory ?? "/";
  switch (cause.kind) {
    case "message":
    case "shell-message": {
      const location = await lineOf(context, normalisePath(cause.file, directory), cause.line);
      return location === undefined ? [] : [{ code: "run/command-failed", location, message: cause.message }];
    }
    case "no-checksum-lines": {
      const file = await fileIn(context, normalisePath(cause.file, directory));
      const message = "no line of this file is a checksum";
      return file === undefined ? [] : [{ code: "run/bad-checksum-file", location: startOf(file), message }];
    }
    case "undefined-label":
      return labelPlaces(context, cause.label, command);
    case "wrong-download":
      return sourcePlaces(
        context,
        cause.file,
        "run/distfile-mismatch",
        "was downloaded, and has another SHA-256",
      );
    case "exception": {
      const file = distfileOf(cause, downloading);
      return file === undefined
        ? []
        : sourcePlaces(context, file, "run/missing-file", "is not in distfiles, and could not be downloaded");
    }
    case "hunk-failed":
      return patch === undefined ? [] : hunkPlace(context, patch, cause.hunk);
    case "not-found":
    case "missing-file":
    case "no-checksum-stored":
    case "checksum-failed":
    case "cd-failed":
    case "script-error":
    case "signal":
    case "make-failed":
    case "folder-missing":
    case "prompt":
    case "panic":
    case "unreachable":
    case "no-space":
    case "no-memory":
    case "kvm-error":
    case "no-boot":
    case "unreadable-disk":
      return [];
  }
}

async function fileIn({ tree, workspace }: Context, path: string): Promise<string | undefined> {
  for (const file of sourcesOf(tree, path)) if (await workspace.isFile(file)) return file;
  return undefined;
}

/** A line of a file of the root file system, from 1, in the file of the tree that it is a copy of. */
async function lineOf(context: Context, path: string, line: number): Promise<Location | undefined> {
  const file = await fileIn(context, path);
  const text = file && (await context.workspace.text(file));
  if (!text || line < 1 || line > text.lineCount) return undefined;
  return locationOf(file, text, text.line(line - 1));
}

/** Where the inputs of a linker refer to a label; hex2 names neither file nor line. */
async function labelPlaces(
  context: Context,
  label: string,
  command: LoggedCommand | undefined,
): Promise<CausePlace[]> {
  const places: CausePlace[] = [];
  const { words = [], directory = "/" } = command ?? {};
  const inputs = words.filter((_, index) => ["-f", "--file"].includes(words[index - 1] ?? ""));
  for (const input of inputs.length > 0 ? inputs : words.slice(1, 2)) {
    const file = await fileIn(context, normalisePath(input, directory));
    const text = file && (await context.workspace.text(file));
    if (!text) continue;
    for (let number = 0; number < text.lineCount; number++) {
      const { start, end } = text.line(number);
      const line = text.latin1.slice(start, end).replace(/[#;].*$/, "");
      const at = referenceTo(line, label);
      if (at === undefined) continue;
      const range = { start: start + at, end: start + at + label.length + 1 };
      const message = `no input defines the label ${label}`;
      places.push({ code: "run/undefined-label", location: locationOf(file, text, range), message });
      if (places.length === 20) return places;
      break;
    }
  }
  return places;
}

/** Where a line refers to a label: a sign for the kind of reference, then its name, which ends at a blank or `>`. */
function referenceTo(line: string, label: string): number | undefined {
  for (let at = line.indexOf(label); at >= 0; at = line.indexOf(label, at + 1)) {
    const behind = line[at + label.length];
    if (/[!@$~%&>]/.test(line[at - 1] ?? "") && (behind === undefined || /[\s>]/.test(behind))) return at - 1;
  }
  return undefined;
}

/** The header of a hunk, counted from 1. The patch is one of the step, by its name. */
async function hunkPlace(
  { tree, workspace, step }: Context,
  patch: string,
  hunk: number,
): Promise<CausePlace[]> {
  if (step === undefined) return [];
  const name = patch.slice(patch.lastIndexOf("/") + 1);
  const folder = packageFolder(tree, step.name);
  for (const patches of [`patches-pass${step.pass ?? 1}`, "patches"]) {
    const file = `${folder}/${patches}/${name}`;
    const text = await workspace.text(file);
    if (text === undefined) continue;
    const { headers, files } = hunksOf(text.latin1);
    // Of a patch of several files nobody knows which one's hunk it is.
    const start = files > 1 ? undefined : headers[hunk - 1];
    const location =
      start === undefined ? startOf(file) : locationOf(file, text, text.line(text.lineAt(start)));
    return [{ code: "run/patch-failed", location, message: `hunk ${hunk} does not fit` }];
  }
  return [];
}

/** Byte offsets of the hunks' headers, and how many files they are for. */
function hunksOf(text: string): { readonly headers: readonly number[]; readonly files: number } {
  const headers = [...text.matchAll(/^(?:@@ |\*{15})/gm)].map(({ index }) => index);
  return { headers, files: [...text.matchAll(/^(?:\+\+\+ |--- .*\n\*{15})/gm)].length };
}

/** The distfile that rootfs.py has not got, where its exception is about one. */
function distfileOf(
  { name, message }: Extract<Cause, { kind: "exception" }>,
  downloading: string | undefined,
): string | undefined {
  if (/^(?:requests|urllib3)\./.test(name)) return downloading;
  return /^\[Errno 2\] .*'[^']*\/distfiles\/([^'/]+)'$/.exec(message)?.[1];
}

/** The lines of every package's sources that name a distfile, each file once. */
async function sourcePlaces(
  { tree, workspace }: Context,
  distfile: string,
  code: DiagnosticCode,
  what: string,
): Promise<CausePlace[]> {
  const places: CausePlace[] = [];
  for (const { name, kind } of await workspace.files.list(tree.steps)) {
    if (kind !== "directory") continue;
    const found = await findSourceLine(workspace, `${tree.steps}/${name}/sources`, distfile);
    if (found === undefined) continue;
    places.push({ code, location: found.location, message: `${distfile} ${what}` });
  }
  return places;
}
