// Runs processes so that none of them outlives the script: each is the leader of its own process group, known by its
// id, and the group ends when the script ends, however that comes about.
import { spawn, spawnSync } from "node:child_process";

const windows = process.platform === "win32";
/** @type {Set<import("node:child_process").ChildProcess>} */
const alive = new Set();
let watching = false;
let ending = false;

/** Whether the script was told to end, so that what ends now does so because of that. */
export const isEnding = () => ending;

function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (windows) spawnSync("taskkill", ["/pid", String(child.pid), "/t", "/f"], { stdio: "ignore" });
    else process.kill(-child.pid, signal);
  } catch {
    // The whole group has ended already.
  }
}

function watchForTheEnd() {
  if (watching) return;
  watching = true;
  process.on("exit", () => {
    for (const child of alive) signalGroup(child, "SIGKILL");
  });
  for (const [signal, status] of /** @type {const} */ ([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ])) {
    process.on(signal, () => {
      ending = true;
      void stopAll().then(() => process.exit(status));
    });
  }
}

/** Starts a process that `stop` or the end of the script will end. Its standard input is empty. */
export function start(command, args, options = {}) {
  watchForTheEnd();
  const child = spawn(command, args, { detached: !windows, stdio: ["ignore", "pipe", "pipe"], ...options });
  alive.add(child);
  // What the child started may still be there when the child itself is gone, so the group is told in any case.
  child.once("exit", () => {
    signalGroup(child, "SIGTERM");
    alive.delete(child);
  });
  child.once("error", () => alive.delete(child));
  return child;
}

/** Asks a process group to end and, after a moment, insists. */
export async function stop(child, patience = 3000) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  signalGroup(child, "SIGTERM");
  const insist = setTimeout(() => signalGroup(child, "SIGKILL"), patience);
  await ended;
  clearTimeout(insist);
}

async function stopAll() {
  await Promise.all([...alive].map((child) => stop(child)));
}

/**
 * Runs a command to its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean, shell?: boolean, timeout?: number }} [options]
 *   `show`: pass the output on as it comes; `timeout`: in milliseconds, after which the process group is ended
 * @returns {Promise<{ status: number, output: string, seconds: number }>} status 124 says that the time was over, 127
 *   that there is no such command
 */
export function run(command, args, { cwd, env, show = false, shell = false, timeout = 0 } = {}) {
  const began = performance.now();
  return new Promise((resolve) => {
    const child = start(command, args, { cwd, env, shell });
    let output = "";
    let late = false;
    const timer =
      timeout > 0 &&
      setTimeout(() => {
        late = true;
        void stop(child);
      }, timeout);
    const finish = (status) => {
      clearTimeout(timer || undefined);
      if (late) output += `\nStopped: it took longer than ${timeout / 1000} s.\n`;
      resolve({ status: late ? 124 : status, output, seconds: (performance.now() - began) / 1000 });
    };
    for (const [from, to] of /** @type {const} */ ([
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ])) {
      from.setEncoding("utf8");
      from.on("data", (text) => {
        output += text;
        if (show) to.write(text);
      });
    }
    child.once("error", (error) => {
      output += `${error.message}\n`;
      finish(127);
    });
    child.once("close", (code, signal) => {
      if (signal && !late) output += `\nEnded by ${signal}.\n`;
      finish(code ?? 1);
    });
  });
}

/** Like `run`, but throws with the output when the command fails. */
export async function mustRun(command, args, options) {
  const result = await run(command, args, options);
  if (result.status === 0) return result;
  const said = options?.show ? "" : `\n${result.output.trim()}`;
  throw new Error(`${command} ${args.join(" ")} failed with status ${result.status}.${said}`);
}
