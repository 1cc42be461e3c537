// `npm test`: everything that can be checked, on any machine, with nothing else to install first. Ends with one line that
// adds all suites up. What cannot run here is named and counted as skipped, never passed over in silence.
import { parseArgs } from "node:util";
import { runChecks } from "./lib/checks.mjs";
import { Missing, strict } from "./lib/missing.mjs";
import { ensurePackages } from "./lib/npm.mjs";
import { check, describe, total } from "./lib/suite.mjs";
import { ensureSystem } from "./lib/systemPackages.mjs";
import { runVitest, vitestSuites } from "./lib/vitestSuites.mjs";
import { runInVscode } from "./lib/vscodeSuite.mjs";
import { makeVsix } from "./lib/vsix.mjs";

const names = ["lint", "types", "package", ...vitestSuites().keys(), "vscode"];
const help = `npm test [-- OPTIONS]

  --only SUITE,…   only these of: ${names.join(", ")}
  --grep PATTERN   only the tests whose full name matches (in the suites that have tests)
  --help           this text
`;

function options() {
  try {
    const { values } = parseArgs({
      options: { only: { type: "string" }, grep: { type: "string" }, help: { type: "boolean" } },
    });
    const chosen = values.only?.split(",").map((name) => name.trim()) ?? names;
    const unknown = chosen.filter((name) => !names.includes(name));
    if (unknown.length > 0) throw new Error(`There is no suite ${unknown.join(", ")}.`);
    return { ...values, chosen };
  } catch (error) {
    console.error(`${error.message}\n\n${help}`);
    return process.exit(2);
  }
}

const { chosen, grep, help: wantsHelp } = options();
if (wantsHelp) {
  console.log(help);
  process.exit(0);
}

/** @type {import("./lib/suite.mjs").Outcome[]} */
const outcomes = [];
function add(outcome) {
  outcomes.push(outcome);
  console.log(describe(outcome));
}

/** Runs something, and makes a result of whatever it throws. */
async function guard(name, work) {
  const began = performance.now();
  const empty = { name, passed: 0, failed: 0, skipped: 0, seconds: 0 };
  try {
    return await work();
  } catch (error) {
    const seconds = (performance.now() - began) / 1000;
    if (error instanceof Missing && !strict) {
      add({ ...empty, skipped: 1, seconds, output: `Not run on this machine: ${error.message}` });
    } else {
      add({ ...empty, failed: 1, seconds, output: error instanceof Missing ? error.message : error.stack });
    }
    return undefined;
  }
}

await ensurePackages();
const reading = /** @type {const} */ (["lint", "types"]).filter((kind) => chosen.includes(kind));
await guard("checks", () => runChecks(reading, add));

const inVitest = [...vitestSuites().keys()].filter((name) => chosen.includes(name));
// The tests of the language server and of the command line run what is packaged, so it is made before them.
const needsPackage = ["package", "vscode", ...inVitest.filter((name) => name !== "unit")];
const vsix =
  needsPackage.some((name) => chosen.includes(name)) &&
  (await guard("package", async () => {
    const began = performance.now();
    const file = await makeVsix();
    add(check("package", { status: 0, output: "", seconds: (performance.now() - began) / 1000 }));
    return file;
  }));

if (inVitest.length > 0) {
  await guard("mescc-tools", () => ensureSystem("mescc-tools"));
  await guard("binutils", () => ensureSystem("binutils"));
  await guard("emulator", () => ensureSystem("qemu"));
  await guard("ext3", () => ensureSystem("ext3"));
  await guard("bubblewrap", () => ensureSystem("bubblewrap"));
  await guard("vitest", async () => {
    for (const outcome of await runVitest(inVitest, { grep })) add(outcome);
  });
}
if (chosen.includes("vscode")) {
  await guard("vscode", async () => {
    if (!vsix) throw new Error("There is no packaged extension to run: see above.");
    add(await runInVscode(vsix, { grep }));
  });
}

const { passed, failed, skipped } = total(outcomes);
if (passed + failed === 0) console.log("Not one test ran.");
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
