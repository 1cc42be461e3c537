import type { DiagnosticCode } from "../diagnostics/codes";
import type { PlanStep } from "../tree/plan";
import { packageFolder } from "../tree/scripts";
import type { Tree } from "../tree/tree";
import type { Workspace } from "../tree/workspace";
import type { Location } from "./events";
import { normalisePath, sourcesOf } from "./layout";
import { locationOf } from "./locations";
import { checksumFileOf } from "./logs/checksumFile";
import type { LoggedCommand } from "./stepLog";

/** Failures that a carriage return at a line's end explains: a word that no file and no program is called. */
const explained: ReadonlySet<DiagnosticCode> = new Set([
  ...(["run/command-failed", "run/command-not-found", "run/missing-file", "run/folder-not-found"] as const),
  ...(["run/script-error", "run/bad-checksum-file", "run/every-checksum-wrong"] as const),
]);

interface Context {
  readonly tree: Tree;
  readonly workspace: Workspace;
  /** Undefined for the seed phase. */
  readonly step: PlanStep | undefined;
}

/**
 * The first line with words that ends with a carriage return, in what a command that failed has read: its script, the
 * checksums that it looked at, the `sources`, checksums and environment of its step. Shells and sha256sum take it for a
 * part of the last word. Undefined where there is none, or the failure has another reason.
 */
export async function carriageReturn(
  context: Context,
  code: DiagnosticCode,
  script: string | undefined,
  command: LoggedCommand | undefined,
): Promise<Location | undefined> {
  if (!explained.has(code)) return undefined;
  for (const file of await filesRead(context, script, command)) {
    const text = await context.workspace.text(file);
    const at = text === undefined ? undefined : firstEnd(text.latin1);
    if (text !== undefined && at !== undefined)
      return locationOf(file, text, { start: text.latin1.lastIndexOf("\n", at) + 1, end: at + 1 });
  }
  return undefined;
}

/** Where the first carriage return in front of a line's end is that is in no comment. */
function firstEnd(latin1: string): number | undefined {
  for (let at = latin1.indexOf("\r\n"); at >= 0; at = latin1.indexOf("\r\n", at + 1)) {
    const start = latin1.lastIndexOf("\n", at) + 1;
    if (!latin1.slice(start, at).trimStart().startsWith("#")) return at;
  }
  return undefined;
}

async function filesRead(
  { tree, workspace, step }: Context,
  script: string | undefined,
  command: LoggedCommand | undefined,
): Promise<readonly string[]> {
  const checksums = command && checksumFileOf(command.words);
  const folder = step?.kind === "build" ? packageFolder(tree, step.name) : undefined;
  const entries = folder === undefined ? [] : await workspace.files.list(folder);
  return [
    ...(script === undefined ? [] : [script]),
    ...(checksums === undefined ? [] : sourcesOf(tree, normalisePath(checksums, command!.directory))),
    ...entries
      .filter(({ name }) => name === "sources" || name.endsWith(".checksums"))
      .map(({ name }) => `${folder}/${name}`),
    ...(step === undefined ? [] : [`${tree.steps}/env`]),
  ];
}
