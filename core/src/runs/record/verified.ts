import type { RecordedChecksum, RunRecord } from "./record";

/** What the kept runs say of a checksum as it stands now. */
export type Verification =
  /** No run looked at it as it stands. */
  | { readonly kind: "never" }
  | { readonly kind: "verified"; readonly run: RunRecord }
  /** It is what that run received, and no run looked at it since. */
  | { readonly kind: "received"; readonly run: RunRecord }
  /** The newest run that looked at it found something else; its hash where that is known. */
  | { readonly kind: "differs"; readonly run: RunRecord; readonly received: string | undefined };

/** A checksum as it stands in a file of the tree. */
export interface StandingChecksum {
  /** Relative to the tree's top folder. */
  readonly file: string;
  readonly name: string;
  /** SHA-256, in either case. */
  readonly hash: string;
}

/** Something that a run made and that no checksum stands for. */
export interface MissingChecksum {
  readonly run: RunRecord;
  readonly name: string;
  readonly received: string;
}

/**
 * What runs, the newest first, say of a checksum. A line that was edited since the newest run looked at it differs from
 * nothing: what was found then belongs to the hash that stood there then.
 */
export function verificationOf(records: readonly RunRecord[], standing: StandingChecksum): Verification {
  const hash = standing.hash.toLowerCase();
  let newest = true;
  for (const run of records) {
    const checked = checksumsOf(run).get(keyOf(standing.file, standing.name))?.at(-1);
    if (checked === undefined) continue;
    if (checked.ok && checked.expected === hash) return { kind: "verified", run };
    if (newest && !checked.ok && checked.expected === hash) {
      return { kind: "differs", run, received: checked.received };
    }
    if (newest && !checked.ok && checked.received === hash) return { kind: "received", run };
    newest = false;
  }
  return { kind: "never" };
}

/** What is missing from a file of checksums: of each name what the newest run that made it received. */
export function missingFrom(records: readonly RunRecord[], file: string): readonly MissingChecksum[] {
  const found = new Map<string, MissingChecksum | undefined>();
  for (const run of records) {
    for (const { name, ok, expected, received, file: from } of run.checksums) {
      if (from !== file || found.has(name)) continue;
      const missing = !ok && expected === undefined && received !== undefined;
      found.set(name, missing ? { run, name, received } : undefined);
    }
  }
  return [...found.values()].filter((each) => each !== undefined);
}

/** Whether a run found that every checksum of a file that it looked at, two or more, is another. */
export function allDiffer(run: RunRecord, file: string): boolean {
  const checked = run.checksums.filter((each) => each.file === file && each.expected !== undefined);
  return checked.length > 1 && checked.every(({ ok }) => !ok);
}

const known = new WeakMap<RunRecord, ReadonlyMap<string, readonly RecordedChecksum[]>>();

function checksumsOf(run: RunRecord): ReadonlyMap<string, readonly RecordedChecksum[]> {
  let found = known.get(run);
  if (found === undefined) known.set(run, (found = grouped(run)));
  return found;
}

function keyOf(file: string, name: string): string {
  return `${file}\0${name}`;
}

function grouped(run: RunRecord): ReadonlyMap<string, readonly RecordedChecksum[]> {
  const groups = new Map<string, RecordedChecksum[]>();
  for (const checked of run.checksums) {
    const key = keyOf(checked.file ?? "", checked.name);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [checked]);
    else group.push(checked);
  }
  return groups;
}
