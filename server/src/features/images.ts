import { parseImage } from "@bootstrappable/core/images/builderHex0/parse";
import { Ext3Error } from "@bootstrappable/core/images/ext3/reader";
import { inspectImage } from "@bootstrappable/core/images/inspection";
import type { ImagePart } from "@bootstrappable/core/images/part";
import { stretchesOfPart } from "@bootstrappable/core/images/partStretches";
import { originOf } from "@bootstrappable/core/images/origins";
import { disassembleBinary } from "@bootstrappable/core/isa/disassembly/binary";
import { DisassemblyText } from "@bootstrappable/core/isa/disassembly/text";
import { dump } from "@bootstrappable/core/languages/assembly/lower/dump";
import type { Region } from "@bootstrappable/core/platform/bulkFiles";
import { DiskError } from "@bootstrappable/core/platform/disk";
import type { Pace } from "../longWork";
import type {
  FileParams,
  ImageAnswer,
  ImageOriginsAnswer,
  ImageOriginsParams,
  ImageStretchesAnswer,
  ImageStretchesParams,
  ImageTextParams,
} from "../protocol";
import type { Session } from "../session";
import { treeOf } from "./tree";

/** builder-hex0 has names for fewer: an image that has more is made to have many. */
const mostParts = 20_000;

/** bootstrappable/image */
export function image(session: Session, { path }: FileParams): Promise<ImageAnswer | null> {
  return looking(session, path, async (region) => {
    return { path, size: region.size, ...(await inspectImage(region, mostParts)) };
  });
}

/** Where a PC loads its boot sector. */
const bootAddress = 0x7c00;
/** A kernel that was assembled before is shown up to there: what a PC can address in real mode. */
const mostCode = 64 << 10;
/** Bytes that are shown before and behind the row of an offset: 32 rows. */
const around = 512;

/** bootstrappable/imageText */
export function imageText(
  session: Session,
  { path, of }: ImageTextParams,
): Promise<{ readonly text: string } | null> {
  return looking(session, path, async (region) => {
    const text = of === "boot" ? await bootCode(region) : await dumpAround(region, of);
    return { text: new TextDecoder().decode(text) };
  });
}

async function bootCode(region: Region): Promise<Uint8Array> {
  const parsed = await parseImage(region);
  const kernel = parsed?.kernel.kind === "program" ? parsed.kernel.size : 0;
  const bytes = await region.read(0, Math.min(512 + kernel, mostCode));
  const rows = await disassembleBinary({ bytes, mode: "x86-16", base: BigInt(bootAddress), linear: false });
  return new DisassemblyText(bytes, rows, () => "").bytes;
}

async function dumpAround(region: Region, offset: number): Promise<Uint8Array> {
  const wanted = Number.isSafeInteger(offset) ? Math.min(Math.max(offset, 0), region.size) : 0;
  const from = Math.max(0, wanted - (wanted % 16) - around);
  const bytes = await region.read(from, wanted - from + around);
  return dump({ bytes, range: { start: 0, end: bytes.length }, from, addressOf: () => undefined });
}

/** bootstrappable/imageStretches */
export function imageStretches(
  session: Session,
  { path, at, inode }: ImageStretchesParams,
): Promise<ImageStretchesAnswer | null> {
  return looking(session, path, async (region) => {
    try {
      const stretches = await stretchesOfPart(region, { offset: 0, size: 0, ext3: { at, inode } });
      return { stretches };
    } catch (error) {
      if (error instanceof Ext3Error) return { stretches: [], fault: error.message };
      throw error;
    }
  });
}

/** bootstrappable/imageOrigins */
export async function imageOrigins(
  session: Session,
  { path, root, only }: ImageOriginsParams,
  pace: Pace,
): Promise<ImageOriginsAnswer | null> {
  const tree = await treeOf(session, root);
  if (tree === undefined) return null;
  return looking(session, path, async (region) => {
    const { parts } = await inspectImage(region, mostParts);
    const wanted = ({ kind, offset, name }: ImagePart) =>
      only === undefined || (kind === only.kind && offset === only.offset && name === only.name);
    const origins: ImageOriginsAnswer["origins"][number][] = [];
    const others: string[] = [];
    const compared = parts.filter(wanted);
    for (const [at, part] of compared.entries()) {
      // Half of it would look like all.
      if (pace.cancelled()) return null;
      const origin = await originOf(session.region, region, part, tree);
      const { kind, offset, name } = part;
      if (origin !== undefined) origins.push({ kind, offset, name, ...origin });
      else if (kind === "file") others.push(name);
      pace.done(at + 1, compared.length);
    }
    return { origins, others };
  });
}

/** Opens an image for a look; null where it cannot be read. */
async function looking<Answer>(
  session: Session,
  path: string,
  look: (region: Region) => Promise<Answer>,
): Promise<Answer | null> {
  let region: Region | undefined;
  try {
    region = await session.region(path);
    return await look(region);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    return null;
  } finally {
    await region?.close();
  }
}
