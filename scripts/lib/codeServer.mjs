// code-server: a real VS Code from npm, for machines without a desktop one. Its versions are pinned by the lockfile in
// test/vscode; it is installed into the cache, because it is large, slow to compile and wants a newer Node than we do.
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { Missing } from "./missing.mjs";
import { npm } from "./npm.mjs";
import { cache, root, shown } from "./paths.mjs";
import { run } from "./process.mjs";
import { ensureSystem } from "./systemPackages.mjs";
import { which } from "./which.mjs";

const manifests = path.join(root, "test/vscode");
const wantedNode = "24";

/**
 * @typedef {object} CodeServer
 * @property {string} node the Node that runs it
 * @property {string} main the script of its inner server, which is VS Code's own
 * @property {string} extensions the folder of the extensions that it brings
 */

/** The Node that code-server wants: from npm on Linux; elsewhere this very Node or one on PATH must be it. */
async function findNode(folder) {
  const pinned = path.join(folder, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  for (const candidate of [pinned, process.execPath, which("node")]) {
    if (!candidate || !existsSync(candidate)) continue;
    const { output } = await run(candidate, ["--version"]);
    if (output.startsWith(`v${wantedNode}.`)) return candidate;
  }
  throw new Missing(
    `code-server wants Node ${wantedNode}, which is not on PATH and not on npm for ${process.platform}-${process.arch}.`,
    `install Node ${wantedNode} from https://nodejs.org and run this again with it`,
  );
}

async function layout(folder) {
  const vscode = path.join(folder, "node_modules/code-server/lib/vscode");
  return {
    node: await findNode(folder),
    main: path.join(vscode, "out/server-main.js"),
    extensions: path.join(vscode, "extensions"),
  };
}

/** An installation that was interrupted is of no use to anyone; one under way belongs to a process that lives. */
async function removeInterrupted() {
  for (const name of await readdir(cache)) {
    const pid = /^code-server-.*\.partial-(\d+)$/.exec(name)?.[1];
    if (pid === undefined) continue;
    try {
      process.kill(Number(pid), 0);
    } catch {
      await rm(path.join(cache, name), { recursive: true, force: true });
    }
  }
}

async function install(folder) {
  for (const name of ["package.json", "package-lock.json"]) {
    await cp(path.join(manifests, name), path.join(folder, name));
  }
  const minutes = 60_000;
  // First what needs no script to run, Node among it; then, with that Node, what has to be compiled.
  await npm(["ci", "--ignore-scripts", "--loglevel=error"], { cwd: folder, timeout: 15 * minutes });
  const node = await findNode(folder);
  // The headers lie beside that Node, so that node-gyp does not download any.
  const headers = path.resolve(path.dirname(node), "..");
  const env = existsSync(path.join(headers, "include/node/node.h")) ? { npm_config_nodedir: headers } : {};
  await npm(["rebuild", "code-server", "argon2"], { cwd: folder, node, env, timeout: 20 * minutes });
  const { main } = await layout(folder);
  const { status, output } = await run(node, [main, "--version"]);
  if (status !== 0) throw new Error(`code-server was installed but does not start.\n${output}`);
}

/**
 * Installs code-server if it is not there.
 *
 * @param {...Parameters<typeof ensureSystem>[number]} also what else the caller needs of the system, so that all that is
 *   missing is installed, or named, at once
 * @returns {Promise<CodeServer>}
 * @throws {Missing} when it cannot run on this machine
 */
export async function ensureCodeServer(...also) {
  if (process.platform === "win32") {
    throw new Missing(
      "code-server does not run on Windows.",
      "install VS Code from https://code.visualstudio.com, or run this in WSL",
    );
  }
  const hash = createHash("sha256");
  hash.update(await readFile(path.join(manifests, "package-lock.json")));
  hash.update(`${process.platform}-${process.arch}`);
  const folder = path.join(cache, `code-server-${hash.digest("hex").slice(0, 12)}`);
  const installed = existsSync(folder);
  await ensureSystem(...also, ...(installed ? [] : /** @type {const} */ (["compiler", "kerberos"])));
  if (installed) return layout(folder);

  console.log(`Installing code-server into ${shown(folder)} (once, about three minutes)…`);
  await mkdir(cache, { recursive: true });
  await removeInterrupted();
  const partial = `${folder}.partial-${process.pid}`;
  try {
    await mkdir(partial);
    await install(partial);
    await rename(partial, folder).catch((error) => {
      // Someone else was faster, and theirs is as good.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return layout(folder);
}
