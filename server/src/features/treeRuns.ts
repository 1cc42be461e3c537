import { acceptableOf, acceptIn, acceptRun } from "@bootstrappable/core/languages/checksums/accept";
import type { WorkspaceChange } from "@bootstrappable/core/languages/services";
import type { RunRecord } from "@bootstrappable/core/runs/record/record";
import { verificationOf, type Verification } from "@bootstrappable/core/runs/record/verified";
import { runWords } from "@bootstrappable/core/runs/record/words";
import { checksumFiles } from "@bootstrappable/core/tree/artifacts";
import { checksumsAt } from "@bootstrappable/core/tree/packages";
import type { Tree } from "@bootstrappable/core/tree/tree";
import type {
  AcceptAnswer,
  AcceptParams,
  ArtifactLine,
  ArtifactsAnswer,
  KeptRun,
  RunsAnswer,
  TreeParams,
} from "../protocol";
import type { Session } from "../session";
import { workspaceEdit } from "./rename";
import { treeOf } from "./tree";

async function recordsOf({ workspace }: Session, root: string): Promise<readonly RunRecord[]> {
  return (await workspace.records?.of(root)) ?? [];
}

/** bootstrappable/runs */
export async function runs(session: Session, { root }: TreeParams): Promise<RunsAnswer | null> {
  const tree = await treeOf(session, root);
  if (tree === undefined) return null;
  const records = await recordsOf(session, root);
  return {
    root,
    runs: await Promise.all(records.map((record, at) => keptRun(session, records, record, at))),
  };
}

async function keptRun(
  session: Session,
  records: readonly RunRecord[],
  record: RunRecord,
  at: number,
): Promise<KeptRun> {
  const { id, date, status, milliseconds, architecture, engine, log, steps, totals } = record;
  // A later run in the same target has written over it, or is about to.
  const later = records.slice(0, at).some((other) => other.log.path === log.path);
  const stamp = later ? undefined : await session.workspace.files.stamp(log.path);
  return {
    ...{ id, date, status, milliseconds, architecture, engine },
    ...(stamp?.size === log.bytes && { log: log.path }),
    checksums: { verified: totals.verified, failed: totals.failed },
    acceptable: acceptableOf(record).length,
    steps: steps.map(({ number, kind, name, pass, status: became, milliseconds: took }) => ({
      ...{ number, kind, name, status: became },
      ...(pass !== undefined && { pass }),
      ...(took !== undefined && { milliseconds: took }),
    })),
  };
}

/** bootstrappable/artifacts */
export async function artifacts(session: Session, { root }: TreeParams): Promise<ArtifactsAnswer | null> {
  const tree = await treeOf(session, root);
  if (tree === undefined) return null;
  const records = await recordsOf(session, root);
  const files = await checksumFiles(session.workspace, tree);
  return {
    root,
    files: files.map(({ file, architecture, package: name, text, lines }) => ({
      path: `${root}/${file}`,
      file,
      ...(architecture !== undefined && { architecture }),
      ...(name !== undefined && { package: name }),
      artifacts: lines.map((line): ArtifactLine => {
        const verification = verificationOf(records, { file, name: line.name, hash: line.hash });
        return {
          name: line.name,
          sha256: line.hash.toLowerCase(),
          line: text.lineAt(line.range.start),
          state: verification.kind,
          ...runOf(verification),
        };
      }),
    })),
  };
}

function runOf(verification: Verification): Pick<ArtifactLine, "run" | "received"> {
  if (verification.kind === "never") return {};
  const received = verification.kind === "differs" ? verification.received : undefined;
  return { run: runWords(verification.run), ...(received !== undefined && { received }) };
}

/** bootstrappable/accept */
export async function accept(session: Session, params: AcceptParams): Promise<AcceptAnswer | null> {
  const tree = await treeOf(session, params.root);
  if (tree === undefined) return null;
  const records = await recordsOf(session, params.root);
  const change =
    params.file === undefined
      ? await acceptAll(session, tree, records, params.run)
      : await acceptOne(session, tree, records, params.file, params.name ?? "");
  return change === undefined
    ? null
    : { edit: await workspaceEdit(session, change), count: change.count, files: change.edits.size };
}

type Accepted = WorkspaceChange & { readonly count: number };

function acceptAll(
  { workspace }: Session,
  tree: Tree,
  records: readonly RunRecord[],
  id: string | undefined,
): Promise<Accepted | undefined> {
  const run = id === undefined ? records[0] : records.find((record) => record.id === id);
  return run === undefined ? Promise.resolve(undefined) : acceptRun(workspace, tree, run);
}

/** What the newest run that found one checksum to be another received. */
async function acceptOne(
  { workspace }: Session,
  tree: Tree,
  records: readonly RunRecord[],
  file: string,
  name: string,
): Promise<Accepted | undefined> {
  const path = `${tree.root}/${file}`;
  const parsed = (await checksumsAt(workspace, path))?.contents;
  for (const run of parsed === undefined ? [] : records) {
    const wanted = acceptableOf(run).filter((each) => each.file === file && each.name === name);
    const edits = acceptIn(parsed!, wanted);
    if (edits.length > 0) return { edits: new Map([[path, edits]]), count: edits.length };
  }
  return undefined;
}
