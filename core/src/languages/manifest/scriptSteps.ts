import { scriptPath } from "../../tree/scripts";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import type { Lens } from "../services";
import { valuesHeld } from "./activity";
import { manifestOf } from "./context";
import type { Directive } from "./syntax";
import { passCounts, stepNumbers } from "./uses";

/** A line of the manifest that runs a script. */
export interface ScriptStep {
  readonly kind: "build" | "improve" | "jump";
  readonly name: string;
  /** 1-based number in the plan; undefined where the line is not active. */
  readonly number: number | undefined;
  /** Of a build, 1-based, and how many the plan has of that package. */
  readonly pass: number | undefined;
  readonly passes: number;
  readonly era: "kaem" | "bash";
  /** Why it is not active, as Markdown. */
  readonly why: string | undefined;
  readonly directive: Directive;
}

/** The steps that run a script of a tree, in the order of the manifest; those that are not active among them. */
export async function stepsOfScript(workspace: Workspace, tree: Tree, path: string): Promise<ScriptStep[]> {
  const context = await manifestOf(workspace, tree);
  if (context === undefined) return [];
  const numbers = stepNumbers(context);
  const counts = passCounts(context);
  return context.evaluation.directives.flatMap((evaluated, index): ScriptStep[] => {
    const { directive, pass, era, active } = evaluated;
    const { kind } = directive;
    if (kind !== "build" && kind !== "improve" && kind !== "jump") return [];
    const name = directive.argument?.text;
    if (name === undefined || scriptPath(tree, { kind, name, pass, era }) !== path) return [];
    const why = active ? undefined : valuesHeld(evaluated);
    const passes = counts.get(name) ?? 1;
    // 0 stands for a line that makes no step.
    const number = numbers[index] || undefined;
    return [{ kind, name, number, pass, passes, era, why, directive }];
  });
}

/** A step in words: `gcc-4.0.4 pass 2 of 2`, `improve motd`. */
export function stepTitle({ kind, name, number, pass, passes }: ScriptStep): string {
  if (kind !== "build") return `${kind} ${name}`;
  if (number === undefined) return `${name} pass ${pass ?? 1}`;
  return passes > 1 ? `${name} pass ${pass ?? 1} of ${passes}` : name;
}

/** Above the first line of a script: which steps run it, and a command that shows them in the manifest. */
export async function stepLenses(workspace: Workspace, tree: Tree, path: string): Promise<Lens[]> {
  const steps = await stepsOfScript(workspace, tree, path);
  const [first] = steps;
  if (first === undefined) return [];
  const numbers = steps.flatMap(({ number }) => number ?? []);
  const active = steps.find(({ number }) => number !== undefined);
  const which =
    numbers.length === 0 ? "not active" : `step${numbers.length > 1 ? "s" : ""} ${numbers.join(", ")}`;
  const title = `${which} · ${stepTitle(active ?? first)} · show in manifest`;
  return [{ range: { start: 0, end: 0 }, title, command: "showInManifest" }];
}
