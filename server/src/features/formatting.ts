import type { DocumentFormattingParams, TextEdit } from "vscode-languageserver";
import type { Session } from "../session";

/** textDocument/formatting */
export async function formatting(
  session: Session,
  params: DocumentFormattingParams,
): Promise<TextEdit[] | null> {
  const asked = session.ask(params.textDocument.uri, "format");
  if (!asked) return null;
  const { document, service } = asked;
  const edits = await service(document);
  return edits.map(({ range, text }) => ({ range: session.range(document.text, range), newText: text }));
}
