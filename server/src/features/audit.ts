import { sum, verifiedPart, type AuditSummary } from "@bootstrappable/core/audit/summary";
import {
  auditFile,
  auditedLanguage,
  type AuditedFile,
} from "@bootstrappable/core/languages/assembly/auditFile";
import { auditFindings } from "@bootstrappable/core/languages/assembly/auditFindings";
import { auditReport } from "@bootstrappable/core/languages/assembly/auditReport";
import { filesToCheck } from "@bootstrappable/core/tree/filesToCheck";
import type { Workspace } from "@bootstrappable/core/tree/workspace";
import type { Pace } from "../longWork";
import type { AuditAnswer, AuditCounts, AuditParams, AuditReportAnswer } from "../protocol";
import type { Session } from "../session";

/** bootstrappable/audit */
export async function audit(session: Session, params: AuditParams, pace: Pace): Promise<AuditAnswer> {
  const files: AuditAnswer["files"][number][] = [];
  const summaries: AuditSummary[] = [];
  const { looked, of, unreadable } = await eachFile(session, params, pace, (file, name) => {
    const findings = auditFindings(file).map(({ range, ...finding }) => ({
      ...finding,
      range: session.range(file.text, range),
    }));
    summaries.push(file.summary);
    files.push({ path: file.path, name, ...countsOf(file.summary), findings });
  });
  return { files, total: countsOf(sum(summaries)), looked, of, unreadable };
}

/** bootstrappable/auditReport */
export async function auditReportOf(
  session: Session,
  params: AuditParams,
  pace: Pace,
): Promise<AuditReportAnswer | null> {
  const files: (AuditedFile & { readonly name: string })[] = [];
  await eachFile(session, params, pace, (file, name) => {
    // As in the command's report, of what cannot be told there are the lines alone.
    const diagnostics = file.diagnostics.filter(({ severity }) => severity !== "hint");
    files.push({ ...file, diagnostics, name });
  });
  // Half a report would look like a whole one.
  return pace.cancelled() ? null : { text: auditReport(files) };
}

/** Audits one file after the other, as long as somebody wants it; what else a person waits for goes first. */
async function eachFile(
  session: Session,
  { paths = session.folders }: AuditParams,
  pace: Pace,
  found: (file: AuditedFile, name: string) => void,
): Promise<Pick<AuditAnswer, "looked" | "of" | "unreadable">> {
  const workspace = session.workspace.held();
  const files = await sourcesOf(workspace, session.folders, paths, pace);
  const unreadable: string[] = [];
  let looked = 0;
  for (const [path, name] of files) {
    await new Promise((resolve) => setImmediate(resolve));
    if (pace.cancelled()) break;
    const file = await auditFile(workspace, path);
    if (file === undefined) unreadable.push(path);
    else if (file !== "nothing") found(file, name);
    pace.done(++looked, files.size);
  }
  return { looked, of: files.size, unreadable };
}

/** Sources by their paths, each with its name in the folder that it was found in. */
async function sourcesOf(
  workspace: Workspace,
  folders: readonly string[],
  paths: readonly string[],
  pace: Pace,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const several = folders.length > 1;
  const add = (path: string) => {
    const folder = folders.find((each) => path.startsWith(withSlash(each)));
    const within = folder === undefined ? path : path.slice(withSlash(folder).length);
    const name =
      several && folder !== undefined ? `${folder.slice(folder.lastIndexOf("/") + 1)}/${within}` : within;
    if (auditedLanguage(path) !== undefined) found.set(path, name);
  };
  for (const path of paths) {
    if (await workspace.isFile(path)) add(path);
    else
      for await (const file of filesToCheck(workspace.files, path.replace(/(.)\/$/, "$1"))) {
        if (pace.cancelled()) return found;
        add(file);
      }
  }
  return found;
}

function withSlash(folder: string): string {
  return folder.endsWith("/") ? folder : `${folder}/`;
}

function countsOf(summary: AuditSummary): AuditCounts {
  return { ...summary, part: verifiedPart(summary) };
}
