import { DiskError } from "../../platform/disk";
import type { Machine } from "../../platform/machine";
import { RunProblem } from "../problem";
import { RecordStore } from "./store";
import { brokenOff } from "./words";

/** What is to be told of earlier runs of a tree, by its top folder, that ended without a word; it is told once. */
export async function lostRuns(machine: Machine, tree: string): Promise<readonly string[]> {
  try {
    const lost = await new RecordStore(machine).settle(tree);
    return lost.map(brokenOff);
  } catch (error) {
    if (error instanceof DiskError || error instanceof RunProblem) return [];
    throw error;
  }
}
