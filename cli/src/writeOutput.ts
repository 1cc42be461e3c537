import { randomBytes } from "node:crypto";
import {
  chmodSync,
  fstatSync,
  lstatSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from "node:fs";
import path from "node:path";
import { getSystemErrorMap } from "node:util";
import { descriptorOf } from "./descriptors";
import { complain } from "./report";

const STDOUT = 1;

/**
 * Writes to a new file beside the output and renames it, so that there is never half an output. What is no file (a
 * device, a pipe) and what stands for a descriptor (/dev/stdout) is written to as it is; a link to a file is replaced, never
 * written through.
 */
export async function writeOutput(
  output: string,
  bytes: Uint8Array,
  executable: boolean,
  inputs: readonly string[],
): Promise<boolean> {
  const descriptor = descriptorFor(output);
  if (descriptor === STDOUT) {
    await new Promise<void>((resolve) => process.stdout.write(bytes, () => resolve()));
    return true;
  }
  if (isInput(output, inputs)) return false;
  try {
    if (descriptor !== undefined) {
      writeFileSync(descriptor, bytes);
      return true;
    }
    const behind = statSync(output, { throwIfNoEntry: false });
    if (behind && !behind.isFile()) writeFileSync(output, bytes);
    else replace(output, bytes, executable);
    return true;
  } catch (error) {
    complain(`${output}: cannot be written (${reasonOf(error)})`);
    return false;
  }
}

/** Whether an output is one of the inputs, by whatever name, and says so. */
export function isInput(output: string, inputs: readonly string[]): boolean {
  const behind = output === "-" ? undefined : statOf(output);
  if (behind === undefined || !isOneOf(behind, inputs)) return false;
  complain(`${output}: is an input, too; nothing was written`);
  return true;
}

/** Whether an output goes where words for people or for programs would go, too. */
export function isStandardOutput(output: string): boolean {
  return descriptorFor(output) === STDOUT;
}

/** Standard output for `-`, or the descriptor that a path stands for. */
function descriptorFor(output: string): number | undefined {
  return output === "-" ? STDOUT : descriptorOf(output);
}

/** Whether two outputs are one: the same file, by whatever name, or the same descriptor. */
export function isSameOutput(one: string, other: string): boolean {
  const [a, b] = [descriptorFor(one), descriptorFor(other)];
  if (a !== undefined || b !== undefined) return a === b;
  if (path.resolve(one) === path.resolve(other)) return true;
  const [first, second] = [statOf(one), statOf(other)];
  // What is no file, like a terminal, can take both.
  return first?.isFile() === true && first.ino === second?.ino && first.dev === second.dev;
}

/** What a path leads to; undefined for nothing, and for what only writing will tell. */
function statOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** A file that was there keeps who may read and write it; a new one is as the umask says. */
function replace(output: string, bytes: Uint8Array, executable: boolean): void {
  const before = lstatSync(output, { throwIfNoEntry: false });
  const temporary = path.join(path.dirname(output), `.${randomBytes(8).toString("hex")}`);
  try {
    writeFileSync(temporary, bytes, { flag: "wx", mode: executable ? 0o777 : 0o666 });
    if (before?.isFile() === true) chmodSync(temporary, modeLike(before.mode & 0o777, executable));
    renameSync(temporary, output);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Who may read a program may run it. */
function modeLike(mode: number, executable: boolean): number {
  return executable ? mode | ((mode & 0o444) >> 2) : mode;
}

function isOneOf(written: Stats, inputs: readonly string[]): boolean {
  return inputs.some((input) => {
    const read = input === "-" ? fstatSync(0) : statSync(input, { throwIfNoEntry: false });
    return read?.isFile() === true && read.ino === written.ino && read.dev === written.dev;
  });
}

/** What the system says of a file error, in words: `no such file or directory`. */
export function reasonOf(error: unknown): string {
  const number = error instanceof Error && "errno" in error ? Number(error.errno) : Number.NaN;
  const [, words] = getSystemErrorMap().get(number) ?? [];
  return words ?? (error instanceof Error ? error.message : String(error));
}
