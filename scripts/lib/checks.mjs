// The checks that read the sources without running them. Each passes or fails as a whole.
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
    { name: "diagnostics page", script: () => "scripts/docs.mjs", args: ["--check"] },
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

/**
 * @param {"lint" | "types"} kind
 * @returns {AsyncGenerator<import("./suite.mjs").Outcome>}
 */
export async function* runChecks(kind) {
  for (const { name, script, args } of checks[kind]) {
    const options = { cwd: root, env: { ...process.env, ...colours }, timeout: 600_000 };
    yield check(name, await run(process.execPath, [script(), ...args], options));
  }
}
