import type { BuildLine } from "@bootstrappable/server/protocol";
import path from "node:path";
import { QuickPickItemKind, window, type QuickPickItem, type Uri } from "vscode";
import type { Forest } from "../tree/forest";
import { slashed } from "../slashed";

interface Offer extends QuickPickItem {
  /** The program; undefined for the one that the project thinks best. */
  readonly build?: string | undefined;
}

/**
 * *Choose the Program of This File…*: which of the programs that a source is part of it is seen in. `given` chooses
 * without asking: `build`, its name.
 */
export async function chooseBuild(forest: Forest, given: unknown, open: Uri | undefined): Promise<void> {
  if (open?.scheme !== "file") return;
  const file = slashed(open.fsPath);
  if (typeof given === "object" && given !== null && "build" in given) {
    await forest.chooseBuild(file, typeof given.build === "string" ? given.build : undefined);
    return;
  }
  const answer = await forest.builds(file);
  if (answer === undefined || answer.builds.length === 0) {
    void window.showInformationMessage("No script of a bootstrap assembles this file.");
    return;
  }
  const root = await forest.rootOf(open.fsPath);
  const items: Offer[] = answer.builds.map((build) => offer(build, root));
  if (answer.chosen) {
    items.push(
      { label: "", kind: QuickPickItemKind.Separator },
      { label: "$(discard) Take back the choice", build: undefined },
    );
  }
  const picked = await window.showQuickPick(items, {
    placeHolder: "Which program is the file to be seen in?",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked !== undefined) await forest.chooseBuild(file, picked.build);
}

function offer(
  { name, output, architecture, shown, file, line }: BuildLine,
  root: string | undefined,
): Offer {
  const by = file === undefined ? "" : ` by ${path.relative(root ?? "", file)}:${(line ?? 0) + 1}`;
  return {
    label: `${shown ? "$(check)" : "$(blank)"} ${path.posix.basename(output)}`,
    description: architecture,
    detail: `${output}${by}`,
    build: name,
  };
}
