// Runs the suites of test/vscode/suite inside a real VS Code: a desktop one when the environment asks for it
// (VSCODE_EXECUTABLE_PATH=…, or BOOTSTRAPPABLE_DOWNLOAD_VSCODE=1), else code-server with a headless Chromium.
//
//   node test/vscode/run.mjs [--vsix FILE] [--grep PATTERN] [--results FILE]
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { Missing } from "../../scripts/lib/missing.mjs";
import { cache } from "../../scripts/lib/paths.mjs";
import { makeVsix } from "../../scripts/lib/vsix.mjs";
import { runInBrowser } from "./lib/inBrowser.mjs";
import { runOnDesktop, wantsDesktop } from "./lib/onDesktop.mjs";
import { livesOf, reloads, restricted } from "./lib/lives.mjs";
import { prepare, workFolder } from "./lib/prepare.mjs";
import { readResults } from "./lib/watch.mjs";

const { values } = parseArgs({
  options: { vsix: { type: "string" }, grep: { type: "string" }, results: { type: "string" } },
});

/** The results of the suites, with the run's own trouble counted as one more failure. */
function conclude(results, trouble) {
  const { passed = 0, failed = [], skipped = [], finished = false, current } = results ?? {};
  const all = [...failed];
  if (!finished)
    all.push({ title: current ?? "VS Code, before the first test", error: trouble ?? "It ended early." });
  else if (trouble !== undefined && failed.length === 0) all.push({ title: "VS Code", error: trouble });
  return { passed, failed: all, skipped, note: finished ? trouble : undefined };
}

async function runSuites() {
  const work = await workFolder();
  try {
    const layout = await prepare(work.folder, values.vsix ?? (await makeVsix()));
    const { environment } = work;
    const lives = livesOf({ folder: work.folder, grep: values.grep ?? "", environment });
    // A desktop VS Code forgets, under test, what extensions keep: there is nothing to come back to.
    const desktop = wantsDesktop();
    const wanted = desktop ? lives.slice(0, 1) : lives;
    const trouble = desktop
      ? await runOnDesktop(layout, lives[0])
      : await runInBrowser(layout, lives, path.join(cache, "vscode-test"));
    const all = await Promise.all(wanted.map(({ results }) => readResults(results)));
    const outcome = conclude(merged(all.filter((results) => results !== undefined)), trouble);
    const left = desktop && lives.length > 1 ? [reloads.title, restricted.title] : [];
    return { ...outcome, skipped: [...outcome.skipped, ...left] };
  } finally {
    await work.remove();
  }
}

/** The results of all lives as one; finished when the last of them is. */
function merged(all) {
  if (all.length === 0) return undefined;
  const last = all.at(-1);
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.flatMap(({ failed }) => failed),
    skipped: all.flatMap(({ skipped }) => skipped),
    ...{ current: last.current, finished: last.finished },
  };
}

/** @param {{ passed: number, failed: any[], skipped: string[], note?: string, missing?: string }} outcome */
function print({ passed, failed, skipped, note, missing }) {
  for (const { title, error } of failed) console.log(`FAILED  ${title}\n${error.replaceAll(/^/gm, "  ")}\n`);
  if (failed.length > 0 && note) console.log(note);
  if (missing) console.log(missing);
  else if (passed + failed.length === 0) console.log("Not one test ran.");
  console.log(`${passed} passed, ${failed.length} failed, ${skipped.length} skipped`);
}

let outcome;
try {
  outcome = await runSuites();
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  outcome = { passed: 0, failed: [], skipped: [], missing: error.message };
}
if (values.results) await writeFile(values.results, JSON.stringify(outcome));
print(outcome);
process.exitCode = outcome.failed.length > 0 || outcome.passed === 0 ? 1 : 0;
