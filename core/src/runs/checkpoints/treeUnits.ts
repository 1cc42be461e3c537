import { isKnown } from "../../languages/kaem/interpreter/world";
import { evaluateTree } from "../../tree/evaluateTree";
import type { EvaluatedTree } from "../../tree/evaluatedTree";
import type { EvaluatedCommand } from "../../tree/evaluatedCommand";
import type { PlanStep } from "../../tree/plan";
import type { StepCommand } from "../driver";
import type { RunRequest } from "../request";
import type { Cut, Unit } from "./unit";

/** The script that goes through the kaem era's steps; the script generator writes it. */
const generated = "/steps/0.sh";

/**
 * The units of a tree whose seed phase ends with going through the manifest (upstream's seed.kaem), each step with the
 * environment that it has there. Bash's steps, of which one shell runs many, are one unit. Undefined for a tree that
 * does it in another way.
 */
export async function treeUnits(request: RunRequest, seed: Unit): Promise<readonly Unit[] | undefined> {
  const { tree, workspace, configuration } = request;
  const evaluated = await evaluateTree(tree, workspace, configuration);
  const cut = await cutOf(request, evaluated);
  if (cut === undefined) return undefined;
  const units: Unit[] = [{ ...seed, cut }];
  const { steps } = request.plan;
  const commands = evaluated.commands.filter(({ script, place }) => {
    return script === generated && place?.file === tree.manifest;
  });
  for (const [index, step] of steps.entries()) {
    const own = commands.filter((command) => isOf(command, step));
    const [first, next, ...others] = own.filter(
      ({ program, words }) => program !== undefined || isBash(words),
    );
    const command = first && commandOf(first);
    // A jump has several commands, and goes on in another kernel. What comes after the last step does not matter.
    if (command === undefined || others.length > 0 || step.kind === "jump") {
      return isBehind(step, request.until) ? units : undefined;
    }
    units.push({ step, command, rest: [] });
    if (next === undefined) continue;
    // The first bash: its next command runs all the rest.
    const bash = isBash(next.words) ? commandOf({ ...next, program: bashProgram(next) }) : undefined;
    const rest = steps.slice(index + 1);
    const [begin, ...behind] = rest;
    if (bash === undefined) return undefined;
    if (begin !== undefined) units.push({ step: begin, command: bash, rest: behind });
    return units;
  }
  return units;
}

function isBehind(step: PlanStep, until: RunRequest["until"]): boolean {
  return until === "seed" || (until !== undefined && step.number > until.number);
}

const isBash = (words: readonly string[]) => words[0] === "bash";

/** What has built it is no kaem script that says where it goes: it is where programs go. */
function bashProgram({ state }: EvaluatedCommand): string {
  return `${state.path.split(":", 1)[0]}/bash`;
}

function isOf({ place }: EvaluatedCommand, { range }: PlanStep): boolean {
  return place !== undefined && place.range.start >= range.start && place.range.end <= range.end;
}

/** How a command is started, when all of it is known. */
function commandOf({ program, words, state, certainty }: EvaluatedCommand): StepCommand | undefined {
  const environment = new Map([...state.environment].map(([name, { value }]) => [name, value]));
  const texts = [program ?? "", ...words, state.directory, ...environment.values()];
  if (program === undefined || certainty !== "runs" || !texts.every(isKnown)) return undefined;
  const args = words.slice(1);
  const script = program.endsWith("/kaem") ? args.at(-1) : undefined;
  return { program, args, script, directory: state.directory, environment };
}

/** The last command of the script that runs {@link generated}, and the copy that the shell really reads. */
async function cutOf({ tree, workspace }: RunRequest, evaluated: EvaluatedTree): Promise<Cut | undefined> {
  const caller = evaluated.commands.find(({ words }) => words.at(-1) === generated);
  const place = caller?.place;
  if (caller === undefined || place === undefined || !place.file.startsWith(`${tree.seed}/`))
    return undefined;
  const text = await workspace.text(place.file);
  const last = evaluated.scripts.get(place.file)?.runs.at(-1)?.commands.at(-1);
  if (text === undefined || last !== caller) return undefined;
  const path = place.file.slice(tree.seed.length);
  const { start } = place.range;
  return { path, text: text.bytes.slice(0, start), copy: caller.script, end: text.bytes.slice(start) };
}
