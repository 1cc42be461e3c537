import type { Machine } from "../platform/machine";
import type { PlanStep } from "../tree/plan";
import type { Tree } from "../tree/tree";
import { rootPlaces } from "./layout";

/**
 * Who goes through the manifest. A tree that brings the script generator along (`seed/script-generator.c`) compiles it
 * at the end of its seed phase and runs the scripts that it writes (upstream's seed.kaem): there the seed phase is the
 * whole run. In any other tree nothing reads the manifest, and our driver runs one step after the other.
 */
export async function driverOf(
  machine: Machine,
  tree: Tree,
  /** Whether a preseed takes the place of the seed phase: its script calls the generator. */
  preseeded = false,
): Promise<"steps" | "tree"> {
  if (preseeded) return "tree";
  return (await machine.files.kind(`${tree.seed}/script-generator.c`)) === "file" ? "tree" : "steps";
}

/** What to run for a step, inside the root file system. */
export interface StepCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** The kaem script that it reads, if it reads one. */
  readonly script: string | undefined;
  readonly directory: string;
  readonly environment: ReadonlyMap<string, string>;
}

/** The first command of every run: rootfs.py's `env -i PATH=/bin chroot TARGET kaem-optional-seed`, its script named. */
export function seedCommand(architecture: string, architectureDirectory: string): StepCommand {
  const script = `/kaem.${architecture}`;
  return {
    program: `/bootstrap-seeds/POSIX/${architectureDirectory}/kaem-optional-seed`,
    args: [script],
    script,
    directory: "/",
    environment: new Map([["PATH", "/bin"]]),
  };
}

/**
 * What the generated `/steps/0.sh` would do for a step of the kaem era (LANGUAGES: kaem era output). kaem echoes
 * the commands of a script that says `set -x`, so nothing is added here.
 */
export function stepCommand(step: PlanStep, environment: ReadonlyMap<string, string>): StepCommand {
  const { steps } = rootPlaces;
  const kaem = (script: string, directory: string): StepCommand => {
    return { program: "/usr/bin/kaem", args: ["--file", script], script, directory, environment };
  };
  switch (step.kind) {
    case "build":
      return kaem(`pass${step.pass ?? 1}.kaem`, `${steps}/${step.name}`);
    case "improve":
    case "jump":
      return kaem(`${steps}/${step.kind}/${step.name}.sh`, steps);
    case "uninstall": {
      const args = step.name.split(" ");
      return { program: "/usr/bin/uninstall", args, script: undefined, directory: steps, environment };
    }
  }
}
