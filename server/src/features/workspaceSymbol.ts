import { symbolsBelow } from "@bootstrappable/core/languages/assembly/workspaceSymbols";
import type { SymbolInformation, WorkspaceSymbolParams } from "vscode-languageserver";
import type { Pace } from "../longWork";
import { uriOf, type Session } from "../session";
import { symbolKinds } from "./documentSymbol";

/** workspace/symbol: labels and macros of the folders that the editor has open. */
export async function workspaceSymbols(
  session: Session,
  { query }: WorkspaceSymbolParams,
  { cancelled }: Pick<Pace, "cancelled">,
): Promise<SymbolInformation[]> {
  const answers = await Promise.all(
    session.folders.map((folder) =>
      symbolsBelow(session.workspace, folder.replace(/\/$/, ""), query, cancelled),
    ),
  );
  return Promise.all(
    answers.flat().map(async ({ name, kind, path, range }) => ({
      name,
      kind: symbolKinds[kind],
      location: { uri: uriOf(path), range: await session.rangeInFile(path, range) },
      containerName: path.slice(path.lastIndexOf("/") + 1),
    })),
  );
}
