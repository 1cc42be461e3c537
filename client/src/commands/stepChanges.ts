import type { Change } from "@bootstrappable/core/runs/checkpoints/changes";
import path from "node:path";
import { commands, Uri, window, workspace, type ExtensionContext, type QuickPickItem } from "vscode";
import { startCommand } from "../command";
import type { BootstrapTaskProvider } from "../tasks/provider";
import type { Forest } from "../tree/forest";
import type { StepSubject } from "../views/steps";
import { nameOf, runTask } from "./run";

interface Item extends QuickPickItem {
  readonly change: Change;
}

const icons: Readonly<Record<Change["change"], string>> = {
  added: "diff-added",
  changed: "diff-modified",
  removed: "diff-removed",
};

/** *Bootstrap: What Did This Step Change?*: lists the files; each opens, beside what it was before. */
export async function showStepChanges(
  context: ExtensionContext,
  provider: BootstrapTaskProvider,
  forest: Forest,
  { root, step }: StepSubject,
): Promise<void> {
  if (!workspace.isTrusted) return;
  const words = provider.words(runTask(forest, root), root, workspace.getWorkspaceFolder(Uri.file(root)));
  const args = ["run", "--changes", nameOf(step), "--format", "json", ...words.slice(1)];
  const { status, out, errors } = await collected(context, args, root);
  if (status !== 0) {
    const message = errors.trim().split("\n").at(-1) ?? "";
    const again = "Run From Here";
    if ((await window.showWarningMessage(message || "The changes cannot be told.", again)) === again)
      await commands.executeCommand("bootstrappable.run", { tree: root, from: nameOf(step) });
    return;
  }
  const lines = out.split("\n").filter((line) => line !== "");
  const items = lines.map((line) => itemOf(JSON.parse(line) as Change));
  const title = `${step.name}: ${items.length} changed`;
  const picked = await window.showQuickPick(items, { title, matchOnDescription: true });
  if (picked !== undefined) await open(picked.change);
}

function itemOf(change: Change): Item {
  const node = change.after ?? change.before;
  const size = node?.size === undefined ? (node?.kind ?? "") : `${node.size} bytes`;
  const detail = node?.sha256 ?? (node?.target === undefined ? undefined : `→ ${node.target}`);
  return {
    label: `$(${icons[change.change]}) ${change.path}`,
    description: size,
    ...(detail !== undefined && { detail }),
    change,
  };
}

async function open({ path: name, before, after }: Change): Promise<void> {
  const [was, is] = [before, after].map((node) => (node?.kind === "file" ? Uri.file(node.file) : undefined));
  if (was !== undefined && is !== undefined)
    await commands.executeCommand("vscode.diff", was, is, `${path.basename(name)}: before and after`);
  else if (was !== undefined || is !== undefined) await commands.executeCommand("vscode.open", is ?? was);
}

/** All that a command prints. */
function collected(
  context: ExtensionContext,
  args: readonly string[],
  cwd: string,
): Promise<{ readonly status: number; readonly out: string; readonly errors: string }> {
  return new Promise((resolve) => {
    const child = startCommand(context, args, cwd);
    let [out, errors] = ["", ""];
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (errors += text));
    child.on("error", (error) => resolve({ status: 1, out, errors: error.message }));
    child.on("close", (status) => resolve({ status: status ?? 1, out, errors }));
  });
}
