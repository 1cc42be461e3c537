import type { SourceText } from "../text/sourceText";
import type { Plan, PlanStep } from "./plan";

/**
 * The variables that a step's script finds set by the files of the tree, in the order in which the generated script
 * sets them: bootstrap.cfg with the manifest's defines, then the assignments of `steps/env`, then `pkg` for a build
 * (head of `/steps/0.sh` and `output_build` in seed/script-generator.c). What leaks in from kaem.run and seed.kaem
 * (M2LIBC_PATH and others) is not in here.
 */
export function stepEnvironment(
  plan: Plan,
  step: PlanStep,
  env: SourceText | undefined,
): ReadonlyMap<string, string> {
  const environment = new Map<string, string>();
  for (const [name, value] of plan.variables) environment.set(name, wordOf(value, environment));
  for (const [name, value] of env === undefined ? [] : assignmentsOf(env)) {
    environment.set(name, wordOf(value, environment));
  }
  if (step.kind === "build") environment.set("pkg", step.name);
  return environment;
}

/** The assignments of `steps/env`, one on a line, as they stand there. Comments, blanks and anything else are skipped. */
function assignmentsOf(env: SourceText): [name: string, value: string][] {
  const assignments: [string, string][] = [];
  const whole = env.slice({ start: 0, end: env.length });
  for (const line of whole.split("\n")) {
    const found = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line);
    if (found !== null) assignments.push([found[1]!, found[2]!]);
  }
  return assignments;
}

/**
 * What both shells make of the right side of an assignment: one word, its quotes removed and `${NAME}` and
 * `${NAME:-text}` replaced; an unset variable is empty.
 */
function wordOf(value: string, environment: ReadonlyMap<string, string>): string {
  const quoted = /^"([^"]*)"/.exec(value)?.[1];
  const word = quoted ?? /^[^ \t#;\r]*/.exec(value)![0];
  return word.replace(
    /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g,
    (_, name: string, otherwise: string | undefined) => environment.get(name) ?? otherwise ?? "",
  );
}
