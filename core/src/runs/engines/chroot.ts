import type { Machine } from "../../platform/machine";
import type { Engine } from "./engine";
import { listLayers, overlayObstacle } from "./overlay";
import { probe } from "./probe";
import { findTools, mountRoom, startSandbox, toolsOf } from "./sandbox";
import { missing, working } from "./userns";

/** For root: chroot in private mount, pid, ipc, uts and network namespaces, so that what a step mounts dies with it. */
export function chrootEngine(machine: Machine): Engine {
  const namespace = { userNamespace: false };
  let proc = true;
  return {
    name: "chroot",
    origin: "pipe",
    boots: false,
    async available() {
      if (machine.facts.system !== "linux") {
        return {
          ok: false,
          reason: "the programs of a bootstrap are Linux programs",
          remedy: "run on a Linux machine",
        };
      }
      if (machine.facts.user !== 0) {
        return {
          ok: false,
          reason: "only root may change its root folder",
          remedy:
            "use --engine userns or bwrap, which need no root; or run it in a terminal with sudo installed (on a desktop, pkexec), which is asked then",
        };
      }
      const tools = await findTools(machine);
      if (!("unshare" in tools)) return missing(tools);
      const result = await probe(machine, tools, namespace);
      if (result.ok) {
        proc = result.proc;
        return working(proc);
      }
      return {
        ok: false,
        reason: `a private mount namespace cannot be made here: ${result.message}`,
        remedy: "in a container, give it the capability SYS_ADMIN",
      };
    },
    async start(command) {
      return startSandbox(machine, await toolsOf(machine), command, { ...namespace, proc });
    },
    async layersObstacle(folder) {
      const tools = await toolsOf(machine);
      return overlayObstacle(machine, tools, mountRoom(tools, namespace), folder);
    },
    async listLayers(layers) {
      const tools = await toolsOf(machine);
      return listLayers(machine, tools, mountRoom(tools, namespace), layers);
    },
  };
}
