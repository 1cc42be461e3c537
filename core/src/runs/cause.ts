import type { DiagnosticCode } from "../diagnostics/codes";
import type { ProcessExit } from "../platform/processes";
import type { Cause } from "./logs/blame";
import type { LoggedChecksum } from "./stepLog";

/** Names of the signals that a faulty program ends with, by their number on x86 and most others (signal(7)). */
const signals: Readonly<Record<number, string>> = {
  4: "an illegal instruction",
  6: "an abort",
  7: "a bus error",
  8: "a division error",
  9: "a kill signal",
  11: "a bad memory access",
  15: "a request to end",
};

export interface Reason {
  readonly code: DiagnosticCode;
  readonly message: string;
}

/** Why a command failed, in a sentence without its end. */
export function describeCause(
  cause: Cause | undefined,
  status: number | undefined,
  exit: ProcessExit | undefined,
  mismatches: readonly LoggedChecksum[],
  /** How many checksums the command looked at. */
  count: number,
): Reason {
  switch (cause?.kind) {
    case "not-found":
      return { code: "run/command-not-found", message: `there is no program ${cause.program}` };
    case "missing-file":
      return { code: "run/missing-file", message: `there is no file ${cause.file}` };
    case "no-checksum-lines":
      return { code: "run/bad-checksum-file", message: `${cause.file} holds no checksum` };
    case "no-checksum-stored":
      return { code: "run/checksum-missing", message: `SHA256SUMS.pkgs has no checksum for ${cause.name}` };
    case "checksum-failed": {
      if (count > 1 && mismatches.length === count) {
        const message = `all ${count} files that were checked are others: what they have in common is wrong (the checkout, a submodule, line endings)`;
        return { code: "run/every-checksum-wrong", message };
      }
      const names = mismatches.map(({ name }) => name);
      const several = names.length > 3 ? `${names.length} files` : names.join(", ") || cause.name;
      return { code: "run/checksum-mismatch", message: `${several}: not what the checksum says` };
    }
    case "undefined-label":
      return { code: "run/undefined-label", message: `no input defines the label ${cause.label}` };
    case "cd-failed":
      return { code: "run/folder-not-found", message: "there is no such folder" };
    case "script-error":
      return { code: "run/script-error", message: `kaem cannot read the script: ${cause.message}` };
    case "signal":
      return {
        code: "run/command-failed",
        message: `${cause.program} was ended by ${signalName(cause.signal)}`,
      };
    case "message":
      return { code: "run/command-failed", message: `${cause.file}:${cause.line}: ${cause.message}` };
    case undefined:
      return { code: "run/command-failed", message: ending(status, exit) };
  }
}

function signalName(number: number): string {
  return signals[number] ?? `signal ${number}`;
}

function ending(status: number | undefined, exit: ProcessExit | undefined): string {
  if (status !== undefined) return `the command ended with status ${status}`;
  if (exit?.signal !== undefined) return `the shell was ended by ${exit.signal}`;
  // unshare ends with the signal of its child as a shell does: 128 and the number.
  if (exit?.status !== undefined && exit.status > 128)
    return `the shell was ended by ${signalName(exit.status - 128)}`;
  return exit?.status === undefined || exit.status === 0
    ? "the command failed"
    : `the shell ended with status ${exit.status}`;
}
