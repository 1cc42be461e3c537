import type { Machine } from "../platform/machine";
import { utf8Length } from "../text/utf8";
import { stepEnvironment } from "../tree/environment";
import type { PlanStep } from "../tree/plan";
import { realPathInTree } from "./inTree";
import { startOf } from "./locations";
import { RunProblem } from "./problem";
import type { RunRequest } from "./request";

/** Bytes of the longest `NAME=value` that Linux hands to a program, its final zero byte included (execve(2)). */
const LONGEST = 131_072;

/** Bytes of all variables together: half of what Linux gives them and the arguments as a rule. */
const ALL = 1 << 20;

/** Gives the whole environment of a step that our driver runs. */
export async function environmentsFor(
  machine: Machine,
  request: RunRequest,
): Promise<(step: PlanStep) => ReadonlyMap<string, string>> {
  const path = `${request.tree.steps}/env`;
  await realPathInTree(machine, request.tree, path);
  const env = await request.workspace.text(path);
  return (step) => checked(stepEnvironment(request.plan, step, env), env === undefined ? undefined : path);
}

/** The same environment, if Linux hands it to a program. `path` is of the file that it may come from. */
function checked(
  environment: ReadonlyMap<string, string>,
  path: string | undefined,
): ReadonlyMap<string, string> {
  let all = 0;
  for (const [name, value] of environment) {
    // In UTF-8, with the sign between them and the byte that ends it.
    const size = utf8Length(name + value) + 2;
    all += size;
    const wrong = value.includes("\0")
      ? "has a zero byte in it, which no environment can hold"
      : size > LONGEST
        ? `has ${size} bytes, more than Linux hands to a program`
        : all > ALL
          ? "is one too many: Linux does not hand so much to a program"
          : undefined;
    if (wrong !== undefined) {
      const place = path === undefined ? undefined : startOf(path);
      throw new RunProblem("run/bad-tree", `the variable ${name} ${wrong}`, place);
    }
  }
  return environment;
}
