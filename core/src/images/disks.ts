import type { Finding } from "../runs/events";
import { builderHex0Image, type BuilderHex0Image } from "./builderHex0/image";
import { ext3Disk, type Ext3Disk } from "./ext3/disk";
import { layOut, missingFiles, type ImageTools, type LayoutRequest } from "./layout";

/** Length of a disk with ext3 where nobody names another, in MiB: `add_disk` in lib/target.py of live-bootstrap. */
const usualSize = 16 * 1024;

/** What a machine boots from. */
export interface MachineDisks {
  /** What its first disk holds: what boots with builder-hex0, or the root of a kernel of the person's own. */
  readonly first: BuilderHex0Image | Ext3Disk;
  /** Its second disk, where there is one: distfiles, and packages that were built before. */
  readonly second: Ext3Disk | undefined;
  readonly problems: readonly Finding[];
}

export interface MachineDisksRequest extends LayoutRequest {
  /** Least length of the first disk, in MiB; 0 for as long as needed, and for 16 GiB where it is a file system. */
  readonly size: number;
}

/**
 * The disks that rootfs.py of live-bootstrap gives a machine (`bootstrap`, and `prepare` of lib/generator.py): with a
 * kernel one with ext3, else one for builder-hex0, and with `--external-sources` or `--repo` a second one with ext3,
 * which is `/external` later on. Nothing is written yet. Throws a RunProblem, or a DiskError.
 */
export async function machineDisks(tools: ImageTools, request: MachineDisksRequest): Promise<MachineDisks> {
  const { tree, configuration, kernel, size } = request;
  const { root, external, problems } = await layOut(tools, request);
  if (kernel) {
    const first = ext3Disk(tools, "root", root, size === 0 ? usualSize : size);
    const script = `kaem.${configuration.get("ARCH") ?? ""}`;
    const all = [...problems, ...missingFiles(tree, root, [script]), ...first.problems];
    return { first, second: undefined, problems: all };
  }
  const first = await builderHex0Image(tools, tree, root, size);
  const second = external && ext3Disk(tools, "external", external, usualSize);
  return {
    first,
    second,
    problems: [...problems, ...first.problems, ...(second?.problems ?? [])],
  };
}
