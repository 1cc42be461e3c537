// `npm start`: VS Code with the extension in it, opened on the example. Installs what is missing, builds and packages
// first. The user's own VS Code is taken if there is one, with a profile of its own; else code-server in the browser.
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import path from "node:path";
import { ensureCodeServer } from "./lib/codeServer.mjs";
import { profile, startCodeServer, writeSettings } from "./lib/codeServerProcess.mjs";
import { findDesktop, openDesktop } from "./lib/desktop.mjs";
import { Missing } from "./lib/missing.mjs";
import { ensurePackages } from "./lib/npm.mjs";
import { cache, example, shown } from "./lib/paths.mjs";
import { isEnding, mustRun, run } from "./lib/process.mjs";
import { makeVsix } from "./lib/vsix.mjs";
import { which } from "./lib/which.mjs";

const help = `npm start [-- OPTIONS]

Opens VS Code on ${shown(example)} with the extension in it. Your own VS Code (code, codium) is used if there is one,
with a profile of its own under ${shown(cache)}: nothing of yours is read or changed. Otherwise code-server is
installed and its address printed; it listens on this machine only, until Ctrl-C.

  --browser     code-server, even where there is a desktop VS Code
  --no-open     code-server, and only print the address
  --port PORT   the port for code-server (default: any that is free)
  --help        this text
`;

function options() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string" },
        "no-open": { type: "boolean" },
        browser: { type: "boolean" },
        help: { type: "boolean" },
      },
    });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536)) {
      throw new Error(`--port wants a number from 1 to 65535, not ${values.port}.`);
    }
    return { ...values, port };
  } catch (error) {
    console.error(`${error.message}\n\n${help}`);
    return process.exit(2);
  }
}

/** Written when the profile is new; what the user changes later stays. */
const settings = {
  "git.openRepositoryInParentFolders": "never",
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "readme",
};

/** Shows an address in the user's browser, where there is one to show it. */
async function openAddress(address) {
  const { platform, env } = process;
  if (platform === "darwin") return run("open", [address]);
  if (platform === "win32") return run("cmd", ["/c", "start", "", address.replaceAll("&", "^&")]);
  const opener =
    env.DISPLAY || env.WAYLAND_DISPLAY || env.WSL_DISTRO_NAME ? which("xdg-open", "wslview") : undefined;
  return opener && run(opener, [address]);
}

async function serve(vsix, { port, open }) {
  const codeServer = await ensureCodeServer();
  const folder = path.join(cache, "start/browser");
  const place = profile(folder);
  await writeSettings(place.user, settings);
  await mustRun(codeServer.node, [
    codeServer.main,
    ...place.arguments,
    `--install-extension=${vsix}`,
    "--force",
  ]);
  // Other users of this machine, and pages in the same browser, can reach the port; they do not know the token.
  const token = randomBytes(16).toString("hex");
  const server = await startCodeServer(codeServer, { folder, port, token });
  const address = `${server.origin}/?${new URLSearchParams({ tkn: token, folder: example })}`;
  console.log(`\nVS Code is at ${address}\nCtrl-C ends it.`);
  if (open) void openAddress(address);
  await new Promise((resolve) => server.child.once("exit", resolve));
  if (isEnding()) return;
  throw new Error(`VS Code's server ended.\n${server.output().trim()}`);
}

const chosen = options();
if (chosen.help) {
  console.log(help);
  process.exit(0);
}
try {
  await ensurePackages();
  const vsix = await makeVsix();
  console.log(`Packaged ${shown(vsix)}`);
  const desktop = chosen["no-open"] || chosen.browser || chosen.port ? undefined : findDesktop();
  if (desktop) {
    console.log(`Opening ${desktop} with a profile of its own. Close its window to end this.`);
    await openDesktop(desktop, { vsix, folder: example, home: path.join(cache, "start/desktop"), settings });
  } else {
    await serve(vsix, { port: chosen.port, open: !chosen["no-open"] });
  }
} catch (error) {
  console.error(error instanceof Missing ? `VS Code cannot be opened here. ${error.message}` : error.message);
  process.exitCode = 1;
}
