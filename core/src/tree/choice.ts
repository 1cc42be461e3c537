import { comparisonsOf, predicatesOf, type Manifest } from "../languages/manifest/syntax";
import { architectureDirectory, withValues, type Architecture, type Configuration } from "./configuration";

/** Where a bootstrap runs, as rootfs.py of live-bootstrap offers it; `qemu-kernel` is its `--qemu --kernel`. */
export type Mode = "chroot" | "bwrap" | "qemu" | "qemu-kernel" | "bare-metal";

/** Every mode. */
export const modes: readonly Mode[] = ["chroot", "bwrap", "qemu", "qemu-kernel", "bare-metal"];

/** What a person wants to see a tree under, on top of its own configuration. */
export interface Choice {
  readonly architecture?: Architecture;
  readonly mode?: Mode;
  readonly variables?: Readonly<Record<string, string>>;
}

const kernelBootstrap = { CHROOT: "False", DISK: "sda", KERNEL_BOOTSTRAP: "True" };
const sandbox = {
  CHROOT: "True",
  QEMU: "False",
  BARE_METAL: "False",
  DISK: "sda1",
  KERNEL_BOOTSTRAP: "False",
};

/** The variables that rootfs.py sets by mode (`create_configuration_file`), where nothing else is asked of it. */
const modeVariables: Readonly<Record<Mode, Readonly<Record<string, string>>>> = {
  chroot: sandbox,
  bwrap: sandbox,
  qemu: { ...kernelBootstrap, QEMU: "True", BARE_METAL: "False" },
  "qemu-kernel": { ...sandbox, CHROOT: "False", QEMU: "True" },
  "bare-metal": { ...kernelBootstrap, QEMU: "False", BARE_METAL: "True" },
};

/** The names of the variables that say where a bootstrap runs. */
export const variablesOfMode: readonly string[] = Object.keys(sandbox);

/** The last result for a choice: who compares configurations by identity may go on doing so. */
const applied = new WeakMap<Choice, { readonly base: Configuration; readonly result: Configuration }>();

/** A configuration with a choice on top of it. Variables that it has keep their places. */
export function withChoice(base: Configuration, choice: Choice): Configuration {
  const last = applied.get(choice);
  if (last?.base === base) return last.result;
  const { architecture, mode, variables = {} } = choice;
  const result = withValues(base, [
    ...(architecture === undefined
      ? []
      : ([
          ["ARCH", architecture],
          ["ARCH_DIR", architectureDirectory(architecture)],
        ] as const)),
    ...Object.entries(mode === undefined ? {} : modeVariables[mode]),
    ...Object.entries(variables),
  ]);
  applied.set(choice, { base, result });
  return result;
}

/** The mode that a configuration is for; of chroot and bwrap, which look the same to the tree, chroot. */
export function modeOf(configuration: Configuration): Mode | undefined {
  return modes.find((mode) =>
    Object.entries(modeVariables[mode]).every(
      ([name, value]) => name === "DISK" || configuration.get(name) === value,
    ),
  );
}

/** A variable that predicates of a manifest look at. */
export interface PredicateVariable {
  readonly name: string;
  /** The values that it is compared with, in the order of the text. */
  readonly values: readonly string[];
}

/** The variables by which a person can change what a manifest does: those that predicates compare and no line defines. */
export function predicateVariables(manifest: Manifest): PredicateVariable[] {
  const found = new Map<string, Set<string>>();
  for (const directive of manifest.directives) {
    for (const { expression } of predicatesOf(directive)) {
      for (const { variable, value } of comparisonsOf(expression)) {
        found.set(variable.text, (found.get(variable.text) ?? new Set()).add(value.text));
      }
    }
  }
  for (const directive of manifest.directives) {
    if (directive.kind === "define" && directive.name !== undefined) found.delete(directive.name.text);
  }
  return [...found].map(([name, values]) => ({ name, values: [...values] }));
}
