import type { Machine } from "../../platform/machine";
import type { Engine } from "./engine";
import { namespaceEngine } from "./namespaces";

/** For root: chroot in private mount, pid, ipc, uts and network namespaces, so that what a step mounts dies with it. */
export function chrootEngine(machine: Machine): Engine {
  return namespaceEngine(machine, {
    name: "chroot",
    userNamespace: false,
    foreign: "the programs of a bootstrap are Linux programs",
    forbidden:
      machine.facts.user === 0
        ? undefined
        : {
            ok: false,
            reason: "only root may change its root folder",
            remedy:
              "use --engine userns or bwrap, which need no root; or run it in a terminal with sudo installed (on a desktop, pkexec), which is asked then",
          },
    obstacle: (message) => ({
      ok: false,
      reason: `a private mount namespace cannot be made here: ${message}`,
      remedy: "in a container, give it the capability SYS_ADMIN",
    }),
  });
}
