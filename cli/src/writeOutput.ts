import { randomBytes } from "node:crypto";
import { chmod, lstat, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { complain } from "./report";

/** Writes to a new file beside the output and renames it, so that there is never half an output. */
export async function writeOutput(
  output: string,
  bytes: Uint8Array,
  executable: boolean,
  inputs: readonly string[],
): Promise<boolean> {
  if (output === "-") {
    await new Promise<void>((resolve) => process.stdout.write(bytes, () => resolve()));
    return true;
  }
  try {
    if (await isOneOf(output, inputs)) {
      complain(`${output}: is an input, too; nothing was written`);
      return false;
    }
    const known = await lstat(output).catch(() => undefined);
    // A device or a pipe is written to; a file or a link is replaced, never written through.
    if (known && !known.isFile() && !known.isSymbolicLink()) {
      await writeFile(output, bytes);
      return true;
    }
    const temporary = path.join(
      path.dirname(output),
      `.${path.basename(output)}.${randomBytes(6).toString("hex")}`,
    );
    try {
      await writeFile(temporary, bytes, { flag: "wx" });
      if (executable) await chmod(temporary, 0o755);
      await rename(temporary, output);
    } finally {
      await rm(temporary, { force: true });
    }
    return true;
  } catch (error) {
    complain(`${output}: cannot be written (${reasonOf(error)})`);
    return false;
  }
}

async function isOneOf(output: string, inputs: readonly string[]): Promise<boolean> {
  const written = await stat(output).catch(() => undefined);
  if (!written) return false;
  for (const input of inputs) {
    const read = input === "-" ? undefined : await stat(input).catch(() => undefined);
    if (read && read.ino === written.ino && read.dev === written.dev) return true;
  }
  return false;
}

/** The system's code of a file error, such as ENOENT. */
export function reasonOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
