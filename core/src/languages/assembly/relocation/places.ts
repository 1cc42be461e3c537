import type { ListedLine, Listing } from "../../../audit/listing";
import type { Range } from "../../../text/range";

/** File offset of a virtual address; undefined where it is none of the source's bytes, or of what stands right behind them. */
export function offsetOf(listing: Listing, address: bigint): number | undefined {
  // What lies in sections of a PE is not as far from the header as it is in the file.
  const candidates = [Number(address - listing.addressOf(0)), listing.offsetOf(address)];
  return candidates.find(
    (offset) =>
      offset !== undefined &&
      Number.isSafeInteger(offset) &&
      offset >= 0 &&
      offset <= listing.bytes.length &&
      listing.addressOf(offset) === address,
  );
}

/** The line that has the byte at a file offset. */
export function lineOfByte({ lines }: Listing, offset: number): ListedLine | undefined {
  const index = indexOfByte(lines, ({ bytes }) => bytes, offset);
  return index === undefined ? undefined : lines[index];
}

/** Index of the line, of those in the order of their bytes, that has the byte at a file offset. */
export function indexOfByte<Line>(
  lines: readonly Line[],
  bytesOf: (line: Line) => Range,
  offset: number,
): number | undefined {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (bytesOf(lines[middle]!).end <= offset) low = middle + 1;
    else high = middle;
  }
  const line = lines[low];
  return line !== undefined && bytesOf(line).start <= offset ? low : undefined;
}
