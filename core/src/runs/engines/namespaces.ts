import type { Machine } from "../../platform/machine";
import type { Availability, Engine, EngineName } from "./engine";
import { listLayers, overlayObstacle } from "./overlay";
import { probe } from "./probe";
import { findTools, mountRoom, startSandbox, toolsOf } from "./sandbox";

/** In what engines that make namespaces with unshare(1) differ. */
export interface Namespaces {
  readonly name: EngineName;
  /** Whether uid 0 inside is an ordinary user outside. */
  readonly userNamespace: boolean;
  /** Why no other system than Linux can do it. */
  readonly foreign: string;
  /** What keeps this user from it whatever the machine can; undefined where nothing does. */
  readonly forbidden: Availability | undefined;
  /** Why it cannot be done here, from what the tool said that failed. */
  readonly obstacle: (message: string) => Availability | Promise<Availability>;
}

/** An engine whose sandboxes are made of Linux's namespaces by the programs of util-linux. */
export function namespaceEngine(machine: Machine, kind: Namespaces): Engine {
  const { userNamespace } = kind;
  let proc = true;
  return {
    name: kind.name,
    origin: "pipe",
    boots: false,
    async available() {
      if (machine.facts.system !== "linux")
        return { ok: false, reason: kind.foreign, remedy: "run on a Linux machine" };
      if (kind.forbidden !== undefined) return kind.forbidden;
      const tools = await findTools(machine);
      if (!("unshare" in tools)) return missing(tools);
      const result = await probe(machine, tools, { userNamespace });
      if (!result.ok) return kind.obstacle(result.message);
      proc = result.proc;
      return working(proc);
    },
    async start(command) {
      return startSandbox(machine, await toolsOf(machine), command, { userNamespace, proc });
    },
    async layersObstacle(folder) {
      const tools = await toolsOf(machine);
      return overlayObstacle(machine, tools, mountRoom(tools, { userNamespace }), folder);
    },
    async listLayers(layers) {
      const tools = await toolsOf(machine);
      return listLayers(machine, tools, mountRoom(tools, { userNamespace }), layers);
    },
  };
}

/** That programs are missing, and where they come from. */
export function missing(names: readonly string[]): Availability {
  return {
    ok: false,
    reason: `these programs are missing: ${names.join(", ")}`,
    remedy: "install util-linux and coreutils with your system's package manager",
  };
}

/** That an engine works, and whether without a /proc. */
function working(proc: boolean): Availability {
  if (proc) return { ok: true };
  return {
    ok: true,
    notice: "This machine lets nobody mount a /proc, as some containers do: the bootstrap has to do without.",
  };
}
