import type { WorkspaceChange } from "@bootstrappable/core/languages/services";
import {
  ErrorCodes,
  RenameFile,
  ResponseError,
  TextDocumentEdit,
  type PrepareRenameParams,
  type PrepareRenameResult,
  type RenameParams,
  type WorkspaceEdit,
} from "vscode-languageserver";
import { uriOf, type Session } from "../session";

/** textDocument/prepareRename; what has a name that nobody may change is refused with the reason. */
export async function prepareRename(
  session: Session,
  params: PrepareRenameParams,
): Promise<PrepareRenameResult | ResponseError | null> {
  const asked = session.ask(params.textDocument.uri, "renamable");
  if (!asked) return null;
  const { document, service } = asked;
  const found = await service(document, session.offset(document.text, params.position));
  if (found === undefined) return null;
  if ("refused" in found) return new ResponseError(ErrorCodes.InvalidParams, found.refused);
  return { range: session.range(document.text, found.range), placeholder: found.name };
}

/** textDocument/rename; a name that cannot be is refused with the reason, which the editor shows. */
export async function rename(
  session: Session,
  params: RenameParams,
): Promise<WorkspaceEdit | ResponseError | null> {
  const asked = session.ask(params.textDocument.uri, "rename");
  if (!asked) return null;
  const { document, service } = asked;
  const offset = session.offset(document.text, params.position);
  const change = await service(document, offset, params.newName);
  if ("refused" in change) return new ResponseError(ErrorCodes.InvalidParams, change.refused);
  return workspaceEdit(session, change);
}

/** A change of core's as the protocol has it. */
export async function workspaceEdit(session: Session, change: WorkspaceChange): Promise<WorkspaceEdit> {
  const edits = await Promise.all(
    [...change.edits].map(async ([path, textEdits]) => {
      const uri = uriOf(path);
      const changed = await Promise.all(
        textEdits.map(async ({ range, text }) => ({
          range: await session.rangeInFile(path, range),
          newText: text,
        })),
      );
      return TextDocumentEdit.create({ uri, version: session.documents.get(uri)?.version ?? null }, changed);
    }),
  );
  if (change.confirm !== undefined && session.hasAnnotations) return annotated(edits, change.confirm);
  const moves = (change.moves ?? []).map(({ from, to }) => RenameFile.create(uriOf(from), uriOf(to)));
  return { documentChanges: [...edits, ...moves] };
}

/** Edits that the editor shows before it makes them. */
function annotated(
  edits: readonly TextDocumentEdit[],
  { label, description }: NonNullable<WorkspaceChange["confirm"]>,
): WorkspaceEdit {
  const id = "confirm";
  return {
    documentChanges: edits.map(({ textDocument, edits: changed }) => ({
      textDocument,
      edits: changed.map((edit) => ({ ...edit, annotationId: id })),
    })),
    changeAnnotations: { [id]: { label, description, needsConfirmation: true } },
  };
}
