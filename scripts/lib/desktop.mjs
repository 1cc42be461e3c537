// The user's own desktop VS Code, if there is one that can open a window here. It is given a profile of its own: the
// user's settings and extensions are neither read nor changed.
import path from "node:path";
import { isRoot } from "./missing.mjs";
import { profile, writeSettings } from "./codeServerProcess.mjs";
import { mustRun } from "./process.mjs";
import { which } from "./which.mjs";

const inApplications = (application, command) =>
  `/Applications/${application}.app/Contents/Resources/app/bin/${command}`;

/** The `code` or `codium` command, unless it stands for a VS Code on another machine. */
export function findDesktop({ env = process.env, platform = process.platform } = {}) {
  // In a remote terminal, in WSL and in code-server `code` only talks to the window that is open already.
  if (env.VSCODE_IPC_HOOK_CLI || env.WSL_DISTRO_NAME) return undefined;
  if (platform === "linux" && !env.DISPLAY && !env.WAYLAND_DISPLAY) return undefined;
  return which(
    "code",
    "codium",
    "code-insiders",
    inApplications("Visual Studio Code", "code"),
    inApplications("VSCodium", "codium"),
  );
}

/** On Windows the command is a batch file, which only a shell runs; every word is put in quotes for it. */
function call(command, args) {
  if (process.platform !== "win32") return mustRun(command, args);
  const quoted = (word) => `"${word}"`;
  return mustRun(quoted(command), args.map(quoted), { shell: true });
}

/**
 * Installs the extension into the profile and opens the folder. Resolves when the window is closed.
 *
 * @param {string} command
 * @param {{ vsix: string, folder: string, home: string, settings: object }} options
 */
export async function openDesktop(command, { vsix, folder, home, settings }) {
  const { user, extensions } = profile(home);
  await writeSettings(user, settings);
  const common = [`--user-data-dir=${user}`, `--extensions-dir=${extensions}`];
  // Electron's sandbox refuses to start as root.
  if (isRoot) common.push("--no-sandbox");
  await call(command, [...common, `--install-extension=${path.resolve(vsix)}`, "--force"]);
  await call(command, [...common, "--disable-workspace-trust", "--new-window", "--wait", folder]);
}
