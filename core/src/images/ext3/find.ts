import type { Region } from "../../platform/bulkFiles";
import { sectorSize } from "../builderHex0/stages";
import { linuxPartition, readPartitions } from "../mbr";
import { Ext3Reader } from "./reader";

/** A file system in an image. */
export interface FoundExt3 {
  /** Where it begins and how long its place is, in bytes. */
  readonly at: number;
  readonly length: number;
  readonly reader: Ext3Reader;
}

/**
 * The ext2 and ext3 file systems of an image: in the partitions of its table, or all of it where there are none. Rejects
 * with an Ext3Error where one of them cannot be read, with a DiskError where the image cannot.
 */
export async function findExt3(region: Region): Promise<readonly FoundExt3[]> {
  const partitions = readPartitions(await region.read(0, sectorSize)).filter(
    ({ type }) => type === linuxPartition,
  );
  const places = partitions.map(({ start, sectors }) => ({
    at: start * sectorSize,
    length: sectors * sectorSize,
  }));
  const found: FoundExt3[] = [];
  for (const place of places.length > 0 ? places : [{ at: 0, length: region.size }]) {
    const reader = await Ext3Reader.open(region, place.at);
    if (reader !== undefined) found.push({ ...place, reader });
  }
  return found;
}
