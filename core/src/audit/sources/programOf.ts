import type { ShellCommand } from "../../languages/shell/syntax";

/** The words of a command without quotes; variables stand as they are. */
export function plainWords(command: ShellCommand): readonly string[] {
  return command.words.map(({ raw }) => raw.replace(/["']/g, ""));
}

/** The program that a command runs, by its name without folder and version; assignments and `env`, `bash` before it passed over. */
export function programOf(words: readonly string[]): string | undefined {
  const own =
    words.find(
      (word, index) => !/^(env|bash|sh|exec|time|-.*|\w+=.*)$/.test(word) || (index > 0 && word === ""),
    ) ?? "";
  const name = own.slice(own.lastIndexOf("/") + 1).replace(/-\d[\w.]*$/, "");
  return name === "" ? undefined : name;
}
