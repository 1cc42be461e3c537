import { checksumLineOf } from "../languages/checksums/parser";
import { sourceLineOf } from "../languages/sources/parser";
import { checksumsAt, sourcesAt } from "../tree/packages";
import type { Workspace } from "../tree/workspace";
import type { Location } from "./events";
import { locationOf } from "./locations";

/** A line of the tree that a checksum stands on. */
export interface FoundLine {
  readonly location: Location;
  /** SHA-256 as it stands there, in lower case; of a `sources` line perhaps no hash at all. */
  readonly hash: string;
}

/** The line of a checksum file for a name, as the check prints it. */
export async function findChecksumLine(
  workspace: Workspace,
  file: string,
  name: string,
): Promise<FoundLine | undefined> {
  const found = await checksumsAt(workspace, file);
  const line = found && checksumLineOf(found.contents, name);
  return (
    line && { location: locationOf(file, found.contents.text, line.range), hash: line.hash.toLowerCase() }
  );
}

/** The line of a `sources` file for a distfile, from its path or name. */
export async function findSourceLine(
  workspace: Workspace,
  file: string,
  distfile: string,
): Promise<FoundLine | undefined> {
  const found = await sourcesAt(workspace, file);
  const line = found && sourceLineOf(found.contents, distfile);
  return (
    line && {
      location: locationOf(file, found.contents.text, line.range),
      hash: line.hash.text.toLowerCase(),
    }
  );
}
