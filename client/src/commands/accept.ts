import type { AcceptedHash, AcceptParams } from "@bootstrappable/server/protocol";
import { window, workspace } from "vscode";
import type { Server } from "../languageClient";
import type { Forest } from "../tree/forest";
import { chooseTree } from "./chooseTree";

/**
 * Takes what a run received into the files of checksums: one hash at once, of several those that the person leaves
 * picked. (VS Code's own preview of edits that want a confirmation begins with none of them picked.)
 */
export async function acceptHashes(
  server: Server,
  forest: Forest,
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
  if (edit !== undefined) {
    await workspace.applyEdit(edit);
    return;
  }
  void window.showInformationMessage(
    "Nothing is left to accept: what the run found to be another has been edited since, or there is none.",
  );
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
