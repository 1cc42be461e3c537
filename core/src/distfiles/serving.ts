import { BAD, PART } from "./name";

/** Bytes of a file: from the first to the last, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The path below a served folder that a request's target names; undefined where it names nothing that is served: what
 * leads out, what is hidden, and what is no finished file.
 */
export function servedPath(target: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(target.replace(/[?#].*$/s, ""));
  } catch {
    return undefined;
  }
  if (!path.startsWith("/") || /[\u0000\\]/.test(path)) return undefined;
  const parts = path.slice(1).split("/");
  if (parts.some((part) => part === "" || part.startsWith("."))) return undefined;
  return path.endsWith(PART) || path.endsWith(BAD) ? undefined : parts.join("/");
}

/**
 * What a Range header asks for of a file of so many bytes: a range; undefined for all of it, also where the header is
 * of a form that may be passed over; "unsatisfiable" where nothing of the file is in it.
 */
export function requestedRange(
  header: string | undefined,
  size: number,
): ByteRange | undefined | "unsatisfiable" {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "")) return undefined;
  if (from === "") {
    const length = Math.min(Number(to), size);
    return length === 0 ? "unsatisfiable" : { first: size - length, last: size - 1 };
  }
  const first = Number(from);
  const last = to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== "" && Number(to) < first) return undefined;
  return first >= size ? "unsatisfiable" : { first, last };
}

/**
 * Whether a request comes from who may ask a server on the loopback interface: a page on the web that has a name of its
 * own point here may not. 10.0.2.2 is this machine as a guest of QEMU sees it.
 */
export function isLocalHost(header: string | undefined): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|10\.0\.2\.2)(:\d+)?$/i.test(header ?? "");
}
