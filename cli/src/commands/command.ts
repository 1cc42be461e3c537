import { Option } from "commander";

/** Told the exit status of the command that ran; see exitStatus.ts. */
export type SetStatus = (status: number) => void;

/** `--format`, the same on every command that reports. */
export function formatOption(): Option {
  return new Option("--format <format>", "how findings are printed")
    .choices(["text", "json"])
    .default("text");
}
