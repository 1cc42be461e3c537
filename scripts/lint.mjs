// `npm run lint`: formatting, lint, import rules, dead code and the generated page, each by name with its time.
import { runChecks } from "./lib/checks.mjs";
import { ensurePackages } from "./lib/npm.mjs";
import { describe, total } from "./lib/suite.mjs";

await ensurePackages();
const outcomes = [];
await runChecks(["lint"], (outcome) => {
  outcomes.push(outcome);
  console.log(describe(outcome));
});
process.exitCode = total(outcomes).failed > 0 ? 1 : 0;
