import path from "node:path";
import type { Machine } from "@bootstrappable/core/platform/machine";
import { defaultArchitecture } from "@bootstrappable/core/runs/architecture";
import { modeOf, variablesOfMode, type Mode } from "@bootstrappable/core/tree/choice";
import {
  architectureOf,
  architectures,
  configurationFault,
  configurationOf,
  linesOf,
  parseConfiguration,
  withValues,
  type Configuration,
} from "@bootstrappable/core/tree/configuration";
import { configurationPath } from "@bootstrappable/core/tree/discover";
import { rootfsConfiguration } from "@bootstrappable/core/tree/rootfsConfiguration";
import type { Tree } from "@bootstrappable/core/tree/tree";
import type { Workspace } from "@bootstrappable/core/tree/workspace";
import { rootfsOptionsOf } from "../rootfsOptions";
import type { RunOptions } from "./options";
import { UsageError } from "./usageError";

/** What a run goes by, and what whoever asked for it may not expect of that, in sentences. */
interface Requested {
  readonly configuration: Configuration;
  readonly notes: readonly string[];
}

/**
 * bootstrap.cfg: the file or rootfs.py's values for the architecture, then what `--set` says. What follows from where it
 * runs is not taken from a file that is for elsewhere: a jump into another kernel, say, ends any sandbox.
 */
export async function requestedConfiguration(
  machine: Machine,
  tree: Tree,
  workspace: Workspace,
  options: RunOptions,
  mode: "chroot" | "qemu",
): Promise<Requested> {
  const file = options.config === undefined ? undefined : await configurationFile(workspace, options.config);
  const changes = (options.set ?? []).map(assignment);
  const wanted = options.arch ?? new Map(changes).get("ARCH") ?? file?.get("ARCH");
  const architecture =
    architectures.find((name) => name === wanted) ??
    (mode === "qemu" ? "x86" : await defaultArchitecture(machine, tree));
  if (wanted !== undefined && wanted !== architecture)
    throw new UsageError(`${wanted} is no architecture of stage0-posix`);
  const defaults = rootfsConfiguration(
    architecture,
    rootfsOptionsOf(options, mode, options.kernel !== undefined),
  );
  const other = file && otherMode(file, defaults);
  const started = withDefaults(file, defaults);
  const configuration = withValues(
    other === undefined ? started : withValues(started, valuesOfMode(defaults)),
    changes,
  );
  if (architectureOf(configuration) !== architecture) {
    throw new UsageError(
      `--arch ${architecture} contradicts ARCH=${configuration.get("ARCH") ?? ""} of the configuration`,
    );
  }
  const notes = [
    other && `${options.config} is for ${other}; what follows from that is as it has to be here.`,
    file === undefined && options.createConfig !== false
      ? await unused(tree, workspace, configuration)
      : undefined,
  ];
  return { configuration, notes: notes.filter((note) => note !== undefined) };
}

/** The mode that a file is for, where the run's is another. One that is for none that rootfs.py knows is somebody's own. */
function otherMode(file: Configuration, defaults: Configuration): Mode | undefined {
  const [mode, here] = [modeOf(file), modeOf(defaults)];
  const same = here === undefined ? file.get("CHROOT") === defaults.get("CHROOT") : mode === here;
  return same ? undefined : mode;
}

/** Values of the variables that say where a bootstrap runs. */
function valuesOfMode(configuration: Configuration): readonly (readonly [string, string])[] {
  return variablesOfMode.flatMap((name) => {
    const value = configuration.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
}

/** That a file of the tree says otherwise than the run, which rootfs.py, too, does not look at: it writes its own. */
async function unused(
  tree: Tree,
  workspace: Workspace,
  configuration: Configuration,
): Promise<string | undefined> {
  const file = configurationPath(tree);
  const text = await workspace.text(file);
  if (text === undefined || configurationFault(text) !== undefined) return undefined;
  const differs = [...parseConfiguration(text).configuration].filter(
    ([name, value]) =>
      !variablesOfMode.includes(name) && !name.startsWith("MIRRORS") && configuration.get(name) !== value,
  );
  if (differs.length === 0) return undefined;
  const values = differs.map(([name, value]) => `${name}=${value}`).join(", ");
  const place = path.relative("", file);
  return `${place} (${values}) is not used: a run writes its own, as rootfs.py does. --config ${place} starts from it.`;
}

/** The defaults, in the order of rootfs.py, with a file's values in their places, and its other lines behind them. */
function withDefaults(file: Configuration | undefined, defaults: Configuration): Configuration {
  if (file === undefined) return defaults;
  const placed = new Set<string>();
  const others = linesOf(file).filter(([name]) => {
    const known = defaults.has(name) && !placed.has(name);
    placed.add(name);
    return !known;
  });
  const own = [...defaults].map(([name, value]) => [name, file.get(name) ?? value] as const);
  return configurationOf([...own, ...others]);
}

async function configurationFile(workspace: Workspace, given: string): Promise<Configuration> {
  const text = await workspace.text(path.resolve(given));
  if (text === undefined) throw new UsageError(`${given}: cannot be read`);
  const wrong = configurationFault(text);
  if (wrong !== undefined) throw new UsageError(`${given}:${wrong.line + 1}: ${wrong.fault}`);
  return parseConfiguration(text).configuration;
}

function assignment(text: string): [string, string] {
  const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=([^\n]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new UsageError(`--set ${text}: expected NAME=VALUE`);
  return [name, value];
}
