import type { DiagnosticCode } from "../diagnostics/codes";
import type { Region } from "../platform/bulkFiles";
import { commandText } from "./builderHex0/command";
import { checkCommands, limitUses, type LimitUse } from "./builderHex0/limits";
import { isBootSector, parseImage, type ParsedImage } from "./builderHex0/parse";
import { sectorSize } from "./builderHex0/stages";
import { describeDisk } from "./describe";

/** Something in an image. Offset and size are in bytes. */
export interface ImagePart {
  readonly kind:
    "stage1" | "stage2" | "kernel" | "folder" | "file" | "hex0" | "flush" | "program" | "padding";
  readonly offset: number;
  readonly size: number;
  /** Of files and folders the path as it stands there, of other commands the words. */
  readonly name: string;
}

/** Something that is wrong with an image. */
export interface ImageFault {
  readonly code: DiagnosticCode;
  readonly message: string;
  /** Of the command, one-based. */
  readonly command: number;
  /** Of the byte where it is seen. */
  readonly offset: number;
}

/** What an image is, and what is in it. */
export interface Inspection {
  /** Whether it boots with builder-hex0 or its like; otherwise there is no more than its boot sector, if it has one. */
  readonly boots: boolean;
  /** In words, of an image that does not: `holds an ext3 file system`. */
  readonly is: string | undefined;
  readonly parts: readonly ImagePart[];
  readonly faults: readonly ImageFault[];
  readonly uses: readonly LimitUse[];
}

/** Looks into an image; padding is not read. Takes any bytes; rejects with a DiskError where they cannot be read. */
export async function inspectImage(region: Region): Promise<Inspection> {
  const parsed = await parseImage(region);
  if (parsed !== undefined)
    return {
      ...{ boots: true, is: undefined, parts: partsOf(parsed, region.size) },
      ...{ faults: faultsOf(parsed), uses: limitUses(parsed.commands.map(({ command }) => command)) },
    };
  const boot = isBootSector(await region.read(0, sectorSize)) ? [stage1] : [];
  return { boots: false, is: await describeDisk(region), parts: boot, faults: [], uses: [] };
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
  const faults = checkCommands(commands.map(({ command }) => command)).map((problem): ImageFault => {
    const { code, message, command } = problem;
    return { code, message, command: command + 1, offset: commands[command]!.at };
  });
  if (fault === undefined) return faults;
  const message = `${fault}, at byte ${end}`;
  return [...faults, { code: "image/malformed", message, command: commands.length + 1, offset: end }];
}
