// The checks that read the sources without running them. Each passes or fails as a whole.
import { availableParallelism, totalmem } from "node:os";
import { tool } from "./npm.mjs";
import { root } from "./paths.mjs";
import { run } from "./process.mjs";
import { check } from "./suite.mjs";

const checks = {
  lint: [
    { name: "eslint", script: () => tool("eslint"), args: ["--max-warnings=0", "."] },
    { name: "prettier", script: () => tool("prettier"), args: ["--check", "--log-level=warn", "."] },
    {
      name: "imports",
      script: () => tool("dependency-cruiser", "depcruise"),
      args: ["--output-type=err", "core", "server", "client", "cli", "test"],
    },
    { name: "dead code", script: () => tool("knip"), args: ["--no-progress"] },
    { name: "pages of docs", script: () => "scripts/docs.mjs", args: ["--check"] },
  ],
  types: [
    { name: "types", script: () => tool("typescript", "tsc"), args: ["-p", "tsconfig.json"] },
    {
      name: "types in scripts",
      script: () => tool("typescript", "tsc"),
      args: ["-p", "scripts/tsconfig.json"],
    },
    {
      name: "types in webviews",
      script: () => tool("typescript", "tsc"),
      args: ["-p", "client/webview/tsconfig.json"],
    },
    {
      name: "types in VS Code",
      script: () => tool("typescript", "tsc"),
      args: ["-p", "test/vscode/tsconfig.json"],
    },
  ],
};

// The tools see a pipe, whatever is behind it; some take CI=true for a reason to colour all the same.
const colours = process.stdout.isTTY ? { FORCE_COLOR: "1" } : { NO_COLOR: "1" };

// Each of them keeps one core busy, and takes a gigabyte or two.
const atOnce = Math.max(1, Math.min(availableParallelism(), Math.floor(totalmem() / 3e9), 4));

/**
 * Runs as many at once as the machine has room for; each result is told when it is there.
 *
 * @param {readonly ("lint" | "types")[]} kinds
 * @param {(outcome: import("./suite.mjs").Outcome) => void} add
 */
export async function runChecks(kinds, add) {
  const options = { cwd: root, env: { ...process.env, ...colours }, timeout: 600_000 };
  const waiting = kinds.flatMap((kind) => checks[kind]);
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { name, script, args } = next;
      add(check(name, await run(process.execPath, [script(), ...args], options)));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
