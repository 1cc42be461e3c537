// An open VS Code with the packaged extension installed, and the few moves that a script for pictures needs.
import path from "node:path";
import { ensureCodeServer } from "../../../scripts/lib/codeServer.mjs";
import { profile, startCodeServer, writeSettings } from "../../../scripts/lib/codeServerProcess.mjs";
import { mustRun } from "../../../scripts/lib/process.mjs";
import { openBrowser } from "./browser.mjs";
import { distrustingSettings, quietSettings, skippedBuiltins } from "./settings.mjs";

/** What a script does to the editor, as a person would: with the keyboard. */
function movesOn(page) {
  const pause = (milliseconds) => page.waitForTimeout(milliseconds);

  /** Waits until nothing more is going on: no progress bar, no notice of loading, and a moment on top. */
  async function settle(milliseconds = 1500) {
    await page.waitForFunction(() => !document.querySelector(".monaco-progress-container.active"), null, {
      timeout: 30_000,
    });
    await pause(milliseconds);
  }

  async function pick(key, text) {
    await page.keyboard.press(key);
    const input = page.locator(".quick-input-widget:visible input[type=text]");
    await input.waitFor();
    await input.fill(text);
    // Results come in by and by; Enter takes the row that has the focus.
    await page.locator(".quick-input-list .monaco-list-row.focused").waitFor({ timeout: 15_000 });
    await pause(500);
    await page.keyboard.press("Enter");
    await input.waitFor({ state: "hidden", timeout: 10_000 }).catch(() => {});
  }

  /** Runs a command by its title, as in the command palette. */
  const command = async (title) => {
    await pick("F1", `>${title}`);
    await settle(500);
  };

  /** Opens a file by its path in the folder, at a line if one is given. */
  const open = async (file, line) => {
    await pick("Control+KeyP", line === undefined ? file : `${file}:${line}`);
    await page.locator(".tab.active", { hasText: path.posix.basename(file) }).waitFor();
    await settle();
  };

  return { page, command, open, settle };
}

/**
 * Opens VS Code on a folder, hands it to `use` and closes it.
 *
 * @param {{ vsix: string, folder: string, home: string, environment: object, theme: string, width: number, height: number, restricted?: boolean }} options `restricted`: whether the
 *   folder is one that nobody trusts
 * @param {(editor: ReturnType<typeof movesOn>) => Promise<void>} use
 */
export async function withEditor(options, use) {
  const { vsix, folder, home, environment, theme, width, height, restricted = false } = options;
  const codeServer = await ensureCodeServer("chromium");
  const browser = await openBrowser();
  let server;
  try {
    const profileFolder = path.join(home, "profile");
    const place = profile(profileFolder);
    const settings = restricted ? distrustingSettings : quietSettings;
    await writeSettings(place.user, { ...settings, "workbench.colorTheme": theme });
    await mustRun(codeServer.node, [
      codeServer.main,
      ...place.arguments,
      `--install-extension=${vsix}`,
      "--force",
    ]);
    server = await startCodeServer(codeServer, {
      folder: profileFolder,
      trusting: !restricted,
      env: { VSCODE_SKIP_BUILTIN_EXTENSIONS: skippedBuiltins.join(","), ...environment },
    });
    const page = await browser.newPage({ viewport: { width, height } });
    await page.goto(`${server.origin}/?${new URLSearchParams({ folder })}`, { timeout: 60_000 });
    await page.locator(".explorer-folders-view .monaco-list-row").first().waitFor({ timeout: 60_000 });
    const moves = movesOn(page);
    await moves.settle();
    await use(moves);
  } finally {
    await browser.close();
    await server?.stop();
  }
}
