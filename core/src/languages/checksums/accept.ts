import type { TextEdit } from "../../diagnostics/diagnostic";
import type { RunRecord } from "../../runs/record/record";
import { runWords } from "../../runs/record/words";
import { checksumsAt } from "../../tree/packages";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import type { WorkspaceChange } from "../services";
import { checksumLineOf, type ChecksumLine, type Checksums } from "./parser";

/** A checksum that a run found to be another, or to be missing. */
export interface Acceptable {
  /** Relative to the tree. */
  readonly file: string;
  readonly name: string;
  /** Undefined where the line is missing. */
  readonly expected: string | undefined;
  readonly received: string;
}

/** What could be accepted of a run, had nothing been edited since. */
export function acceptableOf(run: RunRecord): readonly Acceptable[] {
  return run.checksums.flatMap(({ file, name, ok, expected, received }) => {
    // That of a distfile says which file is wanted: another one is not to be had by taking what came.
    if (ok || file === undefined || received === undefined || file.endsWith("/sources")) return [];
    return [{ file, name, expected, received }];
  });
}

/** The edits that take hashes into a file; lines that were edited since are left alone, and all others as they are. */
export function acceptIn(parsed: Checksums, wanted: readonly Acceptable[]): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  const added = new Map<number, { readonly name: string; readonly edit: TextEdit }[]>();
  for (const { name, expected, received } of new Map(wanted.map((each) => [each.name, each])).values()) {
    const line = checksumLineOf(parsed, name);
    if (line !== undefined) {
      if (line.hash.toLowerCase() === expected) edits.push({ range: line.hashRange, text: received });
    } else if (expected === undefined) {
      const edit = additionOf(parsed, name, received);
      const beside = added.get(edit.range.start);
      if (beside === undefined) added.set(edit.range.start, [{ name, edit }]);
      else beside.push({ name, edit });
    }
  }
  // Several at one place stand in their own order; editors would be free to swap them.
  for (const beside of added.values()) {
    const [first, ...others] = beside.sort((one, other) => compareNames(one.name, other.name));
    edits.push({
      range: first!.edit.range,
      text: first!.edit.text + others.map(({ edit }) => edit.text).join(""),
    });
  }
  return edits;
}

/** An accepted change of any number of files. */
export interface Acceptance extends WorkspaceChange {
  /** What is accepted by it, in the order of the run. */
  readonly hashes: readonly Acceptable[];
}

/**
 * Everything that a run received, or what is `wanted` of it, in all files that it is about; undefined where nothing of
 * it is left to accept.
 */
export async function acceptRun(
  workspace: Workspace,
  tree: Tree,
  run: RunRecord,
  wanted: (hash: Acceptable) => boolean = () => true,
): Promise<Acceptance | undefined> {
  const byFile = new Map<string, Acceptable[]>();
  for (const each of acceptableOf(run).filter(wanted)) {
    byFile.set(each.file, [...(byFile.get(each.file) ?? []), each]);
  }
  const edits = new Map<string, readonly TextEdit[]>();
  const hashes: Acceptable[] = [];
  for (const [file, ofFile] of byFile) {
    const path = `${tree.root}/${file}`;
    const parsed = await checksumsAt(workspace, path);
    if (parsed === undefined) continue;
    const found = acceptIn(parsed.contents, ofFile);
    if (found.length === 0) continue;
    edits.set(path, found);
    hashes.push(...ofFile.filter((each) => acceptIn(parsed.contents, [each]).length > 0));
  }
  if (edits.size === 0) return undefined;
  return { edits, hashes, confirm: { label: "Accept hashes of a run", description: runWords(run) } };
}

/** The line behind which a name belongs: that of the greatest name before it. Undefined for the beginning. */
export function lineBefore(lines: readonly ChecksumLine[], name: string): ChecksumLine | undefined {
  let before: ChecksumLine | undefined;
  for (const line of lines) {
    if (
      compareNames(line.name, name) < 0 &&
      (before === undefined || compareNames(line.name, before.name) >= 0)
    )
      before = line;
  }
  return before;
}

/** A whole new line, at its place in the order of the names. */
function additionOf({ text, lines }: Checksums, name: string, hash: string): TextEdit {
  const before = lineBefore(lines, name);
  const added = `${hash}  ${name}\n`;
  if (before === undefined) return { range: { start: 0, end: 0 }, text: added };
  const end = Math.min(before.range.end + 1, text.length);
  // The last line may lack its LF, without which the new one would become part of it.
  const open = before.range.end === text.length;
  return { range: { start: end, end }, text: open ? `\n${added}` : added };
}

/** The order of upstream's SHA256SUMS.pkgs: that of sort(1) in English, which looks at punctuation last. */
const collator = new Intl.Collator("en", { ignorePunctuation: true });

function compareNames(one: string, other: string): number {
  return collator.compare(one, other) || (one < other ? -1 : one > other ? 1 : 0);
}
