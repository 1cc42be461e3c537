import type { InlayHint, InlayHintParams } from "vscode-languageserver";
import type { Session } from "../session";

/** textDocument/inlayHint */
export async function inlayHints(session: Session, params: InlayHintParams): Promise<InlayHint[] | null> {
  const asked = session.ask(params.textDocument.uri, "inlayHints");
  if (!asked) return null;
  const { document, service } = asked;
  const start = session.offset(document.text, params.range.start);
  const end = session.offset(document.text, params.range.end);
  const found = await service(document, { start, end });
  return found.map(({ offset, label, tooltip, padding }) => ({
    position: session.position(document.text, offset),
    label,
    ...(tooltip !== undefined && { tooltip }),
    ...(padding === "left" && { paddingLeft: true }),
    ...(padding === "right" && { paddingRight: true }),
  }));
}
