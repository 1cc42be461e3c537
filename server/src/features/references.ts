import type { Location, ReferenceParams } from "vscode-languageserver";
import { uriOf, type Session } from "../session";

/** textDocument/references */
export async function references(session: Session, params: ReferenceParams): Promise<Location[] | null> {
  const asked = session.ask(params.textDocument.uri, "references");
  if (!asked) return null;
  const { document, service } = asked;
  const found = await service(document, session.offset(document.text, params.position));
  return Promise.all(
    found.map(async ({ path, range }) => ({
      uri: uriOf(path),
      range: await session.rangeInFile(path, range),
    })),
  );
}
