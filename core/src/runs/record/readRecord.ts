import type { ProcessName } from "../../platform/fileLock";
import { codes, type DiagnosticCode } from "../../diagnostics/codes";
import {
  recordFormat,
  type RecordedChecksum,
  type RecordedCommit,
  type RecordedFinding,
  type RecordedHost,
  type RecordedStep,
  type RunRecord,
} from "./record";

/** Reads part of a record; undefined for anything else. */
type Reader<Value> = (value: unknown) => Value | undefined;

/**
 * The record that a file holds; undefined for what is damaged, of another format, or no record at all. Anybody may have
 * written the file: nothing of it is taken for granted, and what is made of it has the fields of a record and no others.
 */
export function readRecord(bytes: Uint8Array): RunRecord | undefined {
  try {
    return recordOf(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch {
    // No JSON, or nested so deeply that nobody can read it.
    return undefined;
  }
}

const text: Reader<string> = (value) => (typeof value === "string" ? value : undefined);

/** A whole number that is not negative. */
const count: Reader<number> = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;

const matching =
  (pattern: RegExp): Reader<string> =>
  (value) =>
    typeof value === "string" && pattern.test(value) ? value : undefined;

const hash = matching(/^[0-9a-f]{64}$/);

function oneOf<const Value extends string>(...values: readonly Value[]): Reader<Value> {
  return (value) => values.find((each) => each === value);
}

function list<Value>(read: Reader<Value>): Reader<readonly Value[]> {
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const items: Value[] = [];
    for (const each of value as readonly unknown[]) {
      const item = read(each);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  };
}

/** An object used as a table. */
function table<Value>(read: Reader<Value>): Reader<Readonly<Record<string, Value>>> {
  return (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    const entries: [string, Value][] = [];
    for (const [name, each] of Object.entries(value)) {
      const item = read(each);
      if (item === undefined) return undefined;
      entries.push([name, item]);
    }
    // Not by assignment, which a name such as `__proto__` would make something else of.
    return Object.fromEntries(entries);
  };
}

type Fields<Value> = { readonly [Name in keyof Value]-?: Reader<Value[Name] & {}> };

/** An object with these fields; `optional` ones may be absent, but not wrong. */
function object<Value>(fields: Fields<Value>, optional: readonly (keyof Value)[] = []): Reader<Value> {
  return (value) => {
    if (typeof value !== "object" || value === null) return undefined;
    const found: Partial<Record<keyof Value, unknown>> = {};
    for (const name of Object.keys(fields) as (keyof Value & string)[]) {
      const given = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
      if (given === undefined && optional.includes(name)) continue;
      const read = fields[name](given);
      if (read === undefined) return undefined;
      found[name] = read;
    }
    return found as Value;
  };
}

/** A path below the tree that leads nowhere else. */
const pathInTree: Reader<string> = (value) => {
  if (typeof value !== "string" || value.startsWith("/") || value.includes("\0")) return undefined;
  return value.split("/").some((part) => part === "" || part === "." || part === "..") ? undefined : value;
};

const environmentValue: Reader<string> = text;
const environment: Reader<Readonly<Record<string, string | null>>> = (value) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value as Record<string, unknown>);
  const fine = entries.every(([, each]) => each === null || environmentValue(each) !== undefined);
  return fine ? (Object.fromEntries(entries) as Record<string, string | null>) : undefined;
};

const stepFields = {
  number: count,
  kind: oneOf("seed", "build", "improve", "jump", "uninstall"),
  name: text,
  pass: count,
};

const step = object<RecordedStep>(
  {
    ...stepFields,
    status: oneOf("done", "failed", "interrupted", "not-reached"),
    milliseconds: count,
    silence: count,
    log: object({ offset: count, line: count }),
    script: text,
    environment,
  },
  ["pass", "milliseconds", "silence", "log", "script", "environment"],
);

const checksum = object<RecordedChecksum>(
  {
    step: count,
    name: text,
    ok: (value) => (typeof value === "boolean" ? value : undefined),
    expected: hash,
    received: hash,
    file: pathInTree,
    line: count,
  },
  ["expected", "received", "file", "line"],
);

const finding = object<RecordedFinding>(
  {
    code: (value) =>
      typeof value === "string" && Object.hasOwn(codes, value) ? (value as DiagnosticCode) : undefined,
    severity: oneOf("error", "warning", "info", "hint"),
    message: text,
    file: text,
    line: count,
    placeless: (value) => (value === true ? value : undefined),
  },
  ["placeless"],
);

const commit = object<RecordedCommit>({ path: text, commit: matching(/^[0-9a-f]{40}$/) });

const host = object<RecordedHost>(
  { system: text, processor: text, kernel: text, cpus: count, memory: count },
  ["kernel", "cpus", "memory"],
);

const processName = object<ProcessName>({ id: count, began: text, boot: text });

const recordFields: Fields<RunRecord> = {
  format: (value) => (value === recordFormat ? recordFormat : undefined),
  id: matching(/^[\w-]{1,80}$/),
  date: matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/),
  status: oneOf("good", "failed", "interrupted"),
  milliseconds: count,
  process: processName,
  paused: (value) => (value === true ? value : undefined),
  tree: matching(/^\/[^\0]*$|^[A-Za-z]:\//),
  commits: list(commit),
  target: text,
  log: object({ path: text, bytes: count }),
  engine: text,
  architecture: text,
  driver: oneOf("steps", "tree"),
  configuration: table(text),
  tools: table(text),
  host,
  steps: list(step),
  kept: list(object<Pick<RecordedStep, keyof typeof stepFields>>(stepFields, ["pass"])),
  checksums: list(checksum),
  findings: list(finding),
  totals: object({ steps: count, verified: count, failed: count }),
};

const recordOf = object(recordFields, ["process", "paused", "kept"]);
