import type { Machine } from "../../platform/machine";
import type { Architecture } from "../../tree/configuration";
import { seedCommand, stepCommand } from "../driver";
import { environmentsFor } from "../environment";
import type { RunRequest } from "../request";
import { rememberedUnits } from "./rememberedUnits";
import { treeUnits } from "./treeUnits";
import type { Unit } from "./unit";

/** Those of a sequence of units that a run goes through when it ends with a step. */
export function unitsUntil(units: readonly Unit[], until: RunRequest["until"]): readonly Unit[] {
  if (until === undefined) return units;
  const last = until === "seed" ? 0 : until.number;
  return units
    .filter(({ step }) => (step?.number ?? 0) <= last)
    .map((unit) => ({ ...unit, rest: unit.rest.filter(({ number }) => number <= last) }));
}

/**
 * What our driver runs for the whole plan, in order. A tree that goes through its manifest by itself is one unit, unless its scripts can
 * be run one by one (`apart`) and do so in the way that upstream's do.
 */
export async function unitsOf(
  machine: Machine,
  request: RunRequest,
  architecture: Architecture,
  options: {
    readonly driver: "steps" | "tree";
    readonly apart: boolean;
    /** What is known of the tree as it is; see {@link rememberUnits}. */
    readonly known?: ReadonlyMap<string, string> | undefined;
  },
): Promise<{ readonly units: readonly Unit[]; readonly driver: "steps" | "tree" }> {
  const { configuration } = request;
  const command = seedCommand(architecture, configuration.get("ARCH_DIR") ?? architecture);
  const seed: Unit = { step: undefined, command, rest: [] };
  if (options.driver === "tree") {
    const known = options.known && rememberedUnits(options.known, request);
    const units = options.apart ? (known ?? (await treeUnits(request, seed))) : undefined;
    return units === undefined ? { units: [seed], driver: "tree" } : { units, driver: "steps" };
  }
  const environmentOf = await environmentsFor(machine, request);
  const steps = request.plan.steps.map((step): Unit => {
    return { step, command: stepCommand(step, environmentOf(step)), rest: [] };
  });
  return { units: [seed, ...steps], driver: "steps" };
}
