import type { DocumentOnTypeFormattingParams, TextEdit } from "vscode-languageserver";
import type { Session } from "../session";

/**
 * textDocument/onTypeFormatting, behind a line's end: the line that was finished, as formatting would have it. Only where
 * the settings ask for it.
 */
export async function onTypeFormatting(
  session: Session,
  { textDocument, position, ch }: DocumentOnTypeFormattingParams,
): Promise<TextEdit[] | null> {
  const asked = session.ask(textDocument.uri, "format");
  if (!asked || ch !== "\n" || position.line === 0 || session.workspace.settings.formatOnType !== true)
    return null;
  const { document, service } = asked;
  const line = document.text.line(position.line - 1);
  const edits = await service(document);
  return edits
    .filter(({ range }) => range.start >= line.start && range.end <= line.end)
    .map(({ range, text }) => ({ range: session.range(document.text, range), newText: text }));
}
