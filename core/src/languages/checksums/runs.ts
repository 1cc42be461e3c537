import { findTree } from "../../tree/discover";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import { verificationOf, type Verification } from "../../runs/record/verified";
import type { RunRecord } from "../../runs/record/record";
import type { Document } from "../language";
import type { ChecksumLine } from "./parser";

/** What kept runs know of a file of checksums. */
export interface FileRuns {
  readonly tree: Tree;
  readonly workspace: Workspace;
  /** The file, relative to the tree. */
  readonly file: string;
  /** The newest first. */
  readonly records: readonly RunRecord[];
}

/** The kept runs of the tree that a document is a file of; undefined where nobody keeps any, or there are none. */
export async function runsOf({ path, workspace }: Document): Promise<FileRuns | undefined> {
  if (path === undefined || workspace?.records === undefined) return undefined;
  const tree = await findTree(workspace, path);
  const records = tree && (await workspace.records.of(tree.root));
  if (tree === undefined || records === undefined || records.length === 0) return undefined;
  return { tree, workspace, file: path.slice(tree.root.length + 1), records };
}

/** What they say of a line. */
export function verificationOfLine({ records, file }: FileRuns, { name, hash }: ChecksumLine): Verification {
  return verificationOf(records, { file, name, hash });
}
