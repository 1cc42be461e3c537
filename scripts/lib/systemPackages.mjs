// Things that npm does not have: looked for first, installed where this user may do so, named with the command else.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { isRoot, Missing } from "./missing.mjs";
import { run } from "./process.mjs";
import { which } from "./which.mjs";

/**
 * @typedef {object} Need
 * @property {() => boolean} found whether it is on this machine
 * @property {readonly string[]} apt the Debian packages that bring it
 * @property {string} without what does not run without it
 */

/** Whether binutils know other processors than this machine's. */
function knowsProcessors() {
  const { status, stdout } = spawnSync("objdump", ["-i"], { encoding: "utf8" });
  return status === 0 && stdout.includes("riscv");
}

/** A program that may lie where the search path of an ordinary user does not lead. */
const systemProgram = (name) => which(name, `/usr/sbin/${name}`, `/sbin/${name}`);

const chromiumPaths = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "microsoft-edge",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

/** The browser that shows VS Code when there is no desktop one. */
export const chromium = () => which(...[process.env.CHROMIUM_PATH, ...chromiumPaths].filter((name) => name));

/** @satisfies {Record<string, Need>} */
const needs = {
  chromium: {
    found: () => chromium() !== undefined,
    apt: ["chromium"],
    without: "the tests in a real VS Code do not run",
  },
  compiler: {
    found: () => ["python3", "make", "g++"].every((name) => which(name)),
    apt: ["python3", "make", "g++"],
    without: "code-server's native modules cannot be compiled, so there is no VS Code to run in",
  },
  kerberos: {
    found: () => process.platform === "darwin" || existsSync("/usr/include/gssapi/gssapi.h"),
    apt: ["libkrb5-dev"],
    without: "code-server's native modules cannot be compiled, so there is no VS Code to run in",
  },
  binutils: {
    found: knowsProcessors,
    apt: ["binutils-multiarch"],
    without: "what we decode is not compared with binutils' objdump",
  },
  qemu: {
    found: () => which("qemu-system-i386") !== undefined,
    apt: ["qemu-system-x86"],
    without: "images are not booted in a PC's emulator",
  },
  ext3: {
    found: () =>
      process.platform !== "linux" ||
      ["mke2fs", "debugfs", "e2fsck", "parted"].every((name) => systemProgram(name)),
    apt: ["e2fsprogs", "parted"],
    without: "no disk with ext3 is made, and none compared with what parted and mkfs.ext3 make",
  },
  bubblewrap: {
    found: () => process.platform !== "linux" || which("bwrap") !== undefined,
    apt: ["bubblewrap"],
    without: "the engine bwrap is not tested",
  },
  "mescc-tools": {
    found: () => ["M1", "hex2", "blood-elf", "kaem", "get_machine"].every((name) => which(name)),
    apt: ["mescc-tools"],
    without: "the comparisons with mescc-tools' own hex2, M1, blood-elf and kaem do not run",
  },
};

let indexUpdated = false;

async function aptInstall(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  if (!indexUpdated) await run("apt-get", ["update", "-q"], { env, timeout: 300_000 });
  indexUpdated = true;
  return run("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...packages], {
    env,
    timeout: 900_000,
  });
}

/**
 * Makes sure that these things are on the machine, all with one installation.
 *
 * @param {...keyof typeof needs} names
 * @throws {Missing} with the command to type when they cannot be installed from here
 */
export async function ensureSystem(...names) {
  const absent = names.filter((name) => !needs[name].found());
  if (absent.length === 0) return;
  const packages = absent.flatMap((name) => needs[name].apt);
  const without = [...new Set(absent.map((name) => needs[name].without))].join("; ");
  const reason = `Without ${packages.join(", ")} ${without}.`;
  const apt = which("apt-get");
  if (!apt) throw new Missing(`${reason} Install what your system calls ${packages.join(", ")}.`);
  const remedy = `sudo apt-get install -y ${packages.join(" ")}`;
  if (!isRoot) throw new Missing(reason, remedy);
  console.log(`Installing ${packages.join(", ")} with apt-get…`);
  const { output } = await aptInstall(packages);
  const still = absent.filter((name) => !needs[name].found());
  if (still.length > 0)
    throw new Missing(`${reason} apt-get said: ${output.trim().split("\n").slice(-3).join(" ")}`, remedy);
}
