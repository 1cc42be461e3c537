import { DiskError } from "../../platform/disk";
import type { Machine } from "../../platform/machine";
import type { Resources } from "../../platform/resources";
import { bwrapEngine } from "../../runs/engines/bwrap";
import { chrootEngine } from "../../runs/engines/chroot";
import { usernsEngine } from "../../runs/engines/userns";
import { checkExecutable } from "../../runs/executable";
import { e2fsprogsRemedy, findExt3Programs } from "../../images/ext3/programs";
import { RunProblem } from "../../runs/problem";
import { byteCount } from "../../text/amounts";
import type { Architecture } from "../configuration";
import type { Plan } from "../plan";
import { check, type Check } from "./check";

const MIB = 2 ** 20;
const GIB = 1024 * MIB;

/** Whether some sandbox can be made here, and which. */
export async function checkSandbox(machine: Machine): Promise<Check> {
  const userns = await usernsEngine(machine).available();
  if (userns.ok)
    return check("sandbox", "good", `User namespaces work: no root is needed. ${userns.notice ?? ""}`.trim());
  const bwrap = await bwrapEngine(machine).available();
  if (bwrap.ok)
    return check("sandbox", "good", `bubblewrap works. User namespaces of our own do not: ${userns.reason}.`);
  const chroot = await chrootEngine(machine).available();
  if (chroot.ok) {
    return check(
      "sandbox",
      "good",
      `chroot works, as this is root. User namespaces do not: ${userns.reason}. ${chroot.notice ?? ""}`.trim(),
    );
  }
  return check("sandbox", "bad", `No sandbox can be made: ${userns.reason}.`, userns.remedy, [
    `userns: ${userns.reason}`,
    `bwrap: ${bwrap.reason} (${bwrap.remedy})`,
    `chroot: ${chroot.reason} (${chroot.remedy})`,
  ]);
}

/** Whether the machine runs programs of an architecture from where the run's root will be. */
export async function checkPrograms(
  machine: Machine,
  architecture: Architecture,
  folder: string,
): Promise<Check> {
  const name = "programs";
  if (machine.facts.system !== "linux") {
    return check(
      name,
      "bad",
      "The programs of a bootstrap are Linux programs.",
      "run on a Linux machine; on Windows, in WSL2",
    );
  }
  const own = `${folder}/.bootstrappable-doctor-${machine.processes.ownId}`;
  try {
    await machine.disk.makeDirectory(own, 0o700);
    await checkExecutable(machine, architecture, own);
    return check(name, "good", `Programs for ${architecture} run here.`);
  } catch (error) {
    // The folder for the trial is ours alone and is gone in a moment: the person knows the one above it.
    const message = (error instanceof Error ? error.message : String(error)).replaceAll(own, folder);
    if (error instanceof RunProblem) {
      const remedy = "choose what the message names with --arch or --target";
      return check(name, "bad", `${capital(message)}.`, remedy);
    }
    return error instanceof DiskError
      ? check(name, "bad", `A run has no place there: ${message}.`, "choose another folder with --target")
      : check(
          name,
          "unknown",
          `Whether programs for ${architecture} run here could not be tried: ${message}`,
        );
  } finally {
    await machine.disk.removeTree(own).catch(() => undefined);
  }
}

/** bubblewrap, which rootfs.py's --bwrap mode and our engine of that name need. Nobody has to have it. */
export async function checkBubblewrap(machine: Machine): Promise<Check> {
  const path = await machine.processes.find("bwrap");
  if (path === undefined) {
    return check(
      "bwrap",
      "good",
      "bwrap is not installed; only `--engine bwrap` and `rootfs.py --bwrap` need it.",
    );
  }
  const found = await bwrapEngine(machine).available();
  return found.ok
    ? check("bwrap", "good", `bwrap is ${path}, and works.`)
    : check("bwrap", "warning", `bwrap is ${path}, but does not work: ${found.reason}.`, found.remedy);
}

/** QEMU, and how fast it can be. */
export async function checkQemu(machine: Machine): Promise<Check[]> {
  const path = await machine.processes.find("qemu-system-x86_64");
  if (path === undefined) {
    return [
      check(
        "qemu",
        "warning",
        "qemu-system-x86_64 is not installed: no run in a virtual machine, and so no kernel bootstrap.",
        "install QEMU (qemu-system-x86) with your system's package manager, if you want one",
      ),
    ];
  }
  return [
    check("qemu", "good", `QEMU is ${path}.`),
    await checkKvm(machine),
    await checkMemory(machine),
    await checkExt3(machine),
  ];
}

