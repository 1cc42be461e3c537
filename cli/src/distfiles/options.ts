import path from "node:path";
import { mirrorOf } from "@bootstrappable/core/distfiles/mirrors";
import type { Mirror } from "@bootstrappable/core/distfiles/origins";
import { usualManners, type FetchManners } from "@bootstrappable/core/distfiles/request";
import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import { ownFolders } from "@bootstrappable/core/runs/target/path";
import { InvalidArgumentError, Option, type Command } from "commander";
import type { Format } from "../report";
import { absolutePath, slashed } from "../paths";

/** The options of the commands that fetch. */
export interface FetchOptions {
  readonly mirror: readonly Mirror[];
  readonly shuffle?: boolean;
  readonly clones?: string;
  readonly connections: number;
  readonly retries: number;
  readonly stallTimeout: number;
  readonly maxSize: number;
  readonly format: Format;
}

const MEBIBYTE = 1024 ** 2;

/** Adds the options of {@link FetchOptions}, but for `--format`. */
export function withFetchOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--mirror <place>",
        "ask there first: an http(s) or file:// address, or a folder; may be repeated",
      )
        .argParser(mirrorArgument)
        .default([]),
    )
    .option("--shuffle", "ask the mirrors in another order for each file")
    .option("--clones <folder>", "where git's clones are kept; else in the user's cache")
    .addOption(number("--connections <number>", "how many files at a time", usualManners.connections, 1, 64))
    .addOption(
      number(
        "--retries <number>",
        "how often a place is asked again after a failure",
        usualManners.retries,
        0,
        100,
      ),
    )
    .addOption(
      number(
        "--stall-timeout <seconds>",
        "give up on a place that is silent, or all but silent, so long",
        usualManners.stall / 1000,
        1,
        86_400,
      ),
    )
    .addOption(
      number("--max-size <MiB>", "no file is larger", usualManners.largest / MEBIBYTE, 1, 1024 * 1024),
    );
}

/** How the options want it done. */
export function mannersOf(options: FetchOptions): FetchManners {
  return {
    ...usualManners,
    connections: options.connections,
    retries: options.retries,
    stall: options.stallTimeout * 1000,
    largest: options.maxSize * MEBIBYTE,
  };
}

/** Where git's clones are kept; an absolute path. */
export function clonesFolder({ clones }: FetchOptions): string {
  if (clones !== undefined) return absolutePath(clones);
  const [cache] = ownFolders(nodeMachine.facts, "cache");
  return slashed(path.join(cache, "bootstrappable", "git"));
}

function mirrorArgument(value: string, before: readonly Mirror[]): readonly Mirror[] {
  const mirror = mirrorOf(value, (given) => absolutePath(given));
  if (mirror === undefined) {
    throw new InvalidArgumentError(
      "It must be an http(s) address, file:// with an absolute path, or a folder.",
    );
  }
  return [...before, mirror];
}

function number(flags: string, description: string, usual: number, least: number, most: number): Option {
  return new Option(flags, description).default(usual).argParser((value: string) => {
    const given = Number(value);
    if (!/^\d+$/.test(value) || given < least || given > most) {
      throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`);
    }
    return given;
  });
}
