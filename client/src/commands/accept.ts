import type { AcceptedHash, AcceptParams } from "@bootstrappable/server/protocol";
import { window, workspace } from "vscode";
import type { Server } from "../languageClient";
import type { Forest } from "../tree/forest";
import { chooseTree } from "./chooseTree";
import type { ReviewedEdits } from "./reviewedEdits";

/**
 * Takes what a run received into the files of checksums: one hash at once, of several those that the person leaves
 * picked, as one diff that is still to be saved. (VS Code's own preview of edits that want a confirmation begins with
 * none of them picked.)
 */
export async function acceptHashes(
  server: Server,
  forest: Forest,
  reviews: ReviewedEdits,
  given: AcceptParams | undefined,
): Promise<void> {
  const root = given?.root ?? (await chooseTree(forest));
  if (root === undefined) return;
  let params: AcceptParams = { ...given, root };
  if (params.only === undefined) {
    const offered = await server.ask("bootstrappable/accept", params);
    const picked = offered === undefined ? [] : await pick(offered.hashes);
    if (picked === undefined) return;
    params = { ...params, only: picked };
  }
  const answer = params.only?.length === 0 ? undefined : await server.ask("bootstrappable/accept", params);
  const edit = answer && (await server.editOf(answer.edit));
  if (edit === undefined) {
    void window.showInformationMessage(
      "There is nothing to accept: no run has received another hash, or what it is for was edited since.",
    );
  } else if (given?.only === undefined) await reviews.make("Accepted Hashes of a Run", edit);
  else await workspace.applyEdit(edit);
}

/** The hashes that the person wants of those that could be accepted; undefined where they want nothing of it. */
async function pick(hashes: readonly AcceptedHash[]): Promise<readonly AcceptedHash[] | undefined> {
  const items = hashes.map((hash) => ({
    label: hash.name,
    description: hash.file,
    detail: `${hash.expected === undefined ? "no checksum" : short(hash.expected)} → ${short(hash.received)}`,
    picked: true,
    hash,
  }));
  const picked = await window.showQuickPick(items, {
    canPickMany: true,
    matchOnDescription: true,
    title: "Accept the Hashes of a Run",
    placeHolder: "Hashes to write into the tree",
  });
  return picked === undefined || picked.length === 0 ? undefined : picked.map(({ hash }) => hash);
}

function short(hash: string): string {
  return `${hash.slice(0, 16)}…`;
}
