import { DiskError } from "../../platform/disk";
import type { Machine } from "../../platform/machine";
import type { PlanStep } from "../../tree/plan";
import { rootPlaces } from "../layout";
import { changedSince } from "./base";
import { Inputs } from "./inputs";

const distfiles = `${rootPlaces.distfiles.slice(1)}/`;

/**
 * Number of the first step (0 is the seed phase) that depends on a file of the tree which is another now than when the
 * last run in a target made its copy: from there on checkpoints are out of date. Undefined where there is none, or
 * nobody can tell. Nothing is changed, and no process is started.
 */
export async function firstOutdated(
  machine: Pick<Machine, "disk">,
  target: string,
  steps: readonly Pick<PlanStep, "number" | "kind" | "name">[],
): Promise<number | undefined> {
  try {
    const found = await changedSince(machine, `${target}/layers`);
    if (found === undefined || found.changed.size === 0) return undefined;
    const inputs = new Inputs(machine, found.base);
    const known = await found.base.places();
    for (const step of [undefined, ...steps]) {
      const places = await inputs.placesOf(step);
      if ([...found.changed].some((place) => dependsOn(places, known, place))) return step?.number ?? 0;
    }
    return undefined;
  } catch (error) {
    // Another user's, or taken away meanwhile.
    if (error instanceof DiskError) return undefined;
    throw error;
  }
}

/** What is new in a folder counts for those who depend on what else is in it; a distfile is nobody's before it is named. */
export function dependsOn(places: ReadonlySet<string>, known: ReadonlySet<string>, place: string): boolean {
  if (known.has(place)) return places.has(place);
  if (place.startsWith(distfiles)) return false;
  const folder = place.slice(0, place.lastIndexOf("/") + 1);
  return [...places].some((each) => each.startsWith(folder) && !each.slice(folder.length).includes("/"));
}
