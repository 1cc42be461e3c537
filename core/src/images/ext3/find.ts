import type { Region } from "../../platform/bulkFiles";
import { sectorSize } from "../builderHex0/stages";
import { linuxPartition, readPartitions } from "../mbr";
import { Ext3Error, Ext3Reader } from "./reader";

/** A file system in an image. */
export interface FoundExt3 {
  /** Where it begins and how long its place is, in bytes. */
  readonly at: number;
  readonly length: number;
  /** Number of its partition, from 1; undefined where it is all of the image. */
  readonly partition: number | undefined;
  /** What reads it, or why nothing does. */
  readonly reader: Ext3Reader | Ext3Error;
}

/**
 * The ext2 and ext3 file systems of an image: in the partitions of its table, or all of it where there are none. Rejects
 * with a DiskError where the image cannot be read.
 */
export async function findExt3(region: Region): Promise<readonly FoundExt3[]> {
  const partitions = readPartitions(await region.read(0, sectorSize)).filter(
    ({ type }) => type === linuxPartition,
  );
  const places = partitions.map(({ number, start, sectors }) => ({
    at: start * sectorSize,
    length: sectors * sectorSize,
    partition: number,
  }));
  const found: FoundExt3[] = [];
  const whole = { at: 0, length: region.size, partition: undefined };
  for (const place of places.length > 0 ? places : [whole]) {
    const reader = await opened(region, place.at);
    if (reader !== undefined) found.push({ ...place, reader });
  }
  return found;
}

async function opened(region: Region, at: number): Promise<FoundExt3["reader"] | undefined> {
  try {
    return await Ext3Reader.open(region, at);
  } catch (error) {
    if (error instanceof Ext3Error) return error;
    throw error;
  }
}
