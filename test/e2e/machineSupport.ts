import { execFileSync, spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import { bundledCli } from "./runSupport";

export const example = path.resolve(import.meta.dirname, "../../examples/mini-bootstrap");

/** A folder of a test's own in which machines run. */
export class MachinePlace {
  readonly folder = realpathSync(mkdtempSync(`${tmpdir()}/bootstrappable-machine-`));
  readonly target = `${this.folder}/target`;
  tree = example;

  /** A copy of the example, for changes. */
  copyTree(): string {
    this.tree = `${this.folder}/tree`;
    cpSync(example, this.tree, { recursive: true });
    return this.tree;
  }

  get #environment() {
    return {
      ...process.env,
      XDG_STATE_HOME: `${this.folder}/state`,
      XDG_CACHE_HOME: `${this.folder}/cache`,
    };
  }

  /** What the command tells of the tree's runs. */
  runs(): string {
    const options = { env: this.#environment, encoding: "utf8" } as const;
    return execFileSync(process.execPath, [bundledCli, "runs", this.tree], options);
  }

  start(...options: readonly string[]): ChildProcessByStdio<Writable, Readable, Readable> {
    const machine = ["--engine", "qemu", "--size", "2M", "--qemu-ram", "256", "--accel", "tcg"];
    return spawn(
      process.execPath,
      [bundledCli, "run", ...machine, "--target", this.target, ...options, "--", this.tree],
      { env: this.#environment, stdio: ["pipe", "pipe", "pipe"] },
    );
  }

  async run(...options: readonly string[]) {
    const child = this.start(...options);
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (piece: Buffer) => (stdout += piece.toString()));
    child.stderr.on("data", (piece: Buffer) => (stderr += piece.toString()));
    const [status] = (await once(child, "close")) as [number];
    return { status, stdout, stderr };
  }

  /** The options for a QEMU that writes down which process it is, and then does as a script for sh says. */
  fakeQemu(script: string): readonly string[] {
    writeFileSync(`${this.folder}/qemu`, `#!/bin/sh\necho $$ > ${this.folder}/pid\n${script}\n`);
    chmodSync(`${this.folder}/qemu`, 0o755);
    return ["--qemu-cmd", `${this.folder}/qemu`];
  }

  /** The process of the QEMU that was started last; undefined before. */
  get id(): number | undefined {
    const file = `${this.folder}/pid`;
    const text = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
    return text === "" ? undefined : Number(text);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The state of a process as proc_pid_stat(5) has it; undefined where there is none. */
export function stateOf(id: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${id}/stat`, "latin1");
    return text.slice(text.lastIndexOf(")") + 2)[0];
  } catch {
    return undefined;
  }
}
