/** What is known of a variable of bootstrap.cfg. */
export interface KnownVariable {
  /** Markdown, a sentence or two. */
  readonly meaning: string;
  /** Every value that it can have; undefined where `pattern` says it, or anything goes. */
  readonly values?: readonly { readonly value: string; readonly meaning?: string }[];
  /** What any value must be like, and how people are told. */
  readonly pattern?: { readonly test: RegExp; readonly words: string };
  /** The option of rootfs.py that sets it, where one does. */
  readonly option?: string;
}

const truth: NonNullable<KnownVariable["values"]> = [{ value: "True" }, { value: "False" }];
const count = { test: /^[1-9][0-9]*$/, words: "a number from 1" };
const size = { test: /^[0-9]+[gGmM]?$/, words: "a number, or one with `G` or `M`" };

/**
 * The variables that live-bootstrap's rootfs.py writes (`create_configuration_file`), in its order, with their values
 * and what reads them: the manifest's predicates, `steps/` and `seed/script-generator.c`.
 */
export const knownVariables: ReadonlyMap<string, KnownVariable> = new Map<string, KnownVariable>([
  [
    "ARCH",
    {
      meaning:
        "The processor that the bootstrap starts for. Everything up to the kernel is only complete for x86. As the file's first variable no `define:` can change it.",
      values: ["x86", "amd64", "aarch64", "riscv32", "riscv64"].map((value) => ({ value })),
      option: "--arch",
    },
  ],
  [
    "ARCH_DIR",
    {
      meaning:
        "stage0-posix's folder of the processor: its programs lie in `/${ARCH_DIR}/bin` until `steps/env` takes over.",
      values: ["x86", "AMD64", "AArch64", "aarch64", "riscv32", "riscv64"].map((value) => ({ value })),
    },
  ],
  [
    "FORCE_TIMESTAMPS",
    {
      meaning: "Whether the times of all files are set to 0 at the end.",
      values: truth,
      option: "--force-timestamps",
    },
  ],
  [
    "CHROOT",
    {
      meaning:
        "Whether the bootstrap runs in a chroot or a sandbox under the host's kernel: then no kernel is started and no disk is made bootable.",
      values: truth,
      option: "--chroot, --bwrap",
    },
  ],
  [
    "UPDATE_CHECKSUMS",
    {
      meaning:
        "Whether checksum files are written anew instead of checked. The results are left in the target's `steps/`.",
      values: truth,
      option: "--update-checksums",
    },
  ],
  [
    "JOBS",
    {
      meaning:
        "How many jobs `make` runs at once. The manifest sets it to 1 for the early kernels; `improve: finalize_job_count` gives it FINAL_JOBS.",
      pattern: count,
      option: "--cores",
    },
  ],
  [
    "SWAP_SIZE",
    {
      meaning:
        "The swap file's size in megabytes; 0 is none. rootfs.py writes 0 in a chroot whatever was asked for.",
      pattern: size,
      option: "--swap",
    },
  ],
  [
    "FINAL_JOBS",
    {
      meaning: "How many jobs `make` runs at once as soon as Linux runs.",
      pattern: count,
      option: "--cores",
    },
  ],
  [
    "INTERNAL_CI",
    {
      meaning:
        "For upstream's own continuous integration: at which pass a run breaks off. `False` everywhere else.",
      values: [
        { value: "False" },
        { value: "pass1", meaning: "stop at the `jump: break` of the manifest" },
        { value: "pass2" },
        { value: "pass3" },
        { value: "True" },
      ],
      option: "--internal-ci",
    },
  ],
  [
    "INTERACTIVE",
    {
      meaning: "Whether a shell is opened when a step fails, and at the end.",
      values: truth,
      option: "--interactive",
    },
  ],
  [
    "QEMU",
    {
      meaning:
        "Whether the bootstrap runs in QEMU: a mirror on the host is then looked for at QEMU's address of it.",
      values: truth,
      option: "--qemu",
    },
  ],
  [
    "BARE_METAL",
    {
      meaning: "Whether there may be a screen instead of a serial console. True in interactive QEMU, too.",
      values: truth,
      option: "--bare-metal",
    },
  ],
  [
    "DISK",
    {
      meaning:
        "The disk that the system is put on, as its device's name: `sda`, or with distfiles beside the system `sda1`, `sdb1`. **Everything on it is lost.**",
      pattern: { test: /^[a-z][a-z0-9]*$/, words: "a device's name without `/dev/`" },
    },
  ],
  [
    "KERNEL_BOOTSTRAP",
    {
      meaning: "Whether the kernels are bootstrapped, too: builder-hex0, then Fiwix, then Linux.",
      values: truth,
      option: "--qemu or --bare-metal without --kernel",
    },
  ],
  [
    "BUILD_KERNELS",
    {
      meaning: "Whether Fiwix and Linux are built although they are not started.",
      values: truth,
      option: "--build-kernels, --update-checksums",
    },
  ],
  [
    "CONFIGURATOR",
    {
      meaning: "Whether the bootstrap begins with a menu that asks for the configuration.",
      values: truth,
      option: "--configurator",
    },
  ],
  [
    "MIRRORS",
    {
      meaning:
        "Where distfiles are downloaded from once the network is up: URLs in quotes, a blank between. Missing with `--external-sources`.",
      option: "--mirrors",
    },
  ],
  [
    "MIRRORS_LEN",
    {
      meaning: "How many mirrors MIRRORS names.",
      pattern: { test: /^[0-9]+$/, words: "a number" },
      option: "--mirrors",
    },
  ],
]);

/** Variables that upstream's manifest defines, and that it writes back to bootstrap.cfg when it was run. */
export const definedVariables: ReadonlyMap<string, string> = new Map([
  ["BUILD_FIWIX", "Whether Fiwix is built."],
  ["BUILD_LINUX", "Whether Linux is built."],
  ["CONSOLES", "Whether shells are opened on further consoles."],
]);

/** Why a value cannot be a known variable's, in words; undefined where it can, or nothing is known. */
export function badValue(name: string, value: string): string | undefined {
  const known = knownVariables.get(name);
  if (known === undefined) return undefined;
  if (known.values !== undefined && !known.values.some((each) => each.value === value)) {
    return `${name} is one of ${known.values.map((each) => `\`${each.value}\``).join(", ")}.`;
  }
  if (known.pattern !== undefined && !known.pattern.test.test(value))
    return `${name} is ${known.pattern.words}.`;
  return undefined;
}

/** The variables that steps/env of live-bootstrap sets. */
export const environmentVariables: ReadonlyMap<string, string> = new Map([
  ["DISTFILES", "Where a step finds its distfiles."],
  ["PREFIX", "Where steps install."],
  ["BINDIR", "Where programs are installed."],
  ["LIBDIR", "Where libraries are installed; `improve: musl_target` changes it."],
  ["INCDIR", "Where headers are installed."],
  ["SRCDIR", "Where the steps' folders are."],
  ["TMPDIR", "Where temporary files go."],
  ["PATH", "Where programs are looked for, in this order."],
]);
