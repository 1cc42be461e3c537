/** A path of a run's root file system in a line of a terminal. */
export interface RootPath {
  /** Where it stands in the line, and for how long, in UTF-16 code units; a line and column behind it belong to it. */
  readonly start: number;
  readonly length: number;
  /** Absolute in the root, without `.` and `..`. */
  readonly path: string;
  /** As they stand there, from 1. */
  readonly line?: number;
  readonly column?: number;
}

/** What stands further right in a line is not looked at, nor are more words than that which may be paths. */
const widest = 2000;
const most = 32;

/** A word, with the line and column behind it. What a shell or a message sets around words is part of none. */
const word = /([^\s"'`=,;:()<>|&[\]{}$*?]+)(?::(\d{1,7})(?::(\d{1,7}))?)?/g;
/** kaem and the driver write commands behind ` +> `. */
const kaem = /^\s*\+> /;
/** sha256sum, and what a step says of its checksums. */
const checked = /^\S+: (?:OK|FAILED)\b/;
/** Of a shell under `set -x`. */
const shell = /^\++ /;
/** Places that no other system has: these are links wherever they stand. */
const ours = /^\/(?:steps|external)\//;

/**
 * The paths in a line of a terminal that may lie in a run's root. A relative one counts only in a line that kaem or
 * sha256sum writes, where `/` is the folder that it most likely starts at; an absolute one, outside of /steps and
 * /external, only in lines that a run writes. Whether something is there has to be looked up.
 */
export function pathsInLine(text: string): readonly RootPath[] {
  const shown = text.slice(0, widest);
  const fromTop = kaem.test(shown) || checked.test(shown);
  const ofRun = fromTop || shell.test(shown);
  const found: RootPath[] = [];
  for (const match of shown.matchAll(word)) {
    const [whole, written = "", line, column] = match;
    const name = written.replace(/[.!]+$/, "");
    const cutOff = text.length > widest && match.index + whole.length === widest;
    const counts = name.startsWith("/") ? ofRun || ours.test(name) : fromTop && name.includes("/");
    const path = counts && !cutOff ? inRoot(name) : undefined;
    if (path === undefined) continue;
    const placed = name === written && line !== undefined;
    found.push({
      start: match.index,
      length: placed ? whole.length : name.length,
      path,
      ...(placed && { line: Number(line) }),
      ...(placed && column !== undefined && { column: Number(column) }),
    });
    if (found.length === most) break;
  }
  return found;
}

/** Undefined for the top, and for what goes up again: nobody knows how far. */
function inRoot(name: string): string | undefined {
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  return parts.length === 0 || parts.includes("..") ? undefined : `/${parts.join("/")}`;
}
