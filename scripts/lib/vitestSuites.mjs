// The suites that vitest runs: the tests beside the sources, and one suite for each folder of test/ that has any.
import { existsSync, readdirSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import path from "node:path";
import { tool } from "./npm.mjs";
import { cache, root } from "./paths.mjs";
import { run } from "./process.mjs";

const sources = ["core/src/", "server/src/", "client/src/", "cli/src/"];

function holdsTests(folder) {
  return readdirSync(folder, { recursive: true }).some((name) => String(name).endsWith(".test.ts"));
}

/** @returns {Map<string, string[]>} the names of the suites and the folders, relative to the root, of their tests */
export function vitestSuites() {
  const suites = new Map([["unit", sources]]);
  const folder = path.join(root, "test");
  const names = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  for (const entry of names) {
    if (!entry.isDirectory() || entry.name === "vscode") continue;
    if (holdsTests(path.join(folder, entry.name))) suites.set(entry.name, [`test/${entry.name}/`]);
  }
  return suites;
}

function suiteOf(file, suites) {
  const relative = path.relative(root, file).replaceAll(path.sep, "/");
  return (
    [...suites].find(([, folders]) => folders.some((folder) => relative.startsWith(folder)))?.[0] ?? "other"
  );
}

/** Adds one test file's results to its suite. A file that could not even be loaded is one failure. */
function add(outcome, { status, startTime, endTime, assertionResults }) {
  const count = (...wanted) => assertionResults.filter((test) => wanted.includes(test.status)).length;
  const failed = count("failed");
  outcome.passed += count("passed");
  outcome.failed += status === "failed" && failed === 0 ? 1 : failed;
  outcome.skipped += count("pending", "skipped", "todo", "disabled");
  outcome.seconds += Math.max(0, endTime - startTime) / 1000;
}

/** The part of vitest's report that tells what failed, without the list of what did not. */
function failuresIn(output) {
  const from = output.search(/^.*⎯ (Failed|Unhandled)/m);
  return from < 0 ? output : output.slice(from);
}

/** What measures a time, or waits for a watchdog that measures one, is run with nothing beside it. */
const timed = ".timed.test.ts";

function timedFiles(folders) {
  return folders
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true }).map((name) => folder + name),
    )
    .filter((name) => name.endsWith(timed));
}

/** Runs files of tests with one vitest; the results by files are undefined where it has made no report. */
async function runFiles(words) {
  const report = path.join(cache, `vitest-${process.pid}.json`);
  await mkdir(cache, { recursive: true });
  const result = await run(
    process.execPath,
    [
      tool("vitest"),
      "run",
      ...(process.stdout.isTTY ? [] : ["--no-color"]),
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...words,
    ],
    { cwd: root, timeout: 1_800_000 },
  );
  const text = await readFile(report, "utf8").catch(() => undefined);
  await rm(report, { force: true });
  return { ...result, files: text === undefined ? [] : JSON.parse(text).testResults };
}

/**
 * Runs these suites, as many files at the same time as the machine has cores, and then one by one what measures times.
 *
 * @param {readonly string[]} names
 * @param {{ grep?: string }} [options]
 * @returns {Promise<import("./suite.mjs").Outcome[]>}
 */
export async function runVitest(names, { grep } = {}) {
  const suites = new Map([...vitestSuites()].filter(([name]) => names.includes(name)));
  const folders = [...suites.values()].flat();
  const pattern = grep ? [`--testNamePattern=${grep}`] : [];
  const alone = timedFiles(folders);
  const passes = [
    [`--exclude=**/*${timed}`, `--maxWorkers=${availableParallelism()}`, ...folders],
    ...(alone.length > 0 ? [["--maxWorkers=1", ...alone]] : []),
  ];
  const results = [];
  for (const words of passes) results.push(await runFiles([...pattern, ...words]));
  const outcomes = new Map(
    names.map((name) => [name, { name, passed: 0, failed: 0, skipped: 0, seconds: 0, output: "" }]),
  );
  const other = {
    name: "outside tests",
    passed: 0,
    failed: 0,
    skipped: 0,
    seconds: results.reduce((sum, { seconds }) => sum + seconds, 0),
    output: "",
  };
  for (const file of results.flatMap(({ files }) => files)) {
    add(outcomes.get(suiteOf(file.name, suites)) ?? other, file);
  }
  const all = [...outcomes.values()];
  for (const outcome of all) {
    if (outcome.passed + outcome.failed + outcome.skipped > 0) continue;
    outcome.failed = 1;
    outcome.output = "Not one test ran.";
  }
  // What goes wrong outside any test, such as an unhandled rejection, shows in the exit status only.
  const bad = results.filter(({ status }) => status !== 0);
  if (bad.length > 0 && all.every(({ failed }) => failed === 0)) other.failed = 1;
  if (other.failed > 0) all.push(other);
  const lastFailed = all.findLast(({ failed }) => failed > 0);
  if (lastFailed) lastFailed.output += bad.map(({ output }) => failuresIn(output)).join("\n");
  return all;
}
