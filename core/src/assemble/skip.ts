// Four bytes at a time: most of a commented source is blanks and comments, and a byte at a time they take most of the
// time of assembling it.

const LF = 0x0a;
const CR = 0x0d;
const fourLf = 0x0a0a0a0a;
const fourCr = 0x0d0d0d0d;
const fourBlanks = 0x20202020;

/** Offset of the first line feed at or behind `from`, or `end`. */
export function findLineFeed(view: DataView, from: number, end: number): number {
  let at = from;
  for (; at + 4 <= end; at += 4) {
    const word = view.getInt32(at, true) ^ fourLf;
    // Not zero when one of the four bytes is: the borrow reaches its highest bit.
    if (((word - 0x01010101) & ~word & 0x80808080) !== 0) break;
  }
  while (at < end && view.getUint8(at) !== LF) at++;
  return at;
}

/** Offset of the first line feed or carriage return at or behind `from`, or `end`. */
export function findLineEnd(view: DataView, from: number, end: number): number {
  let at = from;
  for (; at + 4 <= end; at += 4) {
    const word = view.getInt32(at, true);
    const lf = word ^ fourLf;
    const cr = word ^ fourCr;
    if ((((lf - 0x01010101) & ~lf) | ((cr - 0x01010101) & ~cr)) & 0x80808080) break;
  }
  for (; at < end; at++) {
    const byte = view.getUint8(at);
    if (byte === LF || byte === CR) break;
  }
  return at;
}

/** Offset behind the blanks (20, four by four) that stand at `from`: at most three of them are left. */
export function skipBlanks(view: DataView, from: number, end: number): number {
  let at = from;
  while (at + 4 <= end && view.getInt32(at, true) === fourBlanks) at += 4;
  return at;
}

/** Whether there is a NUL anywhere. */
export function hasNul(view: DataView): boolean {
  const end = view.byteLength;
  let at = 0;
  for (; at + 4 <= end; at += 4) {
    const word = view.getInt32(at, true);
    if (((word - 0x01010101) & ~word & 0x80808080) !== 0) return true;
  }
  for (; at < end; at++) if (view.getUint8(at) === 0) return true;
  return false;
}

/** The view that the functions of this file want of some bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
