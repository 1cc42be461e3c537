import { sourcesHtmlOf, type ReportedScript } from "@bootstrappable/core/audit/report/sourcesHtml";
import { auditSources } from "@bootstrappable/core/audit/sources/auditSources";
import type { Diagnostic } from "@bootstrappable/core/diagnostics/diagnostic";
import { archiveLooker } from "@bootstrappable/core/platform/node/archiveEntries";
import { exitStatus } from "../exitStatus";
import { progressLine } from "../progressLine";
import { findingOf, jsonLine, report, type Finding } from "../report";
import { openTree, shownPath } from "../tree";
import { writeOutput } from "../writeOutput";
import { sarifOf } from "./sarif";

/** How the audit of a tree's distfiles is told. */
interface Telling {
  readonly format: "text" | "json" | "sarif" | "html";
  readonly output: string;
  readonly all?: boolean;
}

/** Looks into the distfiles of a tree for what is unsuitable in a bootstrap. */
export async function auditDistfiles(given: string, { format, output, all }: Telling): Promise<number> {
  const opened = await openTree(given);
  if (opened === undefined) return exitStatus.usage;
  const { tree, workspace } = opened;
  const progress = progressLine(process.stderr);
  const { findings, looked, unread, missing } = await auditSources(tree, workspace, archiveLooker(), (name) =>
    progress.show(() => name.replace(/[^ -~]/g, "?")),
  );
  progress.clear();
  const files = new Map<string, ReportedScript & { readonly findings: Diagnostic[] }>();
  const shown: Finding[] = [];
  for (const { path, diagnostic } of findings) {
    const text = await workspace.text(path);
    if (text === undefined || (all !== true && diagnostic.severity === "hint")) continue;
    const name = shownPath(path);
    shown.push(findingOf(name, text, diagnostic));
    const file = files.get(name) ?? { name, text, findings: [] };
    files.set(name, file);
    file.findings.push(diagnostic);
  }
  if (format === "text") report(shown, "text");
  const counts = `${looked} archive${looked === 1 ? "" : "s"} looked into, ${unread} not or not to the end, ${missing} not in distfiles/\n`;
  const contents = {
    text: () => counts,
    json: () => [...shown, { looked, unread, missing }].map((each) => `${jsonLine(each)}\n`).join(""),
    sarif: () => sarifOf(shown),
    html: () => sourcesHtmlOf([...files.values()], { looked, unread, missing }),
  }[format]();
  const written = await writeOutput(output, new TextEncoder().encode(contents), false, []);
  const wrong = shown.some(({ severity }) => severity === "warning" || severity === "error");
  return wrong || !written ? exitStatus.findings : exitStatus.good;
}
