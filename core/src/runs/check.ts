import type { Machine } from "../platform/machine";
import { architectureOf, type Architecture } from "../tree/configuration";
import type { Finding } from "./events";
import { checkPlan } from "./planCheck";
import { RunProblem } from "./problem";
import type { RunRequest } from "./request";

/**
 * Looks for what can be known to fail before anything is made, and tells it; rejects with the RunProblem that comes last.
 * Gives the architecture to run for.
 */
export async function checkRun(
  machine: Machine,
  request: RunRequest,
  tell: (found: Finding) => void | Promise<void>,
): Promise<Architecture> {
  const architecture = architectureOf(request.configuration);
  if (architecture === undefined) {
    const name = request.configuration.get("ARCH") ?? "";
    throw new RunProblem(
      "run/missing-seed",
      `the configuration's ARCH is “${name}”, which is no architecture of stage0-posix`,
    );
  }
  const script = `${request.tree.stage0}/kaem.${architecture}`;
  const other = `${request.tree.seed}/kaem.${architecture}`;
  const seeded = request.preseed !== undefined;
  if (
    !seeded &&
    (await machine.files.kind(script)) !== "file" &&
    (await machine.files.kind(other)) !== "file"
  ) {
    throw new RunProblem(
      "run/missing-seed",
      `${script} does not exist: check out the tree's submodules, or choose another architecture`,
    );
  }
  const problems = await checkPlan(machine, request);
  for (const problem of problems.slice(0, -1)) await tell(problem);
  const last = problems.at(-1);
  if (last !== undefined) throw new RunProblem(last.code, last.message, last, last.related);
  return architecture;
}
