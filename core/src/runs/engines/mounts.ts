import type { Disk } from "../../platform/disk";
import type { Machine } from "../../platform/machine";
import { makeFolderInRoot, writeInRoot } from "../writeInRoot";
import type { SandboxCommand } from "./engine";
import { overlayOptions } from "./layers";

/** Devices that the steps of live-bootstrap expect (rootfs.py, `--bwrap`); mknod is not for an ordinary user. */
const devices = ["null", "zero", "random", "urandom", "ptmx", "tty"] as const;

/** What of /proc sets up the machine's own kernel and not the namespaces: root's run could write to it. */
const kernelSettings = [
  ...[
    "acpi",
    "asound",
    "bus",
    "driver",
    "dynamic_debug",
    "fs",
    "irq",
    "mtrr",
    "scsi",
    "sys",
    "sysrq-trigger",
  ],
] as const;

/** Those of the devices that this machine has, by their names in /dev. */
export async function devicesHere(disk: Pick<Disk, "status">): Promise<readonly string[]> {
  const found = await Promise.all(devices.map((node) => disk.status(`/dev/${node}`)));
  return devices.filter((_, index) => found[index]?.kind === "device");
}

/** What a sandbox must not write to of /proc, by its names there. A new /proc has the same of it as the machine's own. */
export async function kernelSettingsHere(disk: Pick<Disk, "status">): Promise<readonly string[]> {
  const found = await Promise.all(kernelSettings.map((entry) => disk.status(`/proc/${entry}`)));
  return kernelSettings.filter((_, index) => found[index] !== undefined);
}

/** Makes the places that the sandbox's mounts need. A step may have replaced them by links since the last command. */
export async function makeMountPoints(machine: Machine, root: string): Promise<void> {
  // bubblewrap alone mounts /sys, but all engines are to leave the same.
  for (const folder of ["/dev", "/dev/shm", "/proc", "/sys"])
    await makeFolderInRoot(machine.disk, root, folder);
  await makeFolderInRoot(machine.disk, root, "/tmp", 0o1777);
  for (const device of devices) {
    const path = `/dev/${device}`;
    const status = await machine.disk.status(root + path);
    if (status?.kind === "file" || status?.kind === "device") continue;
    await writeInRoot(machine.disk, root, path, new Uint8Array(), 0o644);
  }
}

/** A file system to mount, as a line of fstab(5) has it. */
interface Mount {
  readonly source: string;
  readonly target: string;
  readonly type: string;
  readonly options: string;
}

const bind = (source: string, target: string, more = ""): Mount => {
  return { source, target, type: "none", options: `bind${more}` };
};

/** What a command's sandbox consists of, in order. The names of layers are relative to their folder. */
async function mountsOf(
  { disk }: Machine,
  { root, layers, mask }: SandboxCommand,
  proc: boolean,
): Promise<readonly Mount[]> {
  const shared = (path: string): Mount => {
    return { source: "tmpfs", target: root + path, type: "tmpfs", options: "mode=1777,nosuid,nodev" };
  };
  const closed = "nosuid,nodev,noexec";
  const nodes = await devicesHere(disk);
  const settings = proc ? await kernelSettingsHere(disk) : [];
  const target = `${root}/proc`;
  return [
    layers === undefined
      ? bind(root, root)
      : { source: "overlay", target: root, type: "overlay", options: overlayOptions(layers) },
    ...(mask === undefined ? [] : [bind(mask.file, root + mask.path)]),
    ...nodes.map((node) => bind(`/dev/${node}`, `${root}/dev/${node}`)),
    ...["/dev/shm", "/tmp"].map(shared),
    ...(proc ? [{ source: "proc", target, type: "proc", options: closed }] : []),
    ...settings.map((entry) => bind(`${target}/${entry}`, `${target}/${entry}`, `,ro,${closed}`)),
  ];
}

/** A field of fstab(5): blanks end one, so they are written by their octal numbers. */
function field(text: string): string {
  return text.replace(/[ \t\n\r\v\f\\#]/g, (sign) => `\\${sign.charCodeAt(0).toString(8).padStart(3, "0")}`);
}

/** Where the mounts of a command's sandbox are written down for mount(8): it makes all of them at once. */
export function mountTable({ workshop }: Pick<SandboxCommand, "workshop">): string {
  return `${workshop}/mounts`;
}

/** Writes them there. `proc` says whether a /proc can be mounted. */
export async function writeMountTable(
  machine: Machine,
  command: SandboxCommand,
  { proc }: { readonly proc: boolean },
): Promise<void> {
  const lines = (await mountsOf(machine, command, proc)).map(({ source, target, type, options }) => {
    return `${field(source)} ${field(target)} ${type} ${options} 0 0\n`;
  });
  await machine.disk.write(mountTable(command), new TextEncoder().encode(lines.join("")), 0o600);
}
