import { execFile, execFileSync, spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  cpSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import { afterAll } from "vitest";
import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import { usernsEngine } from "@bootstrappable/core/runs/engines/userns";
import { built, repository } from "../support/build";

/** The files that the command consists of. */
const parts = ["cli.js", "cli-others.js", "cli-running.js", "undici.js"];

/** A copy of the command that every user can read, and that no other build takes away in the middle of a test. */
const copy = `${tmpdir()}/bootstrappable-cli-${randomUUID()}`;

/** The command of the copy, for tests that start it themselves. */
export const bundledCli = `${copy}/cli.js`;

/** Whether this machine can run the example with user namespaces. Where not, that is said aloud: nothing is tested then. */
export async function canRun(what: string): Promise<boolean> {
  const availability = await usernsEngine(nodeMachine).available();
  if (!availability.ok) console.warn(`${what} are not tested here: ${availability.reason}`);
  return availability.ok && process.arch === "x64";
}

afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** Makes the copy of the command, which is built before where it is older than its sources; it is gone after the tests. */
export async function buildCli(): Promise<void> {
  await built();
  mkdirSync(copy, { mode: 0o700 });
  for (const name of parts) cpSync(`${repository}/dist/${name}`, `${copy}/${name}`);
  execFileSync("chmod", ["-R", "a+rX", copy]);
}

/** As whom the command runs: root's tests try an ordinary user, too. */
export const users: readonly (readonly [name: string, prefix: readonly string[]])[] =
  process.getuid?.() === 0
    ? [
        ["root", []],
        ["an ordinary user", ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"]],
      ]
    : [["this user", []]];

/** What a command has left, its output and its words of errors apart. */
export interface Finished {
  readonly status: number;
  readonly out: string;
  readonly errors: string;
}

/** A place of its own for a test, open to every user: a copy of the example, of the command, and room for targets. */
export class Place {
  readonly folder = realpathSync(mkdtempSync(`${tmpdir()}/bootstrappable-e2e-`));
  readonly tree = `${this.folder}/mini-bootstrap`;
  /** Where records of runs are kept. */
  readonly state = `${this.folder}/state`;
  /** Where targets are made that no option names. */
  readonly cache = `${this.folder}/cache`;

  constructor() {
    cpSync(`${repository}/examples/mini-bootstrap`, this.tree, { recursive: true });
    chmodSync(this.folder, 0o777);
    execFileSync("chmod", ["-R", "a+rX", this.folder]);
  }

  /** So that nothing of a test's run gets among the person's own. */
  get environment() {
    return { ...process.env, XDG_STATE_HOME: this.state, XDG_CACHE_HOME: this.cache };
  }

  /** Changes a file of the tree, and makes sure that there is something to change. */
  edit(file: string, change: (text: string) => string): void {
    const before = readFileSync(`${this.tree}/${file}`, "utf8");
    const after = change(before);
    if (after === before) throw new Error(`nothing to change in ${file}`);
    writeFileSync(`${this.tree}/${file}`, after);
  }

  /** The command line of a run. */
  words(prefix: readonly string[], args: readonly string[]): readonly string[] {
    return [
      ...prefix,
      process.execPath,
      `${copy}/cli.js`,
      "run",
      this.tree,
      "--target",
      `${this.folder}/target`,
      ...args,
    ];
  }

  run(prefix: readonly string[], ...args: readonly string[]): Promise<Finished> {
    return this.#finished(this.words(prefix, args));
  }

  /** Another command than a run, beside the tree. */
  command(...args: readonly string[]): Promise<Finished> {
    return this.commandAs([], ...args);
  }

  /** The same behind a prefix, as of a run. */
  commandAs(prefix: readonly string[], ...args: readonly string[]): Promise<Finished> {
    return this.#finished([...prefix, process.execPath, `${copy}/cli.js`, ...args], this.folder);
  }

  async #finished([file, ...rest]: readonly string[], cwd = "/"): Promise<Finished> {
    try {
      const options = { cwd, maxBuffer: 1 << 26, env: this.environment };
      const { stdout, stderr } = await promisify(execFile)(file!, rest, options);
      return { status: 0, out: stdout, errors: stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { status: code, out: stdout, errors: stderr };
    }
  }

  start(prefix: readonly string[], ...args: readonly string[]): ChildProcess {
    const [file, ...rest] = this.words(prefix, args);
    return spawn(file!, rest, { cwd: "/", env: this.environment, stdio: ["ignore", "pipe", "pipe", "pipe"] });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Ids of processes whose command line has a text in it, zombies left out. */
export function processesWith(text: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, "latin1").includes(text);
      } catch {
        return false;
      }
    })
    .map(Number);
}

export function mountsIn(folder: string): string[] {
  return readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .filter((line) => line.includes(folder));
}
