import type { DocumentLink, DocumentLinkParams } from "vscode-languageserver";
import { uriOf, type Session } from "../session";

/** textDocument/documentLink */
export async function documentLinks(
  session: Session,
  params: DocumentLinkParams,
): Promise<DocumentLink[] | null> {
  const asked = session.ask(params.textDocument.uri, "links");
  if (!asked) return null;
  const { document, service } = asked;
  const found = await service(document);
  return Promise.all(
    found.map(async ({ range, target, tooltip }) => ({
      range: session.range(document.text, range),
      target: "url" in target ? target.url : await fileTarget(session, target),
      ...(tooltip !== undefined && { tooltip }),
    })),
  );
}

/** Editors open `file:…#L12` at that line. */
async function fileTarget(
  session: Session,
  target: { path: string; range?: { start: number; end: number } },
) {
  const uri = uriOf(target.path);
  if (!target.range) return uri;
  return `${uri}#L${(await session.rangeInFile(target.path, target.range)).start.line + 1}`;
}
