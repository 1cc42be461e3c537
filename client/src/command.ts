import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import type { ExtensionContext } from "vscode";

/**
 * Starts the `bootstrappable` command that comes with the extension, on the editor's own Node. Its words for people
 * come on standard output and error, its events as JSON lines on file descriptor 3. The standard input of `run --lifeline`
 * is a pipe: it is asked to pause by it, and ends when this process does, however that happens.
 */
export function startCommand(context: ExtensionContext, args: readonly string[], cwd: string): ChildProcess {
  return spawn(process.execPath, [path.join(context.extensionPath, "dist", "cli.js"), ...args], {
    cwd,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1", FORCE_COLOR: "1" },
    stdio: [args.includes("--lifeline") ? "pipe" : "ignore", "pipe", "pipe", "pipe"],
    windowsHide: true,
  });
}

/** How the same command is typed in a terminal, for people to read and to copy. */
export function spoken(args: readonly string[]): string {
  const quoted = args.map((arg) =>
    /^[\w./:=@%+,-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`,
  );
  return ["bootstrappable", ...quoted].join(" ");
}
