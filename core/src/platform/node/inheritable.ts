import { constants, fstatSync, readdirSync, readFileSync } from "node:fs";

/** Flag of open(2) for a descriptor that no program started by us gets; octal in /proc/PID/fdinfo (proc(5)). */
const CLOSE_ON_EXEC = 0o2000000;

/**
 * The descriptors above 2 that programs started by this process would inherit: those that whoever started us left
 * open. Node sees to the first sixteen of them and to all that it opens itself. Empty where the system has no /proc.
 */
export function inheritable(): readonly number[] {
  return namesOf("/proc/self/fd").filter((descriptor) => descriptor > 2 && !closesOnExec(descriptor));
}

function closesOnExec(descriptor: number): boolean {
  const flags = flagsOf(descriptor);
  // It was the one that the folder was read through.
  return flags === undefined || (flags & CLOSE_ON_EXEC) !== 0;
}

/** The flags of open(2) of a descriptor of this process; undefined where it is not open, or the system has no /proc. */
function flagsOf(descriptor: number): number | undefined {
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, "latin1"))?.[1];
    return flags === undefined ? undefined : parseInt(flags, 8);
  } catch {
    return undefined;
  }
}

/** Bits of those flags that say whether a descriptor is for reading, for writing, or for both. */
const ACCESS = constants.O_RDONLY | constants.O_WRONLY | constants.O_RDWR;

/** Whether nothing can be written to a descriptor of this process, as far as the system tells. */
export function isReadOnly(descriptor: number): boolean {
  const flags = flagsOf(descriptor);
  return flags !== undefined && (flags & ACCESS) === constants.O_RDONLY;
}

/** Whether a descriptor is of a pipe that this process has both ends of: Node makes such for itself. */
export function isOwnPipe(descriptor: number): boolean {
  const { dev, ino } = fstatSync(descriptor);
  return namesOf("/proc/self/fd").some((other) => {
    try {
      const stats = fstatSync(other);
      return stats.isFIFO() && stats.dev === dev && stats.ino === ino && isReadOnly(other);
    } catch {
      // It was the one that the folder was read through.
      return false;
    }
  });
}

function namesOf(folder: string): readonly number[] {
  try {
    return readdirSync(folder).map(Number);
  } catch {
    return [];
  }
}
