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
      return {
        code: "run/missing-file",
        message: cause.file === "" ? "a file that it reads is not there" : `there is no file ${cause.file}`,
      };
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
    case "shell-message":
    case "message":
      return { code: "run/command-failed", message: `${cause.file}:${cause.line}: ${cause.message}` };
    case "hunk-failed":
      return {
        code: "run/patch-failed",
        message: `hunk ${cause.hunk} of the patch does not fit at line ${cause.line}`,
      };
    case "make-failed":
      return { code: "run/command-failed", message: `make: ${cause.message}` };
    case "folder-missing":
      return { code: "run/folder-not-found", message: `there is no folder ${cause.folder}` };
    case "prompt":
      return {
        code: "run/waits-for-input",
        message: "a command failed, and a shell waits for somebody to type",
      };
    case "panic":
      return { code: "run/kernel-panic", message: panic(cause.message) };
    case "unreachable": {
      const message = `the ${cause.what} did not become accessible in time`;
      return { code: "run/not-reachable", message };
    }
    case "no-space":
      return { code: "run/no-space", message: `${fullDisk(cause.message)} is full: ${cause.message.trim()}` };
    case "no-memory":
      return { code: "run/no-memory", message: `the memory was not enough: ${cause.message.trim()}` };
    case "kvm-error":
      return {
        code: "run/kvm-failed",
        message: `${cause.message}: the machine ${cause.message.startsWith("KVM") ? "has stopped" : "cannot begin"}`,
      };
    case "no-boot":
      return { code: "run/load-failed", message: "the BIOS finds nothing on the disk that it can boot" };
    case "unreadable-disk": {
      const message = `the BIOS cannot read sector ${cause.sector} of the disk, and builder-hex0 tries for ever`;
      return { code: "run/load-failed", message };
    }
    case "exception":
      return {
        code: "run/host-script-failed",
        message: `rootfs.py ended before the bootstrap began: ${exceptionWords(cause)}`,
      };
    case "wrong-download":
      return {
        code: "run/distfile-mismatch",
        message: `${cause.file} was downloaded, and is not what sources says`,
      };
    case undefined:
      return { code: "run/command-failed", message: ending(status, exit) };
  }
}

/** What an exception of Python's says, and what helps against it where that is known. */
function exceptionWords({ name, message }: Extract<Cause, { kind: "exception" }>): string {
  if (name === "sudo")
    return `sudo: ${message.replace(/[.;].*/, "")}; run all of it as root, or with --bwrap`;
  if (name === "bwrap" && /uid map|[Nn]amespace|Operation not permitted/.test(message))
    return `bwrap: ${message}: this system does not let it make user namespaces`;
  if (/^[a-z]+$/.test(name)) return `${name}: ${message}`;
  const module = /^No module named '([\w.]{1,60})'/.exec(message)?.[1];
  if (name === "ModuleNotFoundError" && module !== undefined)
    return `Python's module ${module} is not installed (Debian: python3-${module})`;
  if (name === "FileExistsError") return `${message}: it needs a --target that is empty`;
  return message;
}

/** As bash is the kernel's first program after a jump, a script that fails takes the kernel along. */
function panic(message: string): string {
  if (!message.includes("kill init")) return `the kernel stopped: ${message}`;
  // Linux, kernel/exit.c: as wait(2) has it, the status in the second byte, a signal's number in the lowest seven bits.
  const code = Number.parseInt(/exitcode=0x([0-9a-f]{8})/.exec(message)?.[1] ?? "", 16);
  const signal = code & 0x7f;
  const how =
    signal > 0 ? `was ended by ${signalName(signal)}` : `has ended with status ${(code >> 8) & 0xff}`;
  return `the script that the kernel runs ${code > 0 ? how : "has ended"}, so the kernel stopped: what failed stands above it in the log`;
}

/** Which disk it is that is full, by who says so. */
function fullDisk(message: string): string {
  if (message.startsWith("ext4_fwrite")) return "the file system that kexec-fiwix makes for Fiwix";
  return message.startsWith("RAMDISK") ? "the kernel's RAM disk" : "the disk of the bootstrap";
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
