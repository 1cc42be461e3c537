import type { Hover, HoverParams } from "vscode-languageserver";
import type { Session } from "../session";

/** textDocument/hover */
export async function hover(session: Session, params: HoverParams): Promise<Hover | null> {
  const asked = session.asked(params.textDocument.uri);
  if (!asked?.language.hover) return null;
  const { document, language } = asked;
  const found = await language.hover!(document, session.offset(document.text, params.position));
  if (!found) return null;
  return {
    contents: { kind: "markdown", value: found.markdown },
    range: session.range(document.text, found.range),
  };
}
