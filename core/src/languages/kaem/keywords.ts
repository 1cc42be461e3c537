/** What full kaem does itself, with what it takes. Read in mescc-tools' Kaem/kaem.c. */
export const builtins: ReadonlyMap<string, { readonly usage: string; readonly summary: string }> = new Map([
  ["cd", { usage: "cd FOLDER", summary: "Changes the working directory; fails without an argument." }],
  [
    "set",
    {
      usage: "set -ex",
      summary: "`-e` stops at failures, `-x` prints commands, `-a` is always on. Nothing can be turned off.",
    },
  ],
  ["pwd", { usage: "pwd", summary: "Prints the working directory." }],
  [
    "echo",
    { usage: "echo TEXT…", summary: "Prints its arguments, a blank between them. It has no options." },
  ],
  ["unset", { usage: "unset NAME…", summary: "Removes variables." }],
  [
    "alias",
    { usage: "alias NAME=TEXT", summary: "Replaces NAME by the words of TEXT wherever it is an argument." },
  ],
  ["exec", { usage: "exec PROGRAM [ARGUMENT…]", summary: "Runs a program in place of this kaem." }],
  [
    "if",
    {
      usage: "if PROGRAM [ARGUMENT…]; then",
      summary: "Runs what follows up to `else` or `fi` when the program succeeds. It cannot be nested.",
    },
  ],
  ["then", { usage: "then", summary: "Does nothing; it must stand alone." }],
  ["else", { usage: "else", summary: "What follows runs when the condition is false; it must stand alone." }],
  ["fi", { usage: "fi", summary: "Ends an `if`; it must stand alone." }],
]);

/** The words that make blocks. */
export const blockWords: ReadonlySet<string> = new Set(["if", "then", "else", "fi"]);

/** Words of the Bourne shell that kaem looks for in `PATH`, as it does with any other. */
export const shellOnly: ReadonlySet<string> = new Set(
  "case do done esac eval exit export for function local read readonly return shift source trap ulimit umask until wait while : . [ [[ ! { }".split(
    " ",
  ),
);

/** The name that a command's first word gives a value, or undefined where it is no assignment: any word with `=` is. */
export function assignedName(firstWord: string): string | undefined {
  const equals = firstWord.indexOf("=");
  return equals < 0 ? undefined : firstWord.slice(0, equals);
}
