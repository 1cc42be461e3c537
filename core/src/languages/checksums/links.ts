import type { Document } from "../language";
import type { DocumentLink } from "../services";
import { parseSources } from "../sources/parser";
import { parseChecksums } from "./parser";

/** From each line of `sources.SHA256SUM`, which checksum-transcriber writes, to the line of `sources` that it is made of. */
export async function links({ path, text, workspace }: Document): Promise<readonly DocumentLink[]> {
  const from = /^(.*\/sources)\.SHA256SUM$/.exec(path ?? "")?.[1];
  const sources = from === undefined ? undefined : await workspace?.text(from);
  if (from === undefined || sources === undefined) return [];
  const { lines } = parseSources(sources);
  return parseChecksums(text).lines.flatMap(({ name, nameRange, hash }) => {
    const found = lines.find(
      (line) =>
        line.hash.text.toLowerCase() === hash.toLowerCase() &&
        line.name === name.slice(name.lastIndexOf("/") + 1),
    );
    if (found === undefined) return [];
    return [{ range: nameRange, target: { path: from, range: found.range }, tooltip: "sources" }];
  });
}
