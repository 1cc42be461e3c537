import type { ShellCommand, ShellScript } from "../../languages/shell/syntax";
import { plainWords, programOf } from "./programOf";

/** Commands of git that take something from another machine. */
const gitFetches = new Set(["clone", "fetch", "pull", "submodule"]);

/** Commands of a step's script that download something: it is in no `sources`, so nothing checks what comes. */
export function fetchesIn({ commands }: ShellScript): readonly ShellCommand[] {
  return commands.filter((command) => {
    const words = plainWords(command);
    switch (programOf(words)) {
      case "curl":
      case "wget":
        return words.some((word) => /^(https?|ftp):\/\//.test(word));
      case "git":
        return words.some((word) => gitFetches.has(word)) && !words.includes("--help");
      case undefined:
      default:
        return false;
    }
  });
}
