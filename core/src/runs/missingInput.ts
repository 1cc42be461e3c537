import type { Disk } from "../platform/disk";
import type { Reason } from "./cause";
import type { SandboxCommand } from "./engines/engine";
import { normalisePath } from "./layout";
import type { LoggedCommand } from "./stepLog";

/**
 * Programs of a seed that read the file that their first argument names, and go round for ever where there is none: they
 * read from the error that open(2) has returned (hex0-seed, measured; hex1, hex2-0 and M0 are written in the same way).
 */
const readers = /^(?:hex[01](?:[-_][\w-]*)?|hex2-[01]|M0)$/;

/**
 * Whether a command that prints nothing waits for a file that is not there; undefined where nobody can tell, as behind a
 * link.
 */
export async function missingInput(
  disk: Pick<Disk, "status">,
  sandbox: Pick<SandboxCommand, "root" | "layers">,
  command: LoggedCommand | undefined,
): Promise<Reason | undefined> {
  // Of a command that was not found in a script nobody knows the folder.
  if (command?.location === undefined) return undefined;
  const [program = "", input] = command.words;
  const name = program.slice(program.lastIndexOf("/") + 1);
  if (input === undefined || !readers.test(name)) return undefined;
  if ((await isThere(disk, sandbox, normalisePath(input, command.directory))) !== false) return undefined;
  const message = `${name} reads ${input}, which does not exist, and so goes round for ever`;
  return { code: "run/missing-file", message };
}

/** Whether something is at a path of a sandbox; undefined where a link is on the way. */
async function isThere(
  disk: Pick<Disk, "status">,
  { root, layers }: Pick<SandboxCommand, "root" | "layers">,
  path: string,
): Promise<boolean | undefined> {
  const names = layers === undefined ? [] : [layers.upper, ...layers.lower];
  const tops =
    layers === undefined
      ? [root]
      : names.flatMap((name) => (name === undefined ? [] : [`${layers.folder}/${name}`]));
  const parts = path.split("/").filter((part) => part !== "");
  for (const top of tops) {
    for (let length = 1; length <= parts.length; length++) {
      const status = await disk.status(`${top}/${parts.slice(0, length).join("/")}`);
      if (status === undefined) break;
      if (status.kind === "link") return undefined;
      // An overlay says so of what a layer below has and this one has not.
      if (status.kind === "device") return false;
      if (length === parts.length) return true;
    }
  }
  return false;
}
