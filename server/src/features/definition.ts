import type { Definition, DefinitionLink, DefinitionParams, LocationLink } from "vscode-languageserver";
import { uriOf, type Session } from "../session";

/** textDocument/definition, as links where the editor takes them, so that the whole word is underlined. */
export async function definition(
  session: Session,
  params: DefinitionParams,
  links: boolean,
): Promise<Definition | DefinitionLink[] | null> {
  const asked = session.asked(params.textDocument.uri);
  if (!asked?.language.definition) return null;
  const { document, language } = asked;
  const targets = await language.definition!(document, session.offset(document.text, params.position));
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
