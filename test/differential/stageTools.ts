import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Architecture } from "@bootstrappable/core/assemble/architectures";
import type { Answer } from "./tools";

/**
 * A folder with a folder for each architecture, named as stage0-posix names it, in which `artifact/` has what its
 * kaem scripts built: `hex1`, `hex2-0` and `M0`. Those of other processors need qemu-user, registered with binfmt_misc.
 */
export const stageTools = process.env["BOOTSTRAPPABLE_STAGE_TOOLS"];

export type StageTool = "hex1" | "hex2-0" | "M0";

/** Architectures that have these tools, and their folders. */
export const stageFolders = {
  x86: "x86",
  amd64: "AMD64",
  aarch64: "AArch64",
  riscv32: "riscv32",
  riscv64: "riscv64",
} as const satisfies Partial<Record<Architecture, string>>;

export type StageArchitecture = keyof typeof stageFolders;

/** Lets a tool read each of the inputs, from one shell. A call may take one second of processor time: some wait for ever. */
export function callStageTool(
  tool: StageTool,
  architecture: StageArchitecture,
  inputs: readonly Uint8Array[],
): Answer[] {
  const folder = mkdtempSync(path.join(tmpdir(), "stage-tools-"));
  const program = path.join(stageTools!, stageFolders[architecture], "artifact", tool);
  try {
    inputs.forEach((bytes, index) => writeFileSync(path.join(folder, `${index}`), bytes));
    // Output of a tool that runs away is cut, too.
    const call = `(ulimit -c 0; ulimit -t 1; ulimit -f 2048; exec "$0" $index $index.out) 2> /dev/null; echo $? >> statuses`;
    const script = `index=0; while [ $index -lt ${inputs.length} ]; do ${call}; index=$((index + 1)); done`;
    spawnSync("sh", ["-c", script, program], { cwd: folder, stdio: "ignore" });
    const statuses = readFileSync(path.join(folder, "statuses"), "utf8").trim().split("\n");
    if (statuses.length !== inputs.length)
      throw new Error(`${statuses.length} answers for ${inputs.length} calls`);
    return statuses.map((status, index) =>
      status === "0" ? readFileSync(path.join(folder, `${index}.out`)) : undefined,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
