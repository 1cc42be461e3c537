import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import { allDiffer, missingFrom, type MissingChecksum } from "../../runs/record/verified";
import { runWords } from "../../runs/record/words";
import { touches, type Range } from "../../text/range";
import type { Document } from "../language";
import type { Action } from "../services";
import { acceptIn, acceptRun } from "./accept";
import { parseChecksums, type Checksums } from "./parser";
import { runsOf, verificationOfLine, type FileRuns } from "./runs";

/** Hashes that are another than what the newest run received that looked at them. */
export function differences(parsed: Checksums, runs: FileRuns): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const line of parsed.lines) {
    const verification = verificationOfLine(runs, line);
    if (verification.kind !== "differs") continue;
    const { run, received } = verification;
    const all = allDiffer(run, runs.file);
    if (all && found.length === 0) {
      const message = `The run of ${runWords(run)} found all of these files to be others: what they have in common is wrong (the checkout, a submodule, line endings).`;
      found.push(diagnose("checksums/all-differ-in-last-run", line.range, message));
    }
    const message =
      received === undefined
        ? `The run of ${runWords(run)} found another hash.`
        : `The run of ${runWords(run)} received ${received} instead of ${line.hash.toLowerCase()}.`;
    const fixes =
      received === undefined
        ? []
        : [
            {
              title: "Accept the hash of the last run",
              edits: [{ range: line.hashRange, text: received }],
              preferred: !all,
            },
          ];
    found.push(diagnose("checksums/differs-in-last-run", line.hashRange, message, { fixes }));
  }
  return found;
}

/** What the file lacks and a run has made, by name. */
export function missingHashes({ records, file }: FileRuns): ReadonlyMap<string, MissingChecksum> {
  return new Map(missingFrom(records, file).map((each) => [each.name, each]));
}

/** The fix that adds a line which a run showed to be missing. */
export function additionFix(parsed: Checksums, { name, received }: MissingChecksum) {
  const edits = acceptIn(parsed, [{ file: "", name, expected: undefined, received }]);
  return { title: "Add the hash of the last run", edits, preferred: true };
}

/** Accepting everything that a run received, offered where a line of the file differs from it. */
export async function actions(document: Document, range: Range): Promise<readonly Action[]> {
  const runs = await runsOf(document);
  if (runs === undefined) return [];
  for (const line of parseChecksums(document.text).lines) {
    if (
      !touches(line.range, range.start) &&
      !(line.range.start >= range.start && line.range.start <= range.end)
    )
      continue;
    const verification = verificationOfLine(runs, line);
    if (verification.kind !== "differs") continue;
    const edits = await acceptRun(runs.workspace, runs.tree, verification.run);
    if (edits === undefined) continue;
    const files = edits.edits.size === 1 ? "1 file" : `${edits.edits.size} files`;
    const hashes = edits.hashes.length === 1 ? "1 hash" : `${edits.hashes.length} hashes`;
    return [{ title: `Accept all of this run (${hashes} in ${files})`, kind: "quickfix", edits }];
  }
  return [];
}
