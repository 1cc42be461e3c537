import { CodeActionKind, type CodeAction, type CodeActionParams } from "vscode-languageserver";
import type { Session } from "../session";
import { toLsp } from "./diagnostics";

/** textDocument/codeAction: the quick fixes of the diagnostics in a range. */
export async function codeActions(session: Session, params: CodeActionParams): Promise<CodeAction[] | null> {
  const asked = session.ask(params.textDocument.uri, "diagnostics");
  if (!asked) return null;
  // The empty kind stands for all; one below quickfix is nothing that we have.
  const { only } = params.context;
  if (only && !only.some((kind) => kind === CodeActionKind.QuickFix || kind === CodeActionKind.Empty))
    return [];
  const { document, service } = asked;
  const start = session.offset(document.text, params.range.start);
  const end = session.offset(document.text, params.range.end);
  const inRange = (await service(document)).filter(
    (found) => found.fixes && found.range.start <= end && found.range.end >= start,
  );
  const actions = inRange.map(async (found): Promise<CodeAction[]> => {
    const diagnostic = await toLsp(session, params.textDocument.uri, document, found);
    return found.fixes!.map((fix) => ({
      title: fix.title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      ...(fix.preferred === true && { isPreferred: true }),
      edit: {
        changes: {
          [params.textDocument.uri]: fix.edits.map((edit) => ({
            range: session.range(document.text, edit.range),
            newText: edit.text,
          })),
        },
      },
    }));
  });
  return (await Promise.all(actions)).flat();
}
