import type { Machine } from "../../platform/machine";
import { RunProblem } from "../problem";
import { bwrapEngine } from "./bwrap";
import { chrootEngine } from "./chroot";
import { embeddedEngine } from "./embedded";
import type { Engine, EngineName } from "./engine";
import { qemuEngine } from "./qemu";
import { usernsEngine } from "./userns";

/** Every engine, the one to prefer first. */
const makers: Readonly<Record<EngineName, (machine: Machine, program?: string) => Engine>> = {
  userns: usernsEngine,
  bwrap: bwrapEngine,
  chroot: chrootEngine,
  qemu: qemuEngine,
  embedded: embeddedEngine,
};

export const engineNames = Object.keys(makers) as readonly EngineName[];

/** An engine that works here, and what will be missing all the same. */
export interface ChosenEngine {
  readonly engine: Engine;
  readonly name: EngineName;
  readonly notice: string | undefined;
}

/** A machine is much slower than a sandbox, and what is in the way of one is often put right in a moment. */
function passedOver(reasons: readonly string[]): string | undefined {
  if (reasons.length === 0) return undefined;
  return `No sandbox can be made here, and so a machine runs it, which takes much longer: ${reasons.join("; ")}.`;
}

/**
 * The engine of a name, or with `auto` the first that works here; a {@link RunProblem} where there is none. `program` is
 * the QEMU to take, by name or absolute path, instead of the usual one.
 */
export async function chooseEngine(
  machine: Machine,
  name: EngineName | "auto",
  program?: string,
): Promise<ChosenEngine> {
  const reasons: string[] = [];
  for (const candidate of name === "auto" ? engineNames : [name]) {
    const engine = makers[candidate](machine, program);
    const availability = await engine.available();
    if (availability.ok) {
      const passed = engine.boots && machine.facts.system === "linux" ? passedOver(reasons) : undefined;
      return { engine, name: candidate, notice: passed ?? availability.notice };
    }
    reasons.push(`${candidate}: ${availability.reason} (${availability.remedy})`);
  }
  throw new RunProblem("run/no-engine", `no sandbox can be made: ${reasons.join("; ")}`);
}
