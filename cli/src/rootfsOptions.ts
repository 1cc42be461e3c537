import {
  mebibytes,
  type RootfsMode,
  type RootfsOptions,
} from "@bootstrappable/core/tree/rootfsConfiguration";
import { InvalidArgumentError, Option, type Command } from "commander";
import { collect } from "./commands/command";

/** The options of rootfs.py that decide on bootstrap.cfg, as commander gives them. */
export interface RootfsFlags extends Omit<RootfsOptions, "mode" | "mirrors" | "repo" | "kernel"> {
  readonly mirror?: readonly string[];
  readonly repo?: string;
}

/** Adds them to a command, under the names that rootfs.py has for them. */
export function addRootfsOptions(command: Command): Command {
  return command
    .option("--cores <number>", "cores to build with (default: 2)", positive)
    .option("--force-timestamps", "set the times of all files to 0 at the end")
    .option("--update-checksums", "write new checksums instead of checking; builds the kernels, too")
    .option("--build-kernels", "build kernels, too, where none is booted")
    .option("--interactive", "prompt where something goes wrong")
    .option("--configurator", "begin with the interactive configurator")
    .option("--mirror <url>", "a mirror to download distfiles from; may be repeated", mirror)
    .addOption(
      new Option(
        "--swap <size>",
        "swap space on a machine of its own, in MiB, or with G (default: 0)",
      ).argParser(size),
    );
}

/** Adds those that bring more files along. */
export function addContentOptions(command: Command): Command {
  return command
    .option("--external-sources", "all distfiles are there beforehand, and nothing is downloaded")
    .option("--repo <folder>", "packages that were built before: taken where they fit");
}

/** What the options come to. */
export function rootfsOptionsOf(
  { mirror: mirrors = [], repo, ...flags }: RootfsFlags,
  mode: RootfsMode,
  kernel = false,
): RootfsOptions {
  return { ...flags, mode, mirrors, repo: repo !== undefined, kernel };
}

/** MiB, as rootfs.py reads sizes. */
export function size(value: string): number {
  const number = mebibytes(value);
  if (number === undefined) throw new InvalidArgumentError("It must be a size like 512M or 16G.");
  return number;
}

/** The same, and more than nothing. */
export function positiveSize(value: string): number {
  const number = size(value);
  if (number < 1) throw new InvalidArgumentError("It must be more than nothing.");
  return number;
}

function positive(value: string): string {
  if (!/^[1-9]\d{0,4}$/.test(value)) throw new InvalidArgumentError("It must be a number from 1 on.");
  return value;
}

function mirror(value: string, before: string[] | undefined): string[] {
  // They stand in one string, a blank between them.
  if (!/^https?:\/\/[^\s"'$`\\]+$/.test(value))
    throw new InvalidArgumentError(
      "It must be an http or https address (distfiles serve makes one of a folder).",
    );
  return collect(value, before);
}
