import type { AcceptParams } from "@bootstrappable/server/protocol";
import { window, workspace } from "vscode";
import type { Server } from "../languageClient";
import type { Forest } from "../tree/forest";
import { chooseTree } from "./chooseTree";

/**
 * Takes what runs received into the files of checksums: one hash at once, all of a run as edits that the person looks
 * through first.
 */
export async function acceptHashes(
  server: Server,
  forest: Forest,
  given: AcceptParams | undefined,
): Promise<void> {
  const root = given?.root ?? (await chooseTree(forest));
  if (root === undefined) return;
  const answer = await server.ask("bootstrappable/accept", { ...given, root });
  const edit = answer && (await server.editOf(answer.edit));
  if (edit === undefined) {
    void window.showInformationMessage(
      "Nothing is left to accept: every hash that this run found to be another has been edited since, or there is none.",
    );
    return;
  }
  await workspace.applyEdit(edit, { isRefactoring: true });
}
