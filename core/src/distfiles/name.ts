import { utf8Length } from "../text/utf8";

/** Endings of what lies beside distfiles: one that is on its way, and one that was wrong. */
export const PART = ".part";
export const BAD = ".bad";

/** Longest name in bytes, so that one of the endings still fits on every file system. */
const LONGEST = 255 - `.12345678${BAD}`.length;

/** Why a name cannot be that of a distfile, in words that go behind it; undefined where it can. */
export function nameFault(name: string): string | undefined {
  if (name === "" || name === "." || name === "..") return "is no file name";
  if (/[/\\]/.test(name)) return "leads out of distfiles/";
  if (/[\u0000-\u001f\u007f]/.test(name)) return "has control characters";
  if (name.startsWith(".")) return "begins with a dot, as only files that are no distfiles do";
  if (name.endsWith(PART) || name.endsWith(BAD)) return `ends as only unfinished and wrong downloads do`;
  if (utf8Length(name) > LONGEST) return "is too long for a file name";
  return undefined;
}

/** The name that a wrong file gets, told apart from other wrong ones by its hash. */
export function quarantineName(name: string, sha256: string): string {
  return `${name}.${sha256.slice(0, 8)}${BAD}`;
}
