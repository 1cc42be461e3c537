import { fits, type Pattern } from "../kaem/pattern";

/** Stands for a stretch of text that a variable, a substitution or a wildcard makes. */
const ANY = "\u0000";

/** Scripts that may use distfiles, read for what they can mean under any configuration. */
export interface Uses {
  /** The scripts as they are. */
  readonly texts: readonly string[];
  /** Whether they use the folder of distfiles as a whole: go there, copy it, go through it. */
  readonly folder: boolean;
  /** Last parts of words that only variables make whole. */
  readonly patterns: readonly Pattern[];
}

/**
 * Reads scripts of a package for the files that they may name. A variable may be anything, but for `pkg`: kaem's
 * generated scripts and helpers.sh's `build` set it to the package, unless the scripts set it themselves.
 */
export function usesIn(texts: readonly string[], name: string): Uses {
  const ownPackage = texts.some((text) =>
    /(^|[\s;])(pkg=|(set|unset|read|export|for)\s+.*\bpkg\b)/m.test(text),
  );
  const folder = texts.some((text) =>
    /\bDISTFILES\}?\/*(?![\w/.*?[{}$-])|\bdistfiles\/*(?![\w/.*?[{}$-])/.test(text),
  );
  const patterns = new Map<string, Pattern>();
  for (const text of texts) {
    const known = ownPackage ? text : text.replace(/\$(\{pkg\}|pkg\b)/g, () => name);
    for (const word of wordsOf(known)) {
      const found = patternOf(word);
      if (found !== undefined) patterns.set(found.join(ANY), found);
    }
  }
  return { texts: texts.map((text) => text.replace(/\\\n/g, "")), folder, patterns: [...patterns.values()] };
}

/** Whether the scripts may mean a distfile of that name. */
export function mayUse({ texts, folder, patterns }: Uses, name: string): boolean {
  return folder || texts.some((text) => text.includes(name)) || patterns.some((each) => fits(name, each));
}

/** The words of a script, with {@link ANY} for what is made up when it runs; what is in a substitution counts, too. */
function* wordsOf(text: string): Iterable<string> {
  const substituted: string[] = [];
  const outside = text
    .replace(/\u0000/g, " ")
    .replace(/\\\n/g, " ")
    .replace(/\$\(([^()]*)\)|`([^`]*)`/g, (_, inner: string | undefined, ticked: string | undefined) => {
      substituted.push(inner ?? ticked ?? "");
      return ANY;
    });
  yield* outside.split(separators);
  for (const inner of substituted) yield* inner.split(separators);
}

const separators = /[\s;|&()<>"'`=]+/;

/** What the last part of a word's path fits; undefined where it has no variable, or is nothing but one. */
function patternOf(word: string): Pattern | undefined {
  const distfiles = /DISTFILES|distfiles/.test(word);
  let open = word.replace(/\\/g, "");
  // From the innermost: `${a%${b}}`.
  for (let before = ""; before !== open;) {
    before = open;
    open = open.replace(/\$?\{[^{}]*\}/g, ANY);
  }
  open = open.replace(/\$\w+|\$[@*#?]|[*?]|\[[^\]]*\]|[${}]/g, ANY);
  if (!open.includes(ANY)) return undefined;
  const last = open.slice(open.lastIndexOf("/") + 1);
  const literal = last.replaceAll(ANY, "");
  // A lone variable may be anything; where it is a file of that folder, it has to be taken for every one.
  if (literal === "" && !(distfiles && open.includes("/"))) return undefined;
  return last.split(ANY);
}
