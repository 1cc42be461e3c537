import { utf8Length } from "../../text/utf8";
import { byCodePoint, type ImageFile, type ImageFolder } from "../contents";

/**
 * Bytes of a command that debugfs reads as one: it takes lines of `BUFSIZ` bytes (debugfs/debugfs.c, `source_file`), of
 * which C libraries have 1024 or more, and would take the rest of a longer one for another command.
 */
const longestCommand = 1000;

/** What debugfs is to do, and what cannot be said to it. */
export interface Ext3Commands {
  /** One line each. */
  readonly lines: readonly string[];
  /** How many of them copy a file. */
  readonly files: number;
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}

/**
 * The commands that put everything in a folder on an empty file system, in the order of names: folders get 0755 and
 * files 0755 or 0644 from here, owner and times from debugfs.
 *
 * @param pathOf where a file that is no file of the machine lies, for debugfs to copy: relative to its working folder
 */
export function ext3Commands(top: ImageFolder, pathOf: (file: ImageFile) => string): Ext3Commands {
  const lines: string[] = [];
  const problems: { readonly path: string; readonly message: string }[] = [];
  let files = 0;
  through(top, "");
  return { lines, files, problems };

  function through(folder: ImageFolder, prefix: string): void {
    for (const name of [...folder.entries.keys()].sort(byCodePoint)) {
      const entry = folder.entries.get(name)!;
      const path = prefix + name;
      const own = quoted(name);
      // A number in angle brackets would be an inode; with a folder in front it is a name.
      const place = quoted(`./${name}`);
      if (entry.kind === "folder") {
        if (!add(path, `mkdir ${own}`, `cd ${place}`)) continue;
        through(entry, `${path}/`);
        lines.push("cd ..");
      } else {
        const source = typeof entry.source === "string" ? entry.source : pathOf(entry);
        const mode = entry.executable ? "0100755" : "0100644";
        if (add(source, `write ${quoted(source)} ${own}`, `sif ${place} mode ${mode}`)) files++;
      }
    }
  }

  function add(path: string, ...commands: readonly string[]): boolean {
    const bytes = Math.max(...commands.map(utf8Length));
    const fault = commands.some((command) => /[\n\r\0]/.test(command))
      ? "has a line feed or carriage return in its path, which ends a command of debugfs"
      : bytes > longestCommand
        ? "has a path that is longer than debugfs reads"
        : undefined;
    if (fault === undefined) lines.push(...commands);
    else problems.push({ path, message: `${path} cannot be put on the disk: it ${fault}` });
    return fault === undefined;
  }
}

/**
 * A word as debugfs takes it for one, whatever is in it but an end of line: in quotes a blank is nothing special, and a
 * quote stands for itself when it is doubled (lib/ss/parse.c).
 */
function quoted(word: string): string {
  return `"${word.replaceAll('"', '""')}"`;
}
