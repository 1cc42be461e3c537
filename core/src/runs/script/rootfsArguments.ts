import type { Architecture } from "../../tree/configuration";
import { architectures } from "../../tree/configuration";
import { mebibytes, type RootfsMode, type RootfsOptions } from "../../tree/rootfsConfiguration";

/** What somebody asks of rootfs.py, as far as it matters for what it is going to print. */
export interface RootfsArguments {
  /** Undefined where it boots and enters nothing: no way to run is named, or only its help is wanted. */
  readonly mode: RootfsMode | undefined;
  readonly architecture: Architecture;
  /** As it is written. */
  readonly target: string;
  readonly options: RootfsOptions;
  /** Whether it needs root, which it asks sudo for. */
  readonly root: boolean;
  /** Whether a folder of this machine is a mirror: then it has a thread that outlives a failure. */
  readonly serves: boolean;
}

/** How many words an option takes; `many` takes all up to the next option. */
type Takes = "none" | "one" | "many";

/** The options of rootfs.py by their long names, with their short ones (rootfs.py, `main`). */
const known: Readonly<Record<string, readonly [takes: Takes, short?: string]>> = {
  help: ["none", "h"],
  arch: ["one", "a"],
  chroot: ["none", "c"],
  bwrap: ["none", "bw"],
  target: ["one", "t"],
  tmpfs: ["none"],
  "tmpfs-size": ["one"],
  cores: ["one"],
  "force-timestamps": ["none"],
  "update-checksums": ["none"],
  "external-sources": ["none"],
  "build-kernels": ["none"],
  "no-create-config": ["none"],
  interactive: ["none", "i"],
  configurator: ["none"],
  mirrors: ["many", "m"],
  repo: ["one", "r"],
  "early-preseed": ["one"],
  "internal-ci": ["one"],
  swap: ["one", "s"],
  qemu: ["none", "q"],
  "qemu-cmd": ["one", "qc"],
  "qemu-ram": ["one", "qr"],
  "target-size": ["one", "qs"],
  kernel: ["one", "qk"],
  "bare-metal": ["none", "b"],
};

const modes: readonly RootfsMode[] = ["chroot", "bwrap", "qemu", "bare-metal"];

/** Reads the words behind rootfs.py as Python's argparse does. What it would refuse is passed over: it says so itself. */
export function rootfsArguments(words: readonly string[]): RootfsArguments {
  const given = new Map<string, string[]>();
  for (let at = 0; at < words.length; at++) {
    const option = optionOf(words[at]!);
    if (option === undefined) continue;
    const [takes] = known[option.name]!;
    const values = option.value === undefined ? [] : [option.value];
    const most = takes === "many" ? Infinity : takes === "one" ? 1 : 0;
    while (values.length < most && at + 1 < words.length && !/^-./.test(words[at + 1]!))
      values.push(words[++at]!);
    given.set(option.name, values);
  }
  const flag = (name: string) => given.has(name);
  const value = (name: string) => given.get(name)?.at(-1);
  const named = modes.filter(flag);
  const mode = named.length === 1 && !flag("help") ? named[0] : undefined;
  const [cores, swap] = [value("cores"), mebibytes(value("swap") ?? "")];
  const mirrors = given.get("mirrors") ?? [];
  return {
    mode,
    architecture: architectures.find((name) => name === value("arch")) ?? "x86",
    target: value("target") ?? "target",
    root: flag("chroot") || flag("tmpfs"),
    serves: mirrors.some((mirror) => mirror.startsWith("file://")),
    options: {
      mode: mode ?? "chroot",
      ...(cores !== undefined && { cores }),
      ...(swap !== undefined && { swap }),
      forceTimestamps: flag("force-timestamps"),
      updateChecksums: flag("update-checksums"),
      externalSources: flag("external-sources"),
      buildKernels: flag("build-kernels"),
      interactive: flag("interactive"),
      configurator: flag("configurator"),
      repo: flag("repo"),
      kernel: flag("kernel"),
      mirrors,
      ...(value("internal-ci") !== undefined && { internalCi: value("internal-ci")! }),
    },
  };
}

/** The option that a word is, by its long name, with the value behind `=` or glued to a short name. */
function optionOf(word: string): { readonly name: string; readonly value: string | undefined } | undefined {
  const [, long, behind] = /^--([a-z][a-z-]*)(?:=(.*))?$/s.exec(word) ?? [];
  const names = Object.keys(known);
  if (long !== undefined) {
    // argparse takes the beginning of a name for it where no other begins so.
    const begun = names.filter((name) => name.startsWith(long));
    const name = long in known ? long : begun.length === 1 ? begun[0] : undefined;
    return name === undefined ? undefined : { name, value: behind };
  }
  const short = /^-([a-z]+)(?:=(.*))?$/s.exec(word);
  const exact = names.find((name) => short !== null && known[name]![1] === short[1]);
  if (exact !== undefined) return { name: exact, value: short?.[2] };
  const glued = names.find((name) => known[name]![0] !== "none" && known[name]![1] === word[1]);
  return word.startsWith("-") && glued !== undefined ? { name: glued, value: word.slice(2) } : undefined;
}
