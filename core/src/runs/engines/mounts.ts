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

/** What this machine has of what a sandbox shows. */
export interface Here {
  /** Devices, by their names in /dev. */
  readonly nodes: readonly string[];
  /** What a sandbox must not write to of /proc, by its names there. A new /proc has the same of it as the machine's own. */
  readonly settings: readonly string[];
}

/** Looks at /dev and /proc. */
export async function whatIsHere(disk: Pick<Disk, "status">): Promise<Here> {
  const [nodes, settings] = await Promise.all([
    Promise.all(devices.map((node) => disk.status(`/dev/${node}`))),
    Promise.all(kernelSettings.map((entry) => disk.status(`/proc/${entry}`))),
  ]);
  return {
    nodes: devices.filter((_, index) => nodes[index]?.kind === "device"),
    settings: kernelSettings.filter((_, index) => settings[index] !== undefined),
  };
}

/** Makes the places that the sandbox's mounts need. A step may have replaced them by links since the last command. */
export async function makeMountPoints({ disk }: Machine, root: string): Promise<void> {
  const folder = (path: string, mode?: number) => makeFolderInRoot(disk, root, path, mode);
  // bubblewrap alone mounts /sys, but all engines are to leave the same.
  await Promise.all([folder("/dev"), folder("/proc"), folder("/sys"), folder("/tmp", 0o1777)]);
  const file = async (path: string) => {
    const status = await disk.status(root + path);
    if (status?.kind === "file" || status?.kind === "device") return;
    await writeInRoot(disk, root, path, new Uint8Array(), 0o644);
  };
  await Promise.all([folder("/dev/shm"), ...devices.map((device) => file(`/dev/${device}`))]);
}

/** A file system to mount, as a line of fstab(5) has it. */
export interface Mount {
  readonly source: string;
  readonly target: string;
  readonly type: string;
  readonly options: string;
}

const bind = (source: string, target: string, more = ""): Mount => {
  return { source, target, type: "none", options: `bind${more}` };
};

/** Layers that are mounted at a root. Their names are relative to their folder. */
export function stacked({ root, layers }: SandboxCommand): readonly Mount[] {
  if (layers === undefined) return [];
  return [{ source: "overlay", target: root, type: "overlay", options: overlayOptions(layers) }];
}

/** What a command's sandbox consists of, in order. `proc` says whether a /proc can be mounted. */
export function mountsOf(here: Here, command: SandboxCommand, proc: boolean): readonly Mount[] {
  const { root, layers, mask } = command;
  const shared = (path: string): Mount => {
    return { source: "tmpfs", target: root + path, type: "tmpfs", options: "mode=1777,nosuid,nodev" };
  };
  const closed = "nosuid,nodev,noexec";
  const target = `${root}/proc`;
  return [
    ...(layers === undefined ? [bind(root, root)] : stacked(command)),
    ...(mask === undefined ? [] : [bind(mask.file, root + mask.path)]),
    ...here.nodes.map((node) => bind(`/dev/${node}`, `${root}/dev/${node}`)),
    ...["/dev/shm", "/tmp"].map(shared),
    ...(proc ? [{ source: "proc", target, type: "proc", options: closed }] : []),
    ...(proc ? here.settings : []).map((entry) =>
      bind(`${target}/${entry}`, `${target}/${entry}`, `,ro,${closed}`),
    ),
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

/** Writes them there. */
export async function writeMountTable(
  { disk }: Machine,
  command: Pick<SandboxCommand, "workshop">,
  mounts: readonly Mount[],
): Promise<void> {
  const lines = mounts.map(({ source, target, type, options }) => {
    return `${field(source)} ${field(target)} ${type} ${options} 0 0\n`;
  });
  await disk.write(mountTable(command), new TextEncoder().encode(lines.join("")), 0o600);
}
