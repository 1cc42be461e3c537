import { SourceText } from "../text/sourceText";
import type { Workspace } from "../tree/workspace";
import type { Location } from "./events";
import { locationOf } from "./locations";

const basename = (path: string) => path.slice(path.lastIndexOf("/") + 1);

/** The first line of a file that `is` holds for, without the blanks around it. */
async function findLine(
  workspace: Workspace,
  file: string,
  is: (line: string) => boolean,
): Promise<Location | undefined> {
  const text = await workspace.text(file);
  if (text === undefined) return undefined;
  for (let number = 0; number < text.lineCount; number++) {
    const range = text.line(number);
    const line = text.slice(range);
    if (is(line))
      return locationOf(file, text, {
        start: range.start,
        end: range.start + SourceText.fromString(line.trimEnd()).length,
      });
  }
  return undefined;
}

/** The line of a checksum file (`HASH  NAME`) for a name. */
export function findChecksumLine(
  workspace: Workspace,
  file: string,
  name: string,
): Promise<Location | undefined> {
  return findLine(workspace, file, (line) => /^[0-9a-fA-F]{64} [ *](.*)$/.exec(line.trimEnd())?.[1] === name);
}

/**
 * The line of a `sources` file for a distfile: `f URL HASH [NAME]` or `g REPOSITORY~REF URL HASH [NAME]`, the name
 * being the URL's last part unless it stands there (lib/generator.py, get_source_manifest).
 */
export function findSourceLine(
  workspace: Workspace,
  file: string,
  distfile: string,
): Promise<Location | undefined> {
  return findLine(workspace, file, (line) => {
    const words = line.trim().split(/ +/);
    const git = words[0] === "g" || words[0] === "git";
    const [url, , name] = words.slice(git ? 2 : 1);
    return url !== undefined && basename(name ?? url) === basename(distfile);
  });
}
