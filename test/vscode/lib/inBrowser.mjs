// Runs the suites in code-server's inner server, with its page in a headless browser.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { ensureCodeServer } from "../../../scripts/lib/codeServer.mjs";
import { profile, startCodeServer, writeSettings } from "../../../scripts/lib/codeServerProcess.mjs";
import { shown } from "../../../scripts/lib/paths.mjs";
import { openBrowser } from "./browser.mjs";
import { endWhatWasAsked } from "./lives.mjs";
import { distrustingSettings, quietSettings, skippedBuiltins } from "./settings.mjs";
import { readResults, waitForEnd } from "./watch.mjs";

/** The address of the page, with what VS Code's command line would say to a desktop VS Code. */
function address(server, { extension, suite, workspace, environment }) {
  const remote = (file) => `vscode-remote://${server.authority}${file}`;
  const payload = [
    ["extensionDevelopmentPath", remote(extension)],
    ["extensionTestsPath", remote(path.join(suite, "index.js"))],
    ["skipWelcome", "true"],
    ["extensionEnvironment", JSON.stringify(environment)],
  ];
  return `${server.origin}/?${new URLSearchParams({ folder: workspace, payload: JSON.stringify(payload) })}`;
}

/** Keeps what helps to find out why a run went wrong. */
async function keepTraces(page, log, kept) {
  await mkdir(kept, { recursive: true });
  const picture = path.join(kept, "vscode.png");
  const text = path.join(kept, "vscode.log");
  await writeFile(text, log.join("\n"));
  const taken = await page.screenshot({ path: picture, timeout: 10_000 }).catch(() => undefined);
  return taken ? `See ${shown(picture)} and ${shown(text)}.` : `See ${shown(text)}.`;
}

/** Loads the page and waits until its tests are over. `Ended` hands over how VS Code says that they ended. */
async function loadPage(page, url, results, ended) {
  await page.goto(url, { timeout: 180_000 });
  const why = await waitForEnd(ended, results).catch((error) => error.message);
  // When the process of the extensions dies, VS Code reports success all the same.
  const finished = (await readResults(results))?.finished === true;
  if (why === undefined && finished && (await ended) === 0) return undefined;
  if (!finished && why === undefined) return "It ended early.";
  return why === undefined ? "" : `VS Code was stopped: ${why}.`;
}

/**
 * Runs the suites once for each of `lives`, the page of the window being loaded anew for each, which is what a reload is.
 *
 * @param {readonly import("./lives.mjs").Life[]} lives
 * @returns {Promise<string | undefined>} what went wrong with the run as a whole
 * @throws {import("../../../scripts/lib/missing.mjs").Missing} when there is no VS Code to run in
 */
export async function runInBrowser(layout, lives, kept) {
  for (const trusting of [true, false]) {
    const some = lives.filter((life) => life.trusting === trusting);
    const own = { ...layout, profile: path.join(layout.profile, trusting ? "trusting" : "distrusting") };
    const trouble = some.length === 0 ? undefined : await runInServer(own, some, kept, trusting);
    if (trouble !== undefined) return trouble;
  }
  return undefined;
}

/** Runs lives of which all or none have a folder that is trusted. */
async function runInServer(layout, lives, kept, trusting) {
  const codeServer = await ensureCodeServer("chromium");
  const browser = await openBrowser();
  let server;
  try {
    await writeSettings(profile(layout.profile).user, trusting ? quietSettings : distrustingSettings);
    server = await startCodeServer(codeServer, {
      ...{ folder: layout.profile, trusting },
      arguments: ["--enable-smoke-test-driver"],
      env: {
        VSCODE_SKIP_BUILTIN_EXTENSIONS: skippedBuiltins.join(","),
        // VS Code leaves its sockets there. It is a short path, as theirs must be.
        XDG_RUNTIME_DIR: path.dirname(layout.suite),
      },
    });
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const log = [];
    page.on("console", (message) => log.push(`[page ${message.type()}] ${message.text()}`));
    page.on("pageerror", (error) => log.push(`[page error] ${error.stack ?? error.message}`));
    // VS Code looks for these two as it starts.
    await page.exposeFunction("codeAutomationLog", (type, args) => {
      log.push(`[${type}] ${args.map(String).join(" ")}`);
    });
    let exit = (_code) => {};
    await page.exposeFunction("codeAutomationExit", (code) => exit(code));
    for (const { environment, results, between } of lives) {
      await page.goto("about:blank");
      await endWhatWasAsked(between);
      const ended = new Promise((resolve, reject) => {
        exit = resolve;
        page.once("crash", () => reject(new Error("The page of VS Code crashed.")));
      });
      const url = address(server, { ...layout, environment });
      const trouble = await loadPage(page, url, results, ended);
      if (trouble === undefined) continue;
      log.push(`[server] ${server.output()}`);
      return `${trouble} ${await keepTraces(page, log, kept)}`.trim();
    }
    return undefined;
  } finally {
    await browser.close();
    await server?.stop();
  }
}
