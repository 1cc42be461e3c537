import { env, Uri, window, workspace } from "vscode";
import type { AuditBook } from "../audit/book";
import type { Server } from "../languageClient";

/** *Save Audit Report…*: what the view shows, with the sources in colour, as one file of HTML. */
export async function saveAudit(server: Server, book: AuditBook): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const target = await window.showSaveDialog({
    ...(folder && { defaultUri: Uri.joinPath(folder, "audit.html") }),
    filters: { HTML: ["html"] },
    title: "Save Audit Report",
  });
  if (target === undefined) return;
  const report = await server.ask(
    "bootstrappable/auditReport",
    book.paths === undefined ? {} : { paths: book.paths },
  );
  // The person cancelled it, or the server's own notice says what happened.
  if (report === undefined) return;
  await workspace.fs.writeFile(target, new TextEncoder().encode(report.text));
  const open = "Open";
  const chosen = await window.showInformationMessage(`The report is in ${target.fsPath}.`, open);
  if (chosen === open) await env.openExternal(target);
}
