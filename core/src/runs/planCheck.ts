import type { Machine } from "../platform/machine";
import { driverOf } from "./driver";
import type { Finding } from "./events";
import { finding } from "./findings";
import { locationOf } from "./locations";
import { stepsOf, type RunRequest } from "./request";
import { stepNameOf, stepTitle } from "./steps";

/** What makes a plan fail for certain, found in a moment instead of when the step's turn comes. */
export async function checkPlan(machine: Machine, request: RunRequest): Promise<readonly Finding[]> {
  const { tree, workspace, plan } = request;
  const manifest = await workspace.text(tree.manifest);
  if (manifest === undefined) return [];
  const steps = stepsOf(request);
  // What is wrong behind the last step that is wanted does not matter, but to a script generator, which reads it all.
  const driver = await driverOf(machine, tree);
  const end = driver === "tree" || request.until === undefined ? Infinity : (steps.at(-1)?.range.end ?? 0);
  const errors = plan.problems.filter(({ severity, range }) => severity === "error" && range.start <= end);
  const found = errors.map(({ code, range, message }) =>
    finding(code, locationOf(tree.manifest, manifest, range), message),
  );
  if (driver === "tree") return found;
  const known = new Set(found.map(({ line }) => line));
  for (const step of steps) {
    const place = locationOf(tree.manifest, manifest, step.range);
    const title = stepTitle(stepNameOf(step));
    if (step.era === "bash") {
      const message = `${title} comes after bash, which only the tree's own script generator can drive`;
      found.push(finding("run/unsupported-step", place, message));
    } else if (step.kind !== "uninstall" && step.script === undefined && !known.has(place.line)) {
      found.push(finding("run/missing-script", place, `${title} has no script`));
    }
  }
  return found;
}
