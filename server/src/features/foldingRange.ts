import type { FoldingRange, FoldingRangeParams } from "vscode-languageserver";
import type { Session } from "../session";

/** textDocument/foldingRange */
export async function foldingRanges(
  session: Session,
  params: FoldingRangeParams,
): Promise<FoldingRange[] | null> {
  const asked = session.ask(params.textDocument.uri, "folding");
  if (!asked) return null;
  const found = await asked.service(asked.document);
  return found.map(({ startLine, endLine, kind }) => ({
    startLine,
    endLine,
    ...(kind !== undefined && { kind }),
  }));
}
