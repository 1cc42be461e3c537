import type { Machine } from "../../platform/machine";
import type { Engine } from "./engine";
import { probe } from "./probe";
import { findTools, startSandbox } from "./sandbox";
import { missing, working } from "./userns";

/** For root: chroot in private mount, pid, ipc, uts and network namespaces, so that what a step mounts dies with it. */
export function chrootEngine(machine: Machine): Engine {
  let proc = true;
  return {
    name: "chroot",
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
          remedy: "use --engine userns, or run as root",
        };
      }
      const tools = await findTools(machine);
      if (!("unshare" in tools)) return missing(tools);
      const result = await probe(machine, tools, { userNamespace: false });
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
      const tools = await findTools(machine);
      if (!("unshare" in tools)) throw new Error(`missing: ${tools.join(", ")}`);
      return startSandbox(machine, tools, command, { userNamespace: false, proc });
    },
  };
}
