import type { Region } from "../platform/bulkFiles";
import { commandText } from "./builderHex0/command";
import { checkCommands, limitUses, type LimitUse } from "./builderHex0/limits";
import { isBootSector, parseImage, type ParsedImage } from "./builderHex0/parse";
import { sectorSize } from "./builderHex0/stages";
import type { ImageFault, ImagePart } from "./part";
import { describeDisk } from "./describe";
import { findExt3 } from "./ext3/find";
import { partsOfExt3 } from "./ext3/parts";

/** What an image is, and what is in it. */
export interface Inspection {
  /** Whether it boots with builder-hex0 or its like; otherwise there are its boot sector and file systems, if it has any. */
  readonly boots: boolean;
  /** In words, of an image that does not: `holds an ext3 file system`. */
  readonly is: string | undefined;
  readonly parts: readonly ImagePart[];
  /** How many more there are. */
  readonly left: number;
  readonly faults: readonly ImageFault[];
  readonly uses: readonly LimitUse[];
}

/** More is not kept of what is wrong: a damaged file system may have a fault for each of its files. */
const mostFaults = 1000;

/**
 * Looks into an image, and keeps at most so many parts; padding is not read. Takes any bytes; rejects with a DiskError
 * where they cannot be read.
 */
export async function inspectImage(region: Region, most = Infinity): Promise<Inspection> {
  const parsed = await parseImage(region);
  if (parsed !== undefined) {
    const parts = partsOf(parsed, region.size);
    const left = Math.max(0, parts.length - most);
    return {
      ...{ boots: true, is: undefined, left },
      parts: left > 0 ? [...parts.slice(0, most - 1), parts.at(-1)!] : parts,
      ...{ faults: faultsOf(parsed), uses: limitUses(parsed.commands.map(({ command }) => command)) },
    };
  }
  const parts = isBootSector(await region.read(0, sectorSize)) ? [stage1] : [];
  const faults: ImageFault[] = [];
  let left = 0;
  const tell = (fault: ImageFault) => faults.length < mostFaults && faults.push(fault);
  for await (const part of partsOfExt3(await findExt3(region), tell))
    if (parts.length < most) parts.push(part);
    else left++;
  return { boots: false, is: await describeDisk(region), parts, left, faults, uses: [] };
}

const stage1: ImagePart = { kind: "stage1", offset: 0, size: sectorSize, name: "" };

/** Everything in an image, in the order of its bytes. */
function partsOf({ kernel, commands, end }: ParsedImage, size: number): readonly ImagePart[] {
  const kind = kernel.kind === "source" ? "stage2" : "kernel";
  return [
    stage1,
    { kind, offset: sectorSize, size: kernel.size, name: "" },
    ...commands.map(({ command, at, contentsAt }): ImagePart => {
      if (command.kind !== "src")
        return {
          kind: command.kind,
          offset: at,
          size: contentsAt - at,
          name: commandText(command).trimEnd(),
        };
      // The shell knows no other folders than empty files.
      const its = command.size === 0 ? "folder" : "file";
      return { kind: its, offset: contentsAt, size: command.size, name: command.path };
    }),
    { kind: "padding", offset: end, size: size - end, name: "" },
  ];
}

/** What builder-hex0 would stumble over, and where the image cannot be read on from. */
function faultsOf({ commands, end, fault }: ParsedImage): readonly ImageFault[] {
  const faults = checkCommands(commands.map(({ command }) => command))
    .slice(0, mostFaults)
    .map((problem): ImageFault => {
      const { code, message, command } = problem;
      return { code, message, command: command + 1, offset: commands[command]!.at };
    });
  if (fault === undefined) return faults;
  const message = `${fault}, at byte ${end}`;
  return [...faults, { code: "image/malformed", message, command: commands.length + 1, offset: end }];
}
