import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import { workspace, type ExtensionContext } from "vscode";
import { untrusted } from "./trust";

/**
 * Starts the `bootstrappable` command that comes with the extension, on the editor's own Node. Its words for people
 * come on standard output and error, its events as JSON lines on file descriptor 3. The standard input of a run with a
 * `--lifeline` is a pipe: it is asked to pause by it, and its end tells it that this process has ended, however that happens.
 * Throws before the folder is trusted: whoever comes here has asked that first.
 */
export function startCommand(context: ExtensionContext, args: readonly string[], cwd: string): ChildProcess {
  if (!workspace.isTrusted) throw new Error(untrusted);
  return spawn(process.execPath, [path.join(context.extensionPath, "dist", "cli.js"), ...args], {
    cwd,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1", FORCE_COLOR: "1" },
    stdio: [args.includes("--lifeline") ? "pipe" : "ignore", "pipe", "pipe", "pipe"],
    windowsHide: true,
  });
}

/** The last line of what a command has complained of: the one that says why it could not. */
export function lastComplaint(errors: string): string {
  return errors.trim().split("\n").at(-1) ?? "";
}

/** All that a command prints, and its exit status. */
export function outputOf(
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

/** How the same command is typed in a terminal, for people to read and to copy. */
export function spoken(args: readonly string[]): string {
  const quoted = args.map((arg) =>
    /^[\w./:=@%+,-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`,
  );
  return ["bootstrappable", ...quoted].join(" ");
}