/** What makes disks with ext3: for a kernel of one's own, and for what is not on builder-hex0's disk. */
async function checkExt3(machine: Machine): Promise<Check> {
  const found = await findExt3Programs(machine);
  return found === undefined
    ? check(
        "ext3",
        "warning",
        "mke2fs and debugfs are not both installed: QEMU gets no disk with ext3, which --kernel, --external-sources and --repo take.",
        e2fsprogsRemedy,
      )
    : check("ext3", "good", `Disks with ext3 are made by ${found.mke2fs} and ${found.debugfs}.`);
}

async function checkKvm(machine: Machine): Promise<Check> {
  if ((await machine.disk.status("/dev/kvm")) === undefined) {
    return check(
      "kvm",
      "warning",
      "There is no /dev/kvm: QEMU has to emulate, which is many times slower.",
      "switch virtualisation on in the firmware, or nested virtualisation in the outer machine",
    );
  }
  if (!(await machine.resources.usable("/dev/kvm"))) {
    return check(
      "kvm",
      "warning",
      "/dev/kvm may not be used by this user: QEMU has to emulate, which is many times slower.",
      "sudo usermod -aG kvm $USER, and log in again",
    );
  }
  return check(
    "kvm",
    "good",
    "/dev/kvm can be used. In a nested virtual machine builder-hex0 may fail under it all the same.",
  );
}

/** builder-hex0 maps memory up to 0xBBFFFFFF and wants 4 GiB (its README); QEMU and the system need some beside. */
const NEEDED_MEMORY = 4096 * MIB + 512 * MIB;

async function checkMemory(machine: Machine): Promise<Check> {
  const { memory } = machine.resources;
  const limit = Number(await textOf(machine, "/sys/fs/cgroup/memory.max"));
  const usable = limit > 0 ? Math.min(limit, memory) : memory;
  return usable >= NEEDED_MEMORY
    ? check("memory", "good", `${byteCount(usable)} of memory.`)
    : check(
        "memory",
        "warning",
        `${byteCount(usable)} of memory: a virtual machine with builder-hex0 needs 4 GiB of its own.`,
        "use the sandbox, which needs little, or a larger machine",
      );
}

/** Whether there is room for a run's root. `target` is the nearest folder above it that exists. */
export async function checkDisk(resources: Resources, plan: Plan, target: string): Promise<Check> {
  const free = await resources.freeBytes(target);
  if (free === undefined)
    return check("disk", "unknown", `How much room there is at ${target} is not known.`);
  // rootfs.py gives a whole bootstrap an image of 16 GiB; the seed phase and kaem's steps leave some 50 MB.
  const whole = plan.steps.some(({ era }) => era === "bash");
  const wanted = whole ? 20 * GIB : 200 * MIB;
  const least = whole ? 2 * GIB : 50 * MIB;
  if (free >= wanted) return check("disk", "good", `${byteCount(free)} free at ${target}.`);
  return check(
    "disk",
    free < least ? "bad" : "warning",
    `${byteCount(free)} free at ${target}; ${whole ? "a whole bootstrap takes up to" : "this one takes up to"} ${byteCount(wanted)}.`,
    "make room, or choose another folder with --target",
  );
}

/** The Windows Subsystem for Linux: globs of bash-2.05b fail on its older kernels. */
export async function checkKernel(machine: Machine): Promise<Check> {
  const release = (await textOf(machine, "/proc/sys/kernel/osrelease")).trim();
  if (release === "") return check("kernel", "unknown", "The kernel does not tell its release.");
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(release) ?? [];
  const wsl = /microsoft/i.test(release);
  if (!wsl) return check("kernel", "good", `Linux ${release}.`);
  const old = Number(major) < 6 || (Number(major) === 6 && Number(minor) < 6);
  return old
    ? check(
        "kernel",
        "warning",
        `Linux ${release} of WSL: before 6.6, patterns of file names fail in the bash that the bootstrap builds.`,
        "wsl --update",
      )
    : check("kernel", "good", `Linux ${release} of WSL.`);
}

async function textOf(machine: Machine, path: string): Promise<string> {
  return new TextDecoder().decode(await machine.files.read(path));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
