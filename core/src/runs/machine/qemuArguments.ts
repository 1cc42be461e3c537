import type { Boot } from "../engines/engine";

/** A disk as QEMU is to see it. */
export interface Drive {
  readonly path: string;
  readonly format: "raw" | "qcow2";
  /** Whether what is written is thrown away: the image stays as it is. */
  readonly snapshot: boolean;
}

/** What a kernel of the person's own is told (rootfs.py). */
const serialConsole = "console=ttyS0 earlycon=uart8250,io,0x3f8,115200n8";
const rootDisk = "root=/dev/sda1 rootfstype=ext3 init=/init rw";

/** What a machine is started with beyond what rootfs.py says, so that its states can be kept. */
export interface StateArguments {
  /** The state to begin in. */
  readonly load: string | undefined;
}

/**
 * QEMU's command line as rootfs.py of live-bootstrap has it, with the accelerator that works here instead of
 * `-enable-kvm`, and with a network only where one is wanted.
 */
export function qemuArguments(
  { kernel, options }: Pick<Boot, "kernel" | "options">,
  drives: readonly Drive[],
  accelerator: "kvm" | "tcg",
  network: boolean,
  states?: StateArguments,
): readonly string[] {
  const { memory, cores, interactive } = options;
  const console = interactive ? "consoleblank=0 earlyprintk=vga" : serialConsole;
  return [
    ...["-accel", accelerator],
    ...["-m", `${memory}M`],
    ...["-smp", String(cores)],
    ...drives.flatMap(({ path, format, snapshot }) => [
      "-drive",
      // In a list of options a comma stands for itself when it is doubled.
      `file=${path.replaceAll(",", ",,")},format=${format}${snapshot ? ",snapshot=on" : ""}`,
    ]),
    ...(kernel === undefined ? ["-machine", "kernel-irqchip=split"] : []),
    ...["-nic", network ? "user,ipv6=off,model=e1000" : "none"],
    ...(kernel === undefined ? [] : ["-kernel", kernel, "-append", `${console} ${rootDisk}`]),
    ...(interactive ? [] : ["-no-reboot", "-nographic"]),
    // A socket that it has from us: there is no name of it for others to connect to.
    ...(states === undefined ? [] : ["-chardev", "socket,id=qmp,fd=3", "-mon", "chardev=qmp,mode=control"]),
    ...(states?.load === undefined ? [] : ["-loadvm", states.load]),
  ];
}
