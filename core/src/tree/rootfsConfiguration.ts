import {
  configurationOf,
  defaultConfiguration,
  linesOf,
  withValues,
  type Architecture,
  type Configuration,
} from "./configuration";

/** How rootfs.py runs a bootstrap: `--chroot`, `--bwrap`, `--qemu`, `--bare-metal`. */
export type RootfsMode = "chroot" | "bwrap" | "qemu" | "bare-metal";

export const rootfsModes: readonly RootfsMode[] = ["chroot", "bwrap", "qemu", "bare-metal"];

/** The options of live-bootstrap's rootfs.py that decide on bootstrap.cfg, under its names. */
export interface RootfsOptions {
  readonly mode: RootfsMode;
  /** As it is written; 2 when absent. */
  readonly cores?: string;
  readonly forceTimestamps?: boolean;
  readonly updateChecksums?: boolean;
  readonly externalSources?: boolean;
  readonly buildKernels?: boolean;
  readonly interactive?: boolean;
  readonly configurator?: boolean;
  readonly mirrors?: readonly string[];
  /** Whether packages that were built before go along. */
  readonly repo?: boolean;
  /** MiB; counts on a machine of its own only. */
  readonly swap?: number;
  /** `INTERNAL_CI`, which upstream's own CI stops at a step by; False when absent. */
  readonly internalCi?: string;
  /** Whether a kernel of the person's own is booted, and not builder-hex0. */
  readonly kernel?: boolean;
}

const python = (value: boolean | undefined) => (value === true ? "True" : "False");

/**
 * What rootfs.py writes to bootstrap.cfg (`create_configuration_file`): the same variables, order and values, but for
 * ARCH_DIR of aarch64, for which it names a folder that does not exist. Other than it, this takes no mirror for granted.
 */
export function rootfsConfiguration(architecture: Architecture, options: RootfsOptions): Configuration {
  const { mode, cores = "2", mirrors = [], swap = 0 } = options;
  const qemu = mode === "qemu";
  const bareMetal = mode === "bare-metal";
  const machine = qemu || bareMetal;
  const bootstrapsKernel = machine && options.kernel !== true;
  const secondDisk = options.repo === true || options.externalSources === true;
  const changed = withValues(defaultConfiguration(architecture), [
    ["FORCE_TIMESTAMPS", python(options.forceTimestamps)],
    ["CHROOT", python(!machine)],
    ["UPDATE_CHECKSUMS", python(options.updateChecksums)],
    ["JOBS", cores],
    ["SWAP_SIZE", String(machine ? swap : 0)],
    ["FINAL_JOBS", cores],
    ["INTERNAL_CI", options.internalCi ?? "False"],
    ["INTERACTIVE", python(options.interactive)],
    ["QEMU", python(qemu)],
    ["BARE_METAL", python(bareMetal || (qemu && options.interactive === true))],
    ["DISK", bootstrapsKernel ? (secondDisk ? "sdb1" : "sda") : "sda1"],
    ["KERNEL_BOOTSTRAP", python(bootstrapsKernel)],
    ["BUILD_KERNELS", python(options.updateChecksums === true || options.buildKernels === true)],
    ["CONFIGURATOR", python(options.configurator)],
  ]);
  const lines = linesOf(changed).filter(([name]) => name !== "MIRRORS_LEN");
  if (options.externalSources !== true) {
    if (mirrors.length > 0) lines.push(["MIRRORS", `"${mirrors.join(" ")}"`]);
    lines.push(["MIRRORS_LEN", String(mirrors.length)]);
  }
  return configurationOf(lines);
}

/** MiB of a size as rootfs.py reads it: a number is MiB, with `G` GiB; undefined for anything else. */
export function mebibytes(text: string): number | undefined {
  const [, number, unit = ""] = /^(\d{1,9})([gGmM]?)$/.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * (unit.toLowerCase() === "g" ? 1024 : 1);
}
