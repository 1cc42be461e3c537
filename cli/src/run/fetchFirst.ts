import { mirrorOf } from "@bootstrappable/core/distfiles/mirrors";
import { usualManners } from "@bootstrappable/core/distfiles/request";
import type { RunRequest } from "@bootstrappable/core/runs/request";
import { performFetch } from "../distfiles/perform";
import type { Format } from "../report";
import { absolutePath } from "../paths";

/**
 * Downloads the distfiles that are missing before a run, as rootfs.py does: those that steps need before there is a network, or
 * with `--external-sources` all. Gives the exit status.
 */
export function fetchFirst(
  { tree, workspace, plan }: RunRequest,
  options: {
    readonly format: Format;
    readonly mirror?: readonly string[];
    readonly externalSources?: boolean;
    readonly network?: boolean;
  },
): Promise<number> {
  const mirrors = (options.mirror ?? []).map((given) =>
    mirrorOf(given, (relative) => absolutePath(relative)),
  );
  // Steps that have no network cannot download either.
  const beforeNetwork = options.network === true && options.externalSources !== true;
  return performFetch(
    {
      ...{ tree, workspace, folder: undefined, git: false },
      selection: { plan, beforeNetwork },
      mirrors: mirrors.filter((mirror) => mirror !== undefined),
    },
    {
      ...{ mirror: [], format: options.format, connections: usualManners.connections },
      ...{ retries: usualManners.retries, stallTimeout: usualManners.stall / 1000 },
      maxSize: usualManners.largest / 1024 ** 2,
    },
  );
}
