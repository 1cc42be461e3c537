import { Option } from "commander";

/** Told the exit status of the command that ran; see exitStatus.ts. */
export type SetStatus = (status: number) => void;

/** `--program`, of commands that look at a source in the program that its tree's scripts build from it. */
export function programOption(): Option {
  return new Option(
    "--program <path>",
    "of the programs that the tree builds from the file, that of this path (or architecture and path)",
  );
}

/** `--format`, the same on every command that reports. */
export function formatOption(): Option {
  return new Option("--format <format>", "how findings are printed")
    .choices(["text", "json"])
    .default("text");
}

/** Gathers the values of an option that may be given more than once. */
export function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}
