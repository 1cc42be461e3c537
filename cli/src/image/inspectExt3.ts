import { Ext3Error, type Ext3Reader } from "@bootstrappable/core/images/ext3/reader";

/** The bytes of a file in one of some file systems, or why there are none. Rejects with an Ext3Error. */
export async function bytesInExt3(
  readers: readonly (Ext3Reader | Ext3Error)[],
  wanted: string,
): Promise<Uint8Array | string> {
  for (const reader of readers) {
    if (reader instanceof Ext3Error) continue;
    const node = await reader.find(wanted);
    if (node?.kind === "file") return reader.read(node);
    if (node?.kind === "link")
      return `${wanted} is a link to ${new TextDecoder().decode(await reader.read(node))}`;
    if (node !== undefined)
      return `${wanted} is a ${node.kind === "folder" ? "folder" : "device or the like"}`;
  }
  const broken = readers.find((reader) => reader instanceof Ext3Error);
  return broken === undefined ? `there is no ${wanted} in it` : broken.message;
}
