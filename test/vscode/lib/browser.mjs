// The browser that shows code-server's page: the system's Chromium, headless, driven by playwright.
import { chromium as playwright } from "playwright-core";
import { Missing } from "../../../scripts/lib/missing.mjs";
import { chromium } from "../../../scripts/lib/systemPackages.mjs";

/** @throws {Missing} when there is no browser and none can be installed from here */
export async function openBrowser() {
  const executablePath = chromium();
  if (!executablePath) throw new Missing("There is no Chromium on this machine.");
  return playwright.launch({
    executablePath,
    // Our own handlers end what we started; playwright's would end the script before they are done.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
