import type { Hover, HoverParams } from "vscode-languageserver";
import type { Session } from "../session";

/** textDocument/hover */
export async function hover(session: Session, params: HoverParams): Promise<Hover | null> {
  const asked = session.ask(params.textDocument.uri, "hover");
  if (!asked) return null;
  const { document, service } = asked;
  const found = await service(document, session.offset(document.text, params.position));
  if (!found) return null;
  return {
    contents: { kind: "markdown", value: found.markdown },
    range: session.range(document.text, found.range),
  };
}
