import { auditSources } from "@bootstrappable/core/audit/sources/auditSources";
import { archiveLooker } from "@bootstrappable/core/platform/node/archiveEntries";
import { exitStatus } from "../exitStatus";
import { findingOf, jsonLine, report, type Finding } from "../report";
import { openTree, shownPath } from "../tree";
import { writeOutput } from "../writeOutput";
import { sarifOf } from "./sarif";

/** How the audit of a tree's distfiles is told. */
interface Telling {
  readonly format: "text" | "json" | "sarif";
  readonly output: string;
  readonly all?: boolean;
}

/** Looks into the distfiles of a tree for what is unsuitable in a bootstrap. */
export async function auditDistfiles(given: string, { format, output, all }: Telling): Promise<number> {
  const opened = await openTree(given);
  if (opened === undefined) return exitStatus.findings;
  const { tree, workspace } = opened;
  const { findings, looked, unread, missing } = await auditSources(
    tree,
    workspace,
    archiveLooker(),
    (name) => {
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${name.replace(/[^ -~]/g, "?")}`);
    },
  );
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  const shown: Finding[] = [];
  for (const { path, diagnostic } of findings) {
    const text = await workspace.text(path);
    if (text !== undefined && (all === true || diagnostic.severity !== "hint"))
      shown.push(findingOf(shownPath(path), text, diagnostic));
  }
  if (format === "text") report(shown, "text");
  const counts = `${looked} archive${looked === 1 ? "" : "s"} looked into, ${unread} not or not to the end, ${missing} not in distfiles/\n`;
  const contents =
    format === "text"
      ? counts
      : format === "sarif"
        ? sarifOf(shown)
        : [...shown, { looked, unread, missing }].map((each) => `${jsonLine(each)}\n`).join("");
  const written = await writeOutput(output, new TextEncoder().encode(contents), false, []);
  const wrong = shown.some(({ severity }) => severity === "warning" || severity === "error");
  return wrong || !written ? exitStatus.findings : exitStatus.good;
}
