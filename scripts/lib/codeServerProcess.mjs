// Starts code-server's inner server, which is VS Code's own, on the loopback interface.
import { createServer } from "node:net";
import { mkdir, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { start, stop } from "./process.mjs";

const host = "127.0.0.1";

/** This port, or any, if it was free a moment ago: the server itself does not end when its port is taken. */
function freePort(wanted = 0) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error) => reject(new Error(`Port ${wanted} cannot be used: ${error.message}.`)));
    probe.listen(wanted, host, () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });
}

/** Variables of a VS Code around us (as in its terminal) would make ours take itself for a part of that one. */
function environment(more) {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|CODE_SERVER|NODE_OPTIONS$)/.test(name),
  );
  return { ...Object.fromEntries(inherited), ...more };
}

/** The folders of one VS Code: nothing of the user's own VS Code is read or changed. */
export function profile(folder) {
  const user = path.join(folder, "user");
  const extensions = path.join(folder, "extensions");
  return {
    user,
    extensions,
    arguments: [
      `--server-data-dir=${path.join(folder, "server")}`,
      `--user-data-dir=${user}`,
      `--extensions-dir=${extensions}`,
    ],
  };
}

/** Writes the settings of a profile, unless its owner has some already. */
export async function writeSettings(userFolder, settings) {
  const file = path.join(userFolder, "User/settings.json");
  if (existsSync(file)) return;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(settings, null, 2)}\n`);
}

async function answers(url, wanted) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).status === wanted;
  } catch {
    return false;
  }
}

/**
 * @param {import("./codeServer.mjs").CodeServer} codeServer
 * @param {{ folder: string, port?: number, token?: string, arguments?: string[], env?: object, trusting?: boolean }} options `folder`: where
 *   the profile lives; without `token` everyone on this machine can open the page, which suits a test only;
 *   `trusting`: whether every folder is trusted, else none is before the person says so
 */
export async function startCodeServer(
  codeServer,
  { folder, port, token, arguments: more = [], env = {}, trusting = true },
) {
  const chosen = await freePort(port);
  const child = start(
    codeServer.node,
    [
      codeServer.main,
      `--host=${host}`,
      `--port=${chosen}`,
      token ? `--connection-token=${token}` : "--without-connection-token",
      "--accept-server-license-terms",
      ...(trusting ? ["--disable-workspace-trust"] : []),
      "--telemetry-level=off",
      ...profile(folder).arguments,
      ...more,
    ],
    { env: environment(env) },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  const origin = `http://${host}:${chosen}`;
  const giveUp = Date.now() + 120_000;
  let up = false;
  while (!up && child.exitCode === null && Date.now() < giveUp) {
    up = await answers(`${origin}/version`, 200);
    if (!up) await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (!up || child.exitCode !== null) {
    await stop(child);
    throw new Error(`VS Code's server did not start on ${origin}.\n${output.trim()}`);
  }
  return { origin, authority: `${host}:${chosen}`, child, output: () => output, stop: () => stop(child) };
}
