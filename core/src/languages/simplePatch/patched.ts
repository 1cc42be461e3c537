import { SourceText } from "../../text/sourceText";

/**
 * What simple-patch makes of a file: the first place where `before` stands is replaced by `after`. Undefined where it is
 * nowhere, or the file is empty, whatever is looked for: then it exits with status 1.
 */
export function patched(file: SourceText, before: SourceText, after: SourceText): SourceText | undefined {
  const at = file.length === 0 ? -1 : file.latin1.indexOf(before.latin1);
  if (at < 0) return undefined;
  const result = new Uint8Array(file.length - before.length + after.length);
  result.set(file.bytes.subarray(0, at));
  result.set(after.bytes, at);
  result.set(file.bytes.subarray(at + before.length), at + after.length);
  return new SourceText(result);
}
