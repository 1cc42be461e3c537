import type { Machine } from "../../platform/machine";
import type { Availability, Engine, EngineName } from "./engine";
import { listLayers, overlayObstacle } from "./overlay";
import { programProvider } from "./enter";
import { makeMountPoints, mountsOf, whatIsHere, writeMountTable } from "./mounts";
import { sandboxMaker } from "./prepared";
import { once } from "../once";
import { probe } from "./probe";
import { findTools, mountRoom, sandboxRequest, toolsOf } from "./sandbox";

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
  const tools = once(() => toolsOf(machine));
  const here = once(() => whatIsHere(machine.disk));
  const enterIn = programProvider(machine, "enter");
  const room = async () => mountRoom(await tools(), { userNamespace });
  return {
    name: kind.name,
    origin: "pipe",
    boots: false,
    async available() {
      if (machine.facts.system !== "linux")
        return { ok: false, reason: kind.foreign, remedy: "run on a Linux machine" };
      if (kind.forbidden !== undefined) return kind.forbidden;
      const found = await findTools(machine);
      if (!("unshare" in found)) return missing(found);
      const result = await probe(machine, found, { userNamespace });
      if (!result.ok) return kind.obstacle(result.message);
      proc = result.proc;
      return working(proc);
    },
    ...sandboxMaker(machine, {
      async request(command) {
        const [found, enter] = await Promise.all([tools(), enterIn(command.workshop)]);
        return sandboxRequest(found, machine.processes.ownId, command, { userNamespace }, enter);
      },
      async finish(command) {
        await Promise.all([
          command.layers === undefined ? makeMountPoints(machine, command.root) : undefined,
          writeMountTable(machine, command, mountsOf(await here(), command, proc)),
        ]);
      },
    }),
    async layersObstacle(folder) {
      return overlayObstacle(machine, await tools(), await room(), folder);
    },
    async listLayers(layers) {
      return listLayers(machine, await tools(), await room(), layers);
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
