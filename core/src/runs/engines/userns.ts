import type { Machine } from "../../platform/machine";
import type { Availability, Engine } from "./engine";
import { namespaceEngine } from "./namespaces";

/** A setting below /proc/sys, without its newline; undefined where the kernel has none of that name. */
export async function kernelSetting(machine: Machine, path: string): Promise<string | undefined> {
  const bytes = await machine.files.read(`/proc/sys/${path}`);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes).trim();
}

/** Why the kernel lets nobody but root make a user namespace, as far as its settings tell. */
async function obstacle(machine: Machine, message: string): Promise<Availability> {
  const no = (reason: string, remedy: string): Availability => ({ ok: false, reason, remedy });
  if ((await kernelSetting(machine, "kernel/unprivileged_userns_clone")) === "0") {
    return no(
      "this system lets only root make user namespaces (kernel.unprivileged_userns_clone is 0)",
      "sudo sysctl kernel.unprivileged_userns_clone=1",
    );
  }
  if ((await kernelSetting(machine, "user/max_user_namespaces")) === "0") {
    return no(
      "this system allows no user namespaces (user.max_user_namespaces is 0)",
      "sudo sysctl user.max_user_namespaces=15000",
    );
  }
  if ((await kernelSetting(machine, "kernel/apparmor_restrict_unprivileged_userns")) === "1") {
    return no(
      "AppArmor forbids user namespaces to programs without a profile (kernel.apparmor_restrict_unprivileged_userns is 1, as on Ubuntu 24.04)",
      "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0, or give unshare an AppArmor profile with the rule “userns,”",
    );
  }
  return no(
    `a user namespace cannot be made here: ${message}`,
    "in a container, allow the system calls unshare and mount (for Docker --security-opt seccomp=unconfined --security-opt systempaths=unconfined), or run as root with --engine chroot",
  );
}

/** Unprivileged user, mount, pid, ipc, uts and network namespaces: works for anybody, needs no root. */
export function usernsEngine(machine: Machine): Engine {
  return namespaceEngine(machine, {
    name: "userns",
    userNamespace: true,
    foreign: "user namespaces are a feature of Linux",
    forbidden: undefined,
    obstacle: (message) => obstacle(machine, message),
  });
}
