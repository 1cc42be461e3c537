import { commands, window, workspace } from "vscode";

/** What stands on a terminal in which nothing is run, and what commands answer. */
export const untrusted = "Nothing is run or written before this folder is trusted.";

/** What of the extension's manifest is looked at. */
interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly enablement?: string }[];
  };
}

/**
 * The commands that are not there before the folder is trusted, as the manifest says it: all that start a process, or
 * write what the person does not see in an editor first.
 */
export function commandsOfTrusted(manifest: unknown): ReadonlySet<string> {
  const all = (manifest as Manifest).contributes.commands;
  return new Set(
    all.filter(({ enablement }) => enablement?.includes("isWorkspaceTrusted")).map(({ command }) => command),
  );
}

/** Whether the folder is trusted; if not, the person is told. A lens or a key leads to a command although its menus are hidden. */
export function askForTrust(): boolean {
  if (workspace.isTrusted) return true;
  const manage = "Manage Trust";
  void window.showInformationMessage(untrusted, manage).then((answer) => {
    if (answer === manage) void commands.executeCommand("workbench.trust.manage");
  });
  return false;
}
