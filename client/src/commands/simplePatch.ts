import path from "node:path";
import { commands, Uri, window, workspace } from "vscode";

interface Pair {
  readonly before: Uri;
  readonly after: Uri;
}

/** *Compare Simple Patch*: the pair of a lens, else the one that a file, or the open one, is a side of. */
export async function compareSimplePatch(given: unknown, open: Uri | undefined): Promise<void> {
  const pair = pairOf(given, open);
  if (pair === undefined) {
    void window.showInformationMessage("Only the two texts of a simple patch can be compared.");
    return;
  }
  for (const side of [pair.before, pair.after]) {
    if (await isThere(side)) continue;
    void window.showInformationMessage(`There is no ${path.basename(side.fsPath)}.`);
    return;
  }
  const name = path.basename(pair.before.fsPath, ".before");
  await commands.executeCommand("vscode.diff", pair.before, pair.after, `${name}: before ↔ after`);
}

function pairOf(given: unknown, open: Uri | undefined): Pair | undefined {
  if (typeof given === "object" && given !== null && "before" in given && "after" in given) {
    const { before, after } = given;
    return typeof before === "string" && typeof after === "string"
      ? { before: Uri.file(before), after: Uri.file(after) }
      : undefined;
  }
  const file = given instanceof Uri ? given : open;
  const stem = file?.scheme === "file" ? /^(.*)\.(?:before|after)$/.exec(file.path)?.[1] : undefined;
  if (file === undefined || stem === undefined) return undefined;
  return { before: file.with({ path: `${stem}.before` }), after: file.with({ path: `${stem}.after` }) };
}

async function isThere(file: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}
