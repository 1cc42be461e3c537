import { escapeRegExp } from "../../text/escapeRegExp";
import type { SourceText } from "../../text/sourceText";
import type { TextEdit } from "../../diagnostics/diagnostic";
import type { Range } from "../../text/range";

/** A word of a script in which the package stands as `${pkg}`: generated scripts and helpers.sh set that to its name. */
interface Use {
  readonly word: string;
  /** Offset of the word in the script. */
  readonly start: number;
}

const variable = /\$(?:\{pkg\}|pkg(?!\w))/g;

/** The uses of `${pkg}` in a script; none where it sets the variable to something else. */
function usesOf({ latin1 }: SourceText): Use[] {
  if (/(^|[\s;])(pkg=|(set|unset|read|export|for)\s+.*\bpkg\b)/m.test(latin1)) return [];
  const words = latin1.matchAll(/[^\s"'`;|&<>()=]+/g);
  return [...words]
    .filter(({ 0: word }) => word.search(variable) >= 0)
    .map(({ 0: word, index: start }) => ({ word, start }));
}

/** The files of a package's folder that its scripts name by `${pkg}`, other variables standing for anything. */
export function filesNamedByPackage(
  script: SourceText,
  from: string,
  files: readonly string[],
): readonly string[] {
  const patterns = usesOf(script).map((use) => patternOf(use, from));
  return files.filter((file) => patterns.some((pattern) => pattern.test(file)));
}

/** What a word can name beside the script, one folder up from where the build goes on, or further down. */
function patternOf({ word }: Use, from: string): RegExp {
  const path = word.replace(/^(?:\.{1,2}\/+)+/, "").replace(variable, from);
  const parts = path.split(/\$(?:\{[^}]*\}|\w+)/).map(escapeRegExp);
  return new RegExp(`^${parts.join("[^/]*")}$`);
}

/**
 * Edits by which a script goes on meaning what does not get the package's new name: a distfile, the folder that an
 * archive unpacks to. Nothing where the script names none of them by `${pkg}`; else every use but those of files that
 * move along, and of the step's own folder.
 */
export function keptNames(
  script: SourceText,
  from: string,
  { moved, distfiles }: { readonly moved: readonly string[]; readonly distfiles: readonly string[] },
): TextEdit[] {
  const uses = usesOf(script);
  const isDistfile = (use: Use) => {
    const last = patternOf({ ...use, word: use.word.slice(use.word.lastIndexOf("/") + 1) }, from);
    return distfiles.some((name) => last.test(name));
  };
  if (!uses.some(isDistfile)) return [];
  return uses.flatMap((use) => {
    const { word, start } = use;
    const pattern = patternOf(use, from);
    // What a step writes for the next time is named as what it checks.
    if (word.endsWith(".checksums") || moved.some((file) => pattern.test(file))) return [];
    return [...word.matchAll(variable)]
      .filter(({ index }) => !/(?:\$\{?SRCDIR\}?|\/steps|\/external\/repo)\/+$/.test(word.slice(0, index)))
      .map(({ index, 0: { length } }) => ({
        range: { start: start + index, end: start + index + length },
        text: from,
      }));
  });
}

/** Where a script names a file of its folder in full, as a word or the end of a path. */
export function literalUses({ latin1 }: SourceText, file: string): { readonly range: Range }[] {
  const pattern = new RegExp(`(?<![\\w.+}$-])${escapeRegExp(file)}(?![\\w.+-])`, "g");
  return [...latin1.matchAll(pattern)].map(({ index: start, 0: { length } }) => ({
    range: { start, end: start + length },
  }));
}
