import {
  DocumentHighlightKind,
  type DocumentHighlight,
  type DocumentHighlightParams,
} from "vscode-languageserver";
import type { Session } from "../session";

/** textDocument/documentHighlight */
export async function documentHighlights(
  session: Session,
  params: DocumentHighlightParams,
): Promise<DocumentHighlight[] | null> {
  const asked = session.ask(params.textDocument.uri, "highlights");
  if (!asked) return null;
  const { document, service } = asked;
  const found = await service(document, session.offset(document.text, params.position));
  return found.map(({ range, write }) => ({
    range: session.range(document.text, range),
    kind: write ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}
