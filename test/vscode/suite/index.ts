/**
 * What VS Code calls to run the tests: it loads every *.test.js beside this file and writes down what came of them. A test
 * that spans several lives of a window, or wants a window of its own, is a *.part.js; of those, what is called after the part is run.
 */
import { readdirSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";
import { ResultsFile } from "./results";
import { stackOf } from "./stack";

/** Milliseconds of a test that only one takes which hangs, however busy the machine is. */
const LONGEST = 240_000;

/** Names in the environment that the harness sets. */
const variables = {
  results: "BOOTSTRAPPABLE_TEST_RESULTS",
  grep: "BOOTSTRAPPABLE_TEST_GREP",
  part: "BOOTSTRAPPABLE_TEST_PART",
  /** Set by a test that wants the extensions' process to be killed when it is over. */
  killed: "BOOTSTRAPPABLE_TEST_KILLED",
};

export async function run(): Promise<void> {
  const resultsFile = process.env[variables.results];
  if (resultsFile === undefined)
    throw new Error(`${variables.results} does not name a file for the results.`);
  const file = new ResultsFile(resultsFile);
  const { results } = file;
  process.setSourceMapsEnabled(true);

  const mocha = new Mocha({ ui: "bdd", timeout: LONGEST, reporter: Mocha.reporters.Base });
  const part = process.env[variables.part] ?? "";
  const pattern = part === "" ? (process.env[variables.grep] ?? "") : `\\b${part}:`;
  if (pattern !== "") mocha.grep(new RegExp(pattern));
  for (const name of readdirSync(__dirname).sort()) {
    if (name.endsWith(part === "" ? ".test.js" : ".part.js")) mocha.addFile(path.join(__dirname, name));
  }
  try {
    await new Promise<void>((resolve) => {
      const runner = mocha.run(() => {
        resolve();
      });
      runner.on("test", (test) => {
        file.update({ current: test.fullTitle() });
      });
      runner.on("pass", () => {
        file.update({ passed: results.passed + 1 });
      });
      runner.on("pending", (test) => {
        file.update({ skipped: [...results.skipped, test.fullTitle()] });
      });
      // A hook that fails comes here, too, under its own title.
      runner.on("fail", (test, error: unknown) => {
        file.update({ failed: [...results.failed, { title: test.fullTitle(), error: stackOf(error) }] });
      });
    });
  } catch (error) {
    file.update({ failed: [...results.failed, { title: "loading the tests", error: stackOf(error) }] });
  }
  file.update({ current: undefined, finished: true });
  if (process.env[variables.killed] !== undefined) process.kill(process.pid, "SIGKILL");
  if (results.failed.length > 0) throw new Error(`${results.failed.length} failed`);
}
