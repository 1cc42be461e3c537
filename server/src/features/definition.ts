import type { Definition, DefinitionLink, DefinitionParams, LocationLink } from "vscode-languageserver";
import { uriOf, type Session } from "../session";

/** textDocument/definition, as links where the editor takes them, so that the whole word is underlined. */
export async function definition(
  session: Session,
  params: DefinitionParams,
  links: boolean,
): Promise<Definition | DefinitionLink[] | null> {
  const asked = session.ask(params.textDocument.uri, "definition");
  if (!asked) return null;
  const { document, service } = asked;
  const targets = await service(document, session.offset(document.text, params.position));
  const found = await Promise.all(
    targets.map(async (target): Promise<LocationLink> => {
      const range = await session.rangeInFile(target.path, target.range);
      return {
        targetUri: uriOf(target.path),
        targetRange: range,
        targetSelectionRange: range,
        ...(target.origin && { originSelectionRange: session.range(document.text, target.origin) }),
      };
    }),
  );
  return links ? found : found.map(({ targetUri, targetRange }) => ({ uri: targetUri, range: targetRange }));
}
