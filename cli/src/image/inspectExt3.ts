import type { FoundExt3 } from "@bootstrappable/core/images/ext3/find";
import type { Ext3Entry } from "@bootstrappable/core/images/ext3/reader";
import type { Finding } from "@bootstrappable/core/runs/events";
import { finding } from "@bootstrappable/core/runs/findings";
import { startOf } from "@bootstrappable/core/runs/locations";
import type { Ext3Part } from "./part";

/** What is in file systems, each after its partition; what cannot be read goes to `findings`. */
export async function* partsOfExt3(
  image: string,
  found: readonly FoundExt3[],
  findings: Finding[],
): AsyncGenerator<Ext3Part> {
  const malformed = (message: string) => findings.push(finding("image/malformed", startOf(image), message));
  for (const { at, length, reader } of found) {
    yield { kind: "ext3", offset: at, size: length, name: "" };
    if (reader.unclean)
      malformed("the journal has changes that are not in their places yet: what is listed may be old");
    const damaged = (path: string, why: string) => malformed(`/${path}: ${why}`);
    for await (const entry of reader.entries(damaged)) yield partOf(entry);
  }
}

function partOf({ kind, at, size, path, mode, owner, group }: Ext3Entry): Ext3Part {
  return { kind, offset: at ?? null, size, name: `/${path}`, mode, owner, group };
}

/** The bytes of a file, or why there are none. Rejects with an Ext3Error. */
export async function bytesInExt3(found: readonly FoundExt3[], wanted: string): Promise<Uint8Array | string> {
  for (const { reader } of found) {
    const node = await reader.find(wanted);
    if (node?.kind === "file") return reader.read(node);
    if (node?.kind === "link")
      return `${wanted} is a link to ${new TextDecoder().decode(await reader.read(node))}`;
    if (node !== undefined)
      return `${wanted} is a ${node.kind === "folder" ? "folder" : "device or the like"}`;
  }
  return `there is no ${wanted} in it`;
}
