import {
  mebibytes,
  type RootfsMode,
  type RootfsOptions,
} from "@bootstrappable/core/tree/rootfsConfiguration";
import { mirrorOf } from "@bootstrappable/core/distfiles/mirrors";
import path from "node:path";
import { InvalidArgumentError, Option, type Command } from "commander";
import { collect } from "./commands/command";

/** The options of rootfs.py that decide on bootstrap.cfg, as commander gives them. */
export interface RootfsFlags extends Omit<RootfsOptions, "mode" | "mirrors" | "repo" | "kernel"> {
  readonly mirror?: readonly string[];
  readonly repo?: string;
  readonly createConfig?: boolean;
  readonly earlyPreseed?: string;
}

/** Adds them to a command, under the names that rootfs.py has for them. */
export function addRootfsOptions(command: Command, mirror: ReadMirror = webMirror): Command {
  return command
    .option("--cores <number>", "cores to build with (default: 2)", positive)
    .option("--force-timestamps", "set the times of all files to 0 at the end")
    .option("--update-checksums", "write new checksums instead of checking; builds the kernels, too")
    .option("--build-kernels", "build kernels, too, where none is booted")
    .option("--interactive", "prompt where something goes wrong")
    .option("--configurator", "begin with the interactive configurator")
    .option("--mirror <place>", "a mirror for the steps to download distfiles from; may be repeated", mirror)
    .option("--internal-ci <pass>", "stop as upstream's CI does behind its first pass: pass1", internalCi)
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

/** MiB from which on a size's bytes cannot be counted exactly: 8 PiB. */
const tooMuch = (Number.MAX_SAFE_INTEGER + 1) / (1 << 20);

/** MiB, as rootfs.py reads sizes. */
export function size(value: string): number {
  const number = mebibytes(value);
  if (number === undefined) throw new InvalidArgumentError("It must be a size like 512M or 16G.");
  if (number >= tooMuch) throw new InvalidArgumentError(`It must be less than ${tooMuch / 1024}G.`);
  return number;
}

/** The same, and more than nothing. */
export function positiveSize(value: string): number {
  const number = size(value);
  if (number < 1) throw new InvalidArgumentError("It must be more than nothing.");
  return number;
}

function positive(value: string): string {
  if (!/^[1-9]\d{0,4}$/.test(value)) throw new InvalidArgumentError("It must be a number from 1 to 99999.");
  return value;
}

/**
 * INTERNAL_CI. The first pass ends within bash's steps, which are one process; the others start what it has left as
 * /init in its root (lib/generator.py, `reuse`). No checkpoint is there: a run of ours has no need to be cut.
 */
function internalCi(value: string): string {
  if (value === "pass1") return value;
  throw new InvalidArgumentError(
    /^pass[23]$/.test(value)
      ? "Upstream's later passes go on in the root that the first has left. Without it a run goes through all of them at once; bootstrappable rootfs runs rootfs.py itself, pass by pass."
      : "It must be pass1.",
  );
}

/** Adds a value of `--mirror` to those before. */
type ReadMirror = (value: string, before: string[] | undefined) => string[];

/** Takes a folder of this machine for a mirror, too, as `file://` or a path; whoever takes it has to serve it. */
export const anyMirror: ReadMirror = (value, before) => {
  if (/^https?:/i.test(value)) return webMirror(value, before);
  if (mirrorOf(value, (given) => path.resolve(given))?.kind === "folder") return collect(value, before);
  throw new InvalidArgumentError(
    "It must be an http or https address, file:// with an absolute path, or a folder.",
  );
};

const webMirror: ReadMirror = (value, before) => {
  // They stand in one string, a blank between them.
  if (!/^https?:\/\/[^\s"'$`\\]+$/.test(value))
    throw new InvalidArgumentError(
      "It must be an http or https address (distfiles serve makes one of a folder).",
    );
  return collect(value, before);
};
