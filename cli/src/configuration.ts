import path from "node:path";
import { nodeFileSystem } from "@bootstrappable/core/platform/node/fileSystem";
import { SourceText } from "@bootstrappable/core/text/sourceText";
import {
  architectures,
  configurationFault,
  defaultConfiguration,
  parseConfiguration,
  withValues,
  type Architecture,
  type Configuration,
} from "@bootstrappable/core/tree/configuration";
import { InvalidArgumentError, Option } from "commander";
import { complain, printable } from "./report";

/** The options of the commands that evaluate a manifest. */
export interface ConfigurationOptions {
  readonly arch: Architecture;
  readonly config?: string;
  readonly set: readonly (readonly [name: string, value: string])[];
}

/** `--arch` */
export function archOption(): Option {
  return new Option(
    "--arch <arch>",
    "architecture of the default configuration: the same on every machine, as with rootfs.py; run and doctor take the machine's own",
  )
    .choices(architectures)
    .default("x86");
}

/** `--config` */
export function configOption(): Option {
  return new Option("--config <file>", "a bootstrap.cfg to use instead of the default configuration");
}

/** `--set`, any number of times. */
export function setOption(): Option {
  return new Option("--set <name=value>", "set a variable of the configuration; may be repeated")
    .argParser(assignment)
    .default([]);
}

/** Collects `--set NAME=VALUE`. */
function assignment(text: string, before: readonly (readonly [string, string])[]) {
  const equals = text.indexOf("=");
  if (equals <= 0) throw new InvalidArgumentError("It must be NAME=VALUE.");
  return [...before, [text.slice(0, equals), text.slice(equals + 1)] as const];
}

/** The configuration that the options ask for; undefined, and a word on standard error, where it cannot be read. */
export async function chosenConfiguration(
  { arch, config, set }: ConfigurationOptions,
  defaults: (architecture: Architecture) => Configuration = defaultConfiguration,
): Promise<Configuration | undefined> {
  let chosen = defaults(arch);
  if (config !== undefined) {
    const bytes = await nodeFileSystem.read(path.resolve(config));
    if (bytes === undefined) {
      complain(`${config}: cannot be read`);
      return undefined;
    }
    const text = new SourceText(bytes);
    const wrong = configurationFault(text);
    if (wrong !== undefined) {
      process.stderr.write(`${printable(config)}:${wrong.line + 1}:1: error: ${wrong.fault}\n`);
      return undefined;
    }
    chosen = parseConfiguration(text).configuration;
  }
  return withValues(chosen, set);
}
