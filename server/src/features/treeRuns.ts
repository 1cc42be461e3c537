import { acceptableOf, acceptRun, type Acceptance } from "@bootstrappable/core/languages/checksums/accept";
import type { RunRecord } from "@bootstrappable/core/runs/record/record";
import { verificationOf, type Verification } from "@bootstrappable/core/runs/record/verified";
import { runWords } from "@bootstrappable/core/runs/record/words";
import { checksumFiles } from "@bootstrappable/core/tree/artifacts";
import type { Tree } from "@bootstrappable/core/tree/tree";
import type {
  AcceptAnswer,
  AcceptParams,
  ArtifactLine,
  ArtifactsAnswer,
  KeptRun,
  KeptStep,
  OutdatedAnswer,
  RunningRun,
  RunsAnswer,
  TreeParams,
} from "../protocol";
import type { Session } from "../session";
import { workspaceEdit } from "./rename";
import { overview, treeOf } from "./tree";

/** Findings of a run that an editor is told of. */
const mostFindings = 100;

const isAbsolute = (path: string) => /^(\/|[A-Za-z]:)/.test(path);

async function recordsOf({ workspace }: Session, root: string): Promise<readonly RunRecord[]> {
  return (await workspace.records?.of(root)) ?? [];
}

/** bootstrappable/runs */
export async function runs(session: Session, { root }: TreeParams): Promise<RunsAnswer | null> {
  const tree = await treeOf(session, root);
  if (tree === undefined) return null;
  const records = await recordsOf(session, root);
  const files = await session.workspace.records?.files?.(root);
  return {
    root,
    runs: await Promise.all(
      records.map(async (record, at) => {
        const file = files?.get(record.id);
        return {
          ...(await keptRun(session, root, records, record, at)),
          ...(file !== undefined && { record: file }),
        };
      }),
    ),
    running: (await session.workspace.records?.running?.(root))?.map(runningRun) ?? [],
  };
}

function runningRun(run: RunRecord): RunningRun {
  const { id, date, process, paused, architecture, engine, log, steps, kept } = run;
  return {
    ...{ id, date, process: process?.id ?? 0, architecture, engine },
    ...(paused === true && { paused }),
    ...{ log: log.path, steps: steps.map(keptStep) },
    ...(kept && { kept }),
  };
}

function keptStep(step: RunRecord["steps"][number]): KeptStep {
  const { number, kind, name, pass, status, milliseconds, log } = step;
  return {
    ...{ number, kind, name, status },
    ...(pass !== undefined && { pass }),
    ...(milliseconds !== undefined && { milliseconds }),
    ...(log && { log }),
  };
}

async function keptRun(
  session: Session,
  root: string,
  records: readonly RunRecord[],
  record: RunRecord,
  at: number,
): Promise<KeptRun> {
  const { id, date, status, milliseconds, architecture, engine, target, log, steps, kept, totals } = record;
  // A later run in the same target has written over it, or is about to.
  const later = records.slice(0, at).some((other) => other.log.path === log.path);
  const stamp = later ? undefined : await session.workspace.files.stamp(log.path);
  return {
    ...{ id, date, status, milliseconds, architecture, engine, target },
    ...(record.process !== undefined && { brokenOff: true as const }),
    ...(stamp?.size === log.bytes && { log: log.path }),
    checksums: { verified: totals.verified, failed: totals.failed },
    acceptable: acceptableOf(record).length,
    findings: record.findings
      .slice(0, mostFindings)
      .map((found) => ({ ...found, file: isAbsolute(found.file) ? found.file : `${root}/${found.file}` })),
    steps: steps.map(keptStep),
    ...(kept && { kept }),
  };
}

/** bootstrappable/outdated */
export async function outdated(session: Session, { root }: TreeParams): Promise<OutdatedAnswer | null> {
  const tree = await treeOf(session, root);
  if (tree === undefined) return null;
  const [last] = await recordsOf(session, root);
  const { steps } = await overview(session, tree);
  const active = steps.flatMap(({ number, kind, name }) =>
    number === undefined ? [] : [{ number, kind, name }],
  );
  const from = last && (await session.firstOutdated?.(last.target, active));
  return from === undefined ? {} : { from };
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
export async function accept(
  session: Session,
  { root, run, only }: AcceptParams,
): Promise<AcceptAnswer | null> {
  const tree = await treeOf(session, root);
  if (tree === undefined) return null;
  const records = await recordsOf(session, root);
  const change =
    run === undefined && only !== undefined
      ? await acceptNewest(session, tree, records, only)
      : await acceptOf(
          session,
          tree,
          run === undefined ? records[0] : records.find(({ id }) => id === run),
          only,
        );
  if (change === undefined) return null;
  const { edits, confirm, hashes } = change;
  // What the person picked needs no second look.
  const edit = await workspaceEdit(session, { edits, ...(only === undefined && confirm && { confirm }) });
  return {
    edit,
    hashes: hashes.map(({ file, name, expected, received }) => ({
      ...{ file, name, received },
      ...(expected !== undefined && { expected }),
    })),
  };
}

async function acceptOf(
  { workspace }: Session,
  tree: Tree,
  run: RunRecord | undefined,
  only: AcceptParams["only"],
): Promise<Acceptance | undefined> {
  if (run === undefined) return undefined;
  return acceptRun(workspace, tree, run, ({ file, name }) =>
    only === undefined ? true : only.some((each) => each.file === file && each.name === name),
  );
}

/** Of the newest run that has something of it to accept. */
async function acceptNewest(
  session: Session,
  tree: Tree,
  records: readonly RunRecord[],
  only: AcceptParams["only"],
): Promise<Acceptance | undefined> {
  for (const run of records) {
    const change = await acceptOf(session, tree, run, only);
    if (change !== undefined) return change;
  }
  return undefined;
}
