import type { Machine } from "../../platform/machine";
import type { Architecture, Configuration } from "../configuration";
import { makePlan } from "../plan";
import type { Tree } from "../tree";
import { Workspace } from "../workspace";
import type { Check } from "./check";
import { checkEncodings } from "./encodings";
import {
  checkBubblewrap,
  checkDisk,
  checkKernel,
  checkPrograms,
  checkQemu,
  checkSandbox,
} from "./machineChecks";
import { checkStrayFiles } from "./strayFiles";
import { checkSubmodules } from "./submodules";
import { checkConfiguration, checkDistfiles, checkManifest, checkSeeds } from "./treeChecks";

/** What is to be examined, and with what. */
export interface Examination {
  readonly machine: Machine;
  readonly tree: Tree;
  readonly architecture: Architecture;
  readonly configuration: Configuration;
  /** Where a run's root would go, an absolute path; it need not exist. */
  readonly target: string;
}

/** Looks whether a run can start: first at the tree, then at the machine. Results come as they are found. */
export async function* examine(examination: Examination): AsyncGenerator<Check> {
  const { machine, tree, architecture, configuration } = examination;
  const workspace = new Workspace(machine.files);
  yield checkSubmodules(machine.files, tree, architecture);
  yield checkStrayFiles(machine.files, tree);
  yield checkEncodings(machine.files, tree);
  yield checkSeeds(tree, workspace, architecture);
  yield checkConfiguration(tree, workspace);
  const plan = await makePlan(tree, workspace, configuration);
  yield checkManifest(tree, workspace, plan);
  yield checkDistfiles(tree, workspace, { plan, configuration }, machine.hash);
  yield checkSandbox(machine);
  const target = await nearestFolder(machine, examination.target);
  yield checkPrograms(machine, architecture, target);
  yield checkDisk(machine.resources, plan, target);
  yield checkKernel(machine);
  yield checkBubblewrap(machine);
  yield* await checkQemu(machine);
}

/** A folder that exists, or the nearest one above it that does. */
async function nearestFolder(machine: Machine, path: string): Promise<string> {
  for (let at = path; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) {
    if ((await machine.disk.status(at)) !== undefined) return at;
  }
  return "/";
}
