import type { StepName } from "../events";
import { allSteps } from "../record/allSteps";
import type { RecordedChecksum, RecordedStep, RunRecord } from "../record/record";

/** What was different around two runs: `x` in the one, `y` in the other; empty where it is not known. */
export interface Circumstance {
  readonly name: string;
  readonly a: string;
  readonly b: string;
}

/** A file that both runs looked at the checksum of, and that hashed to something else. */
export interface ChecksumDifference {
  readonly step: StepName;
  /** The file, as the checksum file names it. */
  readonly name: string;
  /** SHA-256 in lower-case hex; undefined where the run did not look at it, or the hash is not known. */
  readonly a: string | undefined;
  readonly b: string | undefined;
  /** Where the checksum stands in the tree, its line from 1. */
  readonly file?: string;
  readonly line?: number;
}

/** A step that did not come out the same. */
export interface StepDifference {
  readonly step: StepName;
  /** `missing`: the other run's plan has no such step. */
  readonly a: RecordedStep["status"] | "missing";
  readonly b: RecordedStep["status"] | "missing";
}

export interface RecordComparison {
  /** Steps that began in both runs, the seed phase among them: with none there is nothing to be held against anything. */
  readonly compared: number;
  readonly circumstances: readonly Circumstance[];
  /** In the order of the first run's plan. */
  readonly steps: readonly StepDifference[];
  readonly checksums: readonly ChecksumDifference[];
}

/** Holds the records of two runs against each other. Steps are the same by kind, name and pass: numbers may differ. */
export function compareRecords(a: RunRecord, b: RunRecord): RecordComparison {
  const steps: StepDifference[] = [];
  const checksums: ChecksumDifference[] = [];
  let compared = 0;
  const [inA, inB] = [grouped(a), grouped(b)];
  for (const key of new Set([...inA.keys(), ...inB.keys()])) {
    const [left, right] = [inA.get(key), inB.get(key)];
    const step = recordedName((left ?? right)!.step);
    const was = left?.step.status ?? "missing";
    const is = right?.step.status ?? "missing";
    if (began(left) && began(right)) compared++;
    if (was !== is) steps.push({ step, a: was, b: is });
    if (left !== undefined && right !== undefined)
      checksums.push(...checksumsOf(step, left.checksums, right.checksums));
  }
  return { compared, circumstances: circumstancesOf(a, b), steps, checksums };
}

const began = (group: Group | undefined) => group !== undefined && group.step.status !== "not-reached";

interface Group {
  readonly step: RecordedStep;
  readonly checksums: RecordedChecksum[];
}

function grouped(run: RunRecord): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  const byNumber = new Map<number, Group>();
  for (const step of allSteps(run)) {
    const group = { step, checksums: [] };
    groups.set(keyOf(step), group);
    byNumber.set(step.number, group);
  }
  for (const checksum of run.checksums) byNumber.get(checksum.step)?.checksums.push(checksum);
  return groups;
}

/** What a step is called whatever its number. */
export const keyOf = ({ kind, name, pass }: Pick<StepName, "kind" | "name" | "pass">) =>
  `${kind} ${pass ?? ""} ${name}`;

/** What events call a step of a record. */
export function recordedName({ number, kind, name, pass }: RecordedStep): StepName {
  return { number, kind, name, ...(pass !== undefined && { pass }) };
}

/** Of each name the last that a step looked at counts. */
function checksumsOf(
  step: StepName,
  a: readonly RecordedChecksum[],
  b: readonly RecordedChecksum[],
): readonly ChecksumDifference[] {
  const [left, right] = [a, b].map((all) => new Map(all.map((each) => [each.name, each])));
  const found: ChecksumDifference[] = [];
  for (const name of new Set([...left!.keys(), ...right!.keys()])) {
    const [was, is] = [left!.get(name), right!.get(name)];
    // What one of them did not come to look at is no difference in what was made.
    if (was?.received === undefined || is?.received === undefined || was.received === is.received) continue;
    const { file, line } = was;
    found.push({
      ...{ step, name, a: was.received, b: is.received },
      ...(file !== undefined && { file }),
      ...(line !== undefined && { line }),
    });
  }
  return found;
}

function circumstancesOf(a: RunRecord, b: RunRecord): readonly Circumstance[] {
  const tables = [a, b].map(
    ({ architecture, engine, driver, commits, configuration, tools, host }) =>
      new Map<string, string>([
        ["architecture", architecture],
        ["engine", engine],
        ["driver", driver],
        ...commits.map(({ path, commit }) => [`commit of ${path}`, commit] as const),
        ...Object.entries(configuration),
        ...Object.entries(tools),
        ["host", [host.system, host.processor, host.kernel ?? ""].join(" ").trim()],
      ]),
  );
  const [left, right] = tables as [Map<string, string>, Map<string, string>];
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((name) => {
    const [was, is] = [left.get(name) ?? "", right.get(name) ?? ""];
    return was === is ? [] : [{ name, a: was, b: is }];
  });
}
