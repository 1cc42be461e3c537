import type { Region } from "../platform/bulkFiles";
import { Ext3Error, Ext3Reader } from "./ext3/reader";
import type { Stretch } from "./ext3/volume";
import type { ImagePart, PartOfExt3 } from "./part";

/**
 * Where in an image the bytes of a part are, in order; those without an offset are zeros. Rejects with an
 * {@link Ext3Error} where the file system that it is in does not tell, with a DiskError where the image cannot be read.
 */
export async function stretchesOfPart(
  region: Region,
  {
    offset,
    size,
    ext3,
  }: Pick<ImagePart, "offset" | "size"> & { readonly ext3?: Pick<PartOfExt3, "at" | "inode"> },
): Promise<readonly Stretch[]> {
  if (ext3 === undefined) return [{ offset, size }];
  const reader = await Ext3Reader.open(region, ext3.at);
  if (reader === undefined) throw new Ext3Error(`there is no file system at byte ${ext3.at}`);
  return reader.stretches(ext3);
}
