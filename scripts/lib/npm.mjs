// npm, and the packages that package-lock.json names.
import { existsSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import { root } from "./paths.mjs";
import { mustRun } from "./process.mjs";
import { which } from "./which.mjs";

/** npm's own script, so that it can be run by a Node of our choice and without a shell. */
function npmScript() {
  const beside = path.dirname(process.execPath);
  const candidates = [
    process.env.npm_execpath,
    path.join(beside, "../lib/node_modules/npm/bin/npm-cli.js"),
    path.join(beside, "node_modules/npm/bin/npm-cli.js"),
  ];
  const onPath = process.platform === "win32" ? undefined : which("npm");
  if (onPath) candidates.push(realpathSync(onPath));
  const found = candidates.find((file) => file && /npm-cli\.c?js$/.test(file) && existsSync(file));
  if (!found) throw new Error("npm was not found. It comes with Node: https://nodejs.org");
  return found;
}

/**
 * An environment in which a nested npm does not take this run's package, script and Node for its own. What a person has
 * configured (a registry, a cache) stays.
 */
function cleanEnvironment() {
  const ofThisRun =
    /^(NODE|npm_(package_.*|lifecycle_.*|command|node_execpath|config_(user_agent|(local_|global_)?prefix|only)))$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofThisRun.test(name)));
}

/**
 * @param {readonly string[]} args
 * @param {{ cwd?: string, node?: string, env?: NodeJS.ProcessEnv, show?: boolean, timeout?: number }} [options]
 */
export function npm(args, { cwd = root, node = process.execPath, env = {}, ...options } = {}) {
  const variables = { ...cleanEnvironment(), ...env };
  // The Node that runs npm must also be the one that its install scripts find.
  variables.PATH = `${path.dirname(node)}${path.delimiter}${variables.PATH ?? ""}`;
  return mustRun(node, [npmScript(), ...args, "--no-audit", "--no-fund"], {
    cwd,
    env: variables,
    ...options,
  });
}

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages ?? {};
  } catch {
    return undefined;
  }
}

/** Whether node_modules holds what the lockfile asks for. npm writes down beside the packages what it installed. */
function isInstalled(folder) {
  const wanted = packagesIn(path.join(folder, "package-lock.json"));
  const present = packagesIn(path.join(folder, "node_modules/.package-lock.json"));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([place, entry]) => {
    if (!place.includes("node_modules/")) return true;
    const there = present[place];
    // An optional package may be for another system.
    if (!there) return entry.optional === true;
    return there.version === entry.version && there.integrity === entry.integrity;
  });
}

/** Installs the project's packages when they are not there or not those of the lockfile. */
export async function ensurePackages() {
  if (isInstalled(root)) return;
  console.log("Installing npm packages…");
  // What is there already is brought up to date in place, since others may be using it; the lockfile rules in any case.
  const command = existsSync(path.join(root, "node_modules")) ? ["install", "--no-save"] : ["ci"];
  // No package of ours needs its install script, and what does not run need not be trusted.
  await npm([...command, "--ignore-scripts"], { timeout: 900_000 });
}

/** The script of a command that an npm package of the project brings, to be run by this Node. */
export function tool(packageName, command = packageName) {
  const folder = path.join(root, "node_modules", packageName);
  const { bin } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  return path.join(folder, typeof bin === "string" ? bin : bin[command]);
}
