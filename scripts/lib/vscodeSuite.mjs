// The suites in a real VS Code, run as a process of their own, so that whatever befalls it is only a result here.
import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { Missing } from "./missing.mjs";
import { cache, root } from "./paths.mjs";
import { run } from "./process.mjs";

/**
 * @param {string} vsix the packaged extension
 * @param {{ grep?: string }} [options]
 * @returns {Promise<import("./suite.mjs").Outcome>}
 * @throws {Missing} when there is no VS Code to run in on this machine
 */
export async function runInVscode(vsix, { grep } = {}) {
  const file = path.join(cache, `vscode-results-${process.pid}.json`);
  await mkdir(cache, { recursive: true });
  const args = ["test/vscode/run.mjs", "--vsix", vsix, "--results", file, ...(grep ? ["--grep", grep] : [])];
  // Longer than its own limits, for the first time includes installing code-server.
  const { status, output, seconds } = await run(process.execPath, args, { cwd: root, timeout: 2_400_000 });
  const text = await readFile(file, "utf8").catch(() => undefined);
  await rm(file, { force: true });
  if (text === undefined) return { name: "vscode", passed: 0, failed: 1, skipped: 0, seconds, output };
  const { passed, failed, skipped, missing } = JSON.parse(text);
  if (missing) throw new Missing(missing);
  const counts = { passed, failed: failed.length, skipped: skipped.length };
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  return { name: "vscode", ...counts, seconds, output: counts.failed > 0 ? output : "" };
}
