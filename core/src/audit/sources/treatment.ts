import type { ShellCommand, ShellScript } from "../../languages/shell/syntax";
import type { Unsuitable } from "./kinds";
import { plainWords, programOf } from "./programOf";

/** What a step's scripts do with a file before they use it. `used` is only said where a command does. */
export type Treatment = "removed" | "made anew" | "used" | "not seen used";

/** What a step's script does with an unsuitable file, and the command that does it. */
export interface Treated {
  readonly treatment: Treatment;
  readonly command?: ShellCommand;
}

/** Programs that make a kind of file anew, whatever version stands behind their names (`autoconf-2.69`). */
const makers: Readonly<Record<string, RegExp>> = {
  "made by Autoconf": /^(autoreconf|autoreconf-fossil|autoconf|autogen\.sh|bootstrap|buildconf)$/,
  "made by Automake": /^(autoreconf|autoreconf-fossil|automake|autogen\.sh|bootstrap|buildconf)$/,
  "made by aclocal": /^(autoreconf|autoreconf-fossil|aclocal|autogen\.sh|bootstrap|buildconf)$/,
  "made by Bison or yacc": /^(bison|yacc|byacc)$/,
  "made by flex": /^(flex|lex)$/,
  "made by gperf": /^gperf$/,
  "made by makeinfo": /^(makeinfo|texi2any)$/,
  "compiled messages": /^msgfmt$/,
};

/** Programs that use a kind of file: `configure` makes every Makefile of its Makefile.in, Autoconf reads the macros that aclocal gathered. */
const users: Readonly<Record<string, RegExp>> = {
  "made by Autoconf": /^configure$/,
  "made by Automake": /^configure$/,
  "made by aclocal": /^(autoconf|autoheader|automake)$/,
};

/**
 * What a step's scripts do with a file that its archive brings. Words are read as they stand: a variable may stand for anything, so
 * what only a variable names is not seen.
 * Steps build in the folder of their first archive; of another one's build system none is seen used whose folder no command names.
 */
export function treatmentOf(file: Unsuitable, scripts: readonly ShellScript[], first = true): Treated {
  const all = scripts.map((script) => treatmentIn(file, script, first));
  // What one pass removes another one may use: each unpacks the archive anew.
  return (
    all.find(({ treatment }) => treatment === "used") ??
    all.find(({ treatment }) => treatment !== "not seen used") ?? { treatment: "not seen used" }
  );
}

/** The first command of a script that does something with the file decides. */
function treatmentIn(file: Unsuitable, { commands }: ShellScript, first: boolean): Treated {
  const folders = file.name.split("/").slice(0, -1);
  // A configure further down is one of many: only who names its folder is seen to run it.
  const folder = file.what === "made by Autoconf" && folders.length > 1 ? folders.at(-1) : folders[0];
  let entered = first && folder === folders[0];
  for (const command of commands) {
    const words = plainWords(command);
    entered ||= words.some((word) => word.split("/").some((part) => part === folder));
    const program = programOf(words);
    if (program === undefined) continue;
    if (removes(program, words, file.name)) return { treatment: "removed", command };
    if (makers[file.what]?.test(program) === true) return { treatment: "made anew", command };
    if (entered && users[file.what]?.test(program) === true) return { treatment: "used", command };
  }
  return { treatment: "not seen used" };
}

/** Whether `rm`, or `find` with `-delete` or `-exec rm`, names the file: by its path, its name or a pattern of it. */
function removes(program: string, words: readonly string[], name: string): boolean {
  const inside = name.slice(name.indexOf("/") + 1);
  const base = name.slice(name.lastIndexOf("/") + 1);
  if (program === "rm")
    return words.slice(1).some((word) => {
      if (word.startsWith("-") || word.includes("$")) return false;
      const path = word.replace(/^\.\//, "");
      return matches(path, inside) || inside.startsWith(`${path.replace(/\/$/, "")}/`);
    });
  if (program !== "find" || !words.some((word) => word === "-delete" || word === "rm")) return false;
  return words.some((word, index) => words[index - 1] === "-name" && matches(word, base));
}

/** Whether a shell pattern stands for a path; `*` goes over no slash. */
function matches(pattern: string, path: string): boolean {
  if (pattern.length > 200) return false;
  const alternatives = /\{([^{}]*,[^{}]*)\}/.exec(pattern);
  if (alternatives !== null) {
    const [whole, inner = ""] = alternatives;
    return inner.split(",").some((each) =>
      matches(
        pattern.replace(whole, () => each),
        path,
      ),
    );
  }
  const expression = pattern
    .replace(/[.+^${}()|\\[\]]/g, "\\$&")
    .replace(/\*+/g, "[^/]*")
    .replaceAll("?", "[^/]");
  return new RegExp(`^${expression}$`).test(path);
}
