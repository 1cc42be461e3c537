import { DiskError } from "@bootstrappable/core/platform/disk";
import { SandboxError } from "@bootstrappable/core/runs/engines/sandbox";
import { RunProblem } from "@bootstrappable/core/runs/problem";
import { exitStatus } from "../exitStatus";
import { complain } from "../report";

/** Tells why a command about runs cannot do what it is to; the exit status. Throws what is no such reason. */
export function complainOf(error: unknown): number {
  if (error instanceof RunProblem) complain(`${error.message} [${error.code}]`);
  else if (error instanceof SandboxError || error instanceof DiskError) complain(error.message);
  else throw error;
  return exitStatus.findings;
}
