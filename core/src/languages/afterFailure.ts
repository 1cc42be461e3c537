import type { RecordedFinding, RecordedStep, RunRecord } from "../runs/record/record";
import type { Range } from "../text/range";
import type { SourceText } from "../text/sourceText";
import { distfilesOf, isFileName } from "../tree/verify/distfiles";
import { acceptRun, type Acceptable, type Acceptance } from "./checksums/accept";
import { runsOf, type FileRuns } from "./checksums/runs";
import type { Document } from "./language";
import type { Action } from "./services";
import { fetchAll, fetching } from "./sources/actions";

/**
 * What can be done on a line where the newest run has failed, of a script or of the manifest: take the hashes that the
 * step received into the files of checksums, or fetch the distfiles that it lacks. Nothing where neither is to blame, or
 * it has been put right since.
 */
export async function afterFailure(document: Document, range: Range): Promise<readonly Action[]> {
  const runs = await runsOf(document);
  const [run] = runs?.records ?? [];
  if (runs === undefined || run?.status !== "failed") return [];
  const here = run.findings.some(
    (finding) => finding.file === runs.file && isTouched(document.text, finding, range),
  );
  if (!here) return [];
  const step = run.steps.find(({ status }) => status === "failed");
  return [...(await accepting(runs, run, step)), ...(await fetchingOf(runs, run, step))];
}

/** Whether a stretch of a text has something of the line of a finding in it, or is an empty one there. */
function isTouched(text: SourceText, { line }: RecordedFinding, { start, end }: Range): boolean {
  const number = line - 1;
  return number >= text.lineAt(start) && number <= text.lineAt(end);
}

async function accepting(
  { tree, workspace }: FileRuns,
  run: RunRecord,
  failed: RecordedStep | undefined,
): Promise<readonly Action[]> {
  const looked = new Set(
    run.checksums.flatMap(({ step, file, name }) => (step === failed?.number ? [`${file} ${name}`] : [])),
  );
  const wanted = ({ file, name }: Acceptable) => looked.has(`${file} ${name}`);
  const acceptance = await acceptRun(workspace, tree, run, wanted);
  if (acceptance === undefined) return [];
  const [only, ...others] = acceptance.hashes;
  if (only !== undefined && others.length === 0) {
    const title = `Accept the hash of the last run for ${only.name}`;
    // Of one hash nobody needs a list to pick from.
    const edits: Omit<Acceptance, "hashes" | "confirm"> = { edits: acceptance.edits };
    return [{ title, kind: "quickfix", edits }];
  }
  const title = `Accept the ${acceptance.hashes.length} hashes that the last run received`;
  const given = { root: tree.root, run: run.id };
  return [{ title, kind: "quickfix", command: "acceptHashes", arguments: [given] }];
}

/** Fetching what the package of the failed step lacks, where the run blames a distfile that is missing. */
async function fetchingOf(
  { tree, workspace }: FileRuns,
  run: RunRecord,
  failed: RecordedStep | undefined,
): Promise<readonly Action[]> {
  const blamed = run.findings.some(
    ({ code, file }) => code === "run/missing-file" && file.endsWith("/sources"),
  );
  if (failed?.kind !== "build" || !blamed) return [];
  // A file may have several lines, one for each place that has it.
  const needed = new Set((await distfilesOf(tree, workspace, failed.name)).map(({ name }) => name));
  const names: string[] = [];
  for (const name of needed)
    if (isFileName(name) && (await workspace.files.stamp(`${tree.distfiles}/${name}`)) === undefined)
      names.push(name);
  if (names.length === 0) return [];
  const [only] = names;
  const what = names.length === 1 ? only! : `the ${names.length} missing distfiles of ${failed.name}`;
  return [
    { title: `Fetch ${what}`, kind: "quickfix", preferred: true, ...fetching({ tree }, names) },
    { title: fetchAll, kind: "quickfix", ...fetching({ tree }, []) },
  ];
}
