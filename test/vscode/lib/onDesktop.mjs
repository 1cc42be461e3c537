// Runs the suites in a desktop VS Code: one that is here, or one that @vscode/test-electron downloads.
import path from "node:path";
import { downloadAndUnzipVSCode } from "@vscode/test-electron";
import { writeSettings } from "../../../scripts/lib/codeServerProcess.mjs";
import { Missing } from "../../../scripts/lib/missing.mjs";
import { cache } from "../../../scripts/lib/paths.mjs";
import { start, stop } from "../../../scripts/lib/process.mjs";
import { which } from "../../../scripts/lib/which.mjs";
import { quietSettings } from "./settings.mjs";
import { waitForEnd } from "./watch.mjs";

/** Whether the person asked for a desktop VS Code. */
export const wantsDesktop = () =>
  Boolean(process.env.VSCODE_EXECUTABLE_PATH) || process.env.BOOTSTRAPPABLE_DOWNLOAD_VSCODE === "1";

function executable() {
  const version = process.env.BOOTSTRAPPABLE_VSCODE_VERSION || "stable";
  return (
    process.env.VSCODE_EXECUTABLE_PATH ||
    downloadAndUnzipVSCode({ version, cachePath: path.join(cache, "vscode-desktop") })
  );
}

/** On Linux a window needs a display; xvfb-run makes one. */
function withDisplay(command, args) {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform !== "linux" || DISPLAY || WAYLAND_DISPLAY) return [command, args];
  const xvfb = which("xvfb-run");
  if (!xvfb)
    throw new Missing(
      "A desktop VS Code needs a display, and there is none.",
      "sudo apt-get install -y xvfb",
    );
  return [xvfb, ["-a", command, ...args]];
}

/** @returns {Promise<string | undefined>} what went wrong with the run as a whole */
export async function runOnDesktop(layout, { environment, results }) {
  const user = path.join(layout.profile, "user");
  await writeSettings(user, quietSettings);
  const [command, args] = withDisplay(await executable(), [
    layout.workspace,
    `--extensionDevelopmentPath=${layout.extension}`,
    `--extensionTestsPath=${path.join(layout.suite, "index.js")}`,
    `--user-data-dir=${user}`,
    `--extensions-dir=${path.join(layout.profile, "extensions")}`,
    "--no-sandbox",
    "--disable-gpu-sandbox",
    "--disable-updates",
    "--disable-workspace-trust",
    "--skip-welcome",
    "--skip-release-notes",
  ]);
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name));
  const child = start(command, args, { env: { ...Object.fromEntries(inherited), ...environment } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  const ended = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code));
  });
  const why = await waitForEnd(ended, results).catch((error) => error.message);
  await stop(child);
  if (why !== undefined) return `VS Code was stopped: ${why}.\n${output.slice(-4000)}`;
  const status = await ended;
  return status === 0 ? undefined : `VS Code ended with status ${status}.\n${output.slice(-4000)}`;
}
