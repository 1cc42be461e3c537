import type { FileSystem } from "../../platform/fileSystem";
import { headOf, repositoryAt, repositoryOf, submodulePaths } from "../../tree/doctor/gitRepository";
import type { RecordedCommit } from "./record";

/** Submodules of submodules beyond this depth are some trick: live-bootstrap has two. */
const deepest = 5;
/** And so are more of them than this. */
const most = 500;

/** The commits that are checked out in a tree and its submodules, read from git's own files: no git is run. */
export async function commitsOf(files: FileSystem, root: string): Promise<readonly RecordedCommit[]> {
  const found: RecordedCommit[] = [];
  const top = await repositoryOf(files, root);
  const commit = top && (await headOf(files, top));
  if (commit !== undefined) found.push({ path: ".", commit });
  await addSubmodules(files, root, "", found, 0);
  return found;
}

async function addSubmodules(
  files: FileSystem,
  root: string,
  prefix: string,
  found: RecordedCommit[],
  depth: number,
): Promise<void> {
  if (depth >= deepest) return;
  for (const path of await submodulePaths(files, `${root}/${prefix}`.replace(/\/$/, ""))) {
    if (found.length >= most) return;
    const repository = await repositoryAt(files, `${root}/${prefix}${path}`);
    const commit = repository && (await headOf(files, repository));
    if (commit === undefined) continue;
    found.push({ path: prefix + path, commit });
    await addSubmodules(files, root, `${prefix}${path}/`, found, depth + 1);
  }
}
