import type { Range } from "./range";
import type { SourceText } from "./sourceText";

/** The UTF-8 byte order mark that a text begins with; undefined where it has none. */
export function byteOrderMark({ bytes }: Pick<SourceText, "bytes">): Range | undefined {
  const found = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return found ? { start: 0, end: 3 } : undefined;
}
