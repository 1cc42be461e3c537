import { readdirSync, readFileSync } from "node:fs";

/** Flag of open(2) for a descriptor that no program started by us gets; octal in /proc/PID/fdinfo (proc(5)). */
const CLOSE_ON_EXEC = 0o2000000;

/**
 * The descriptors above 2 that programs started by this process would inherit: those that whoever started us left
 * open. Node sees to the first sixteen of them and to all that it opens itself. Empty where the system has no /proc.
 */
export function inheritable(): readonly number[] {
  let names: readonly string[];
  try {
    names = readdirSync("/proc/self/fd");
  } catch {
    return [];
  }
  return names.map(Number).filter((descriptor) => descriptor > 2 && !closesOnExec(descriptor));
}

function closesOnExec(descriptor: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, "latin1"))?.[1];
    return flags === undefined || (parseInt(flags, 8) & CLOSE_ON_EXEC) !== 0;
  } catch {
    // It was the one that the folder was read through.
    return true;
  }
}
