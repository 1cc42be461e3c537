import type { FileHash, HashFile } from "./fileHash";
import type { FileStamp, FileSystem } from "./fileSystem";

/** Hashes a file again only when its length or time of change is another: distfiles are large and seldom change. */
export function rememberedHashes(files: Pick<FileSystem, "stamp">, hash: HashFile): HashFile {
  const known = new Map<string, { readonly stamp: FileStamp; readonly answer: FileHash | undefined }>();
  return async (path) => {
    const stamp = await files.stamp(path);
    const before = known.get(path);
    if (stamp === undefined) {
      known.delete(path);
      return undefined;
    }
    if (before?.stamp.size === stamp.size && before.stamp.modified === stamp.modified) return before.answer;
    const answer = await hash(path);
    known.set(path, { stamp, answer });
    return answer;
  };
}
