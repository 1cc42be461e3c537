import type { CodeLens, CodeLensParams } from "vscode-languageserver";
import type { Session } from "../session";

/** textDocument/codeLens; a lens without a command is a line to read. */
export async function codeLenses(session: Session, params: CodeLensParams): Promise<CodeLens[] | null> {
  const asked = session.ask(params.textDocument.uri, "lenses");
  if (!asked) return null;
  const { document, service } = asked;
  const found = await service(document);
  return found.map(({ range, title, command, arguments: given }) => ({
    range: session.range(document.text, range),
    command: {
      title,
      command: command === undefined ? "" : `bootstrappable.${command}`,
      ...(given && { arguments: [...given] }),
    },
  }));
}
