import { Bits } from "./bits";

/** Bytes that come out at a time, so that whoever unpacks can look after others in between. */
const pieceSize = 256 << 10;
/** More blocks than 256 MiB come to in the smallest size: empty ones would go on for long. */
const mostBlocks = 4096;
const longestCode = 20;

const runA = 0;
const runB = 1;

/** CRC of bzip2: the polynomial 04C11DB7, highest bit first. */
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

/**
 * Unpacks bzip2, one stream or several behind each other, piece by piece; checks every block's CRC. Throws where the
 * bytes are no bzip2, break off, or are in the randomised form that nothing writes since 1999. What stands behind the
 * last stream is left alone, as bzip2 does. Pieces may be empty.
 */
export function* bunzip(packed: Uint8Array): Generator<Uint8Array> {
  const bits = new Bits(packed);
  let all = 0;
  let table = new Uint32Array(0);
  for (let first = true; first || bits.startsWith("BZh"); first = false) {
    if (!bits.startsWith("BZh")) throw new Error("This is no bzip2.");
    bits.read(24);
    const level = bits.read(8) - 0x30;
    if (level < 1 || level > 9) throw new Error("This is no size of blocks.");
    if (table.length < level * 100_000) table = new Uint32Array(level * 100_000);
    let streamCrc = 0;
    for (;;) {
      const magic = bits.read(24) * 0x1000000 + bits.read(24);
      const crc = ((bits.read(16) << 16) | bits.read(16)) >>> 0;
      if (magic === 0x177245385090) {
        if (crc !== streamCrc) throw new Error("The checksum of the whole is another.");
        break;
      }
      if (magic !== 0x314159265359) throw new Error("This is no block.");
      if (++all > mostBlocks) throw new Error("These are too many blocks.");
      streamCrc = (crc ^ ((streamCrc << 1) | (streamCrc >>> 31))) >>> 0;
      yield* blockText(bits, table.subarray(0, level * 100_000), crc);
    }
    bits.align();
  }
}

/** One block. `table` has room for as many bytes as a block of the stream may hold. */
function* blockText(bits: Bits, table: Uint32Array, crc: number): Generator<Uint8Array> {
  if (bits.read(1) === 1) throw new Error("This block is randomised.");
  const origin = bits.read(24);
  const length = readBlock(bits, table);
  bits.check();
  if (origin >= length) throw new Error("The block begins outside of itself.");
  // That was half of the work.
  yield new Uint8Array(0);
  yield* plainText(table, length, origin, crc);
}

/** Fills the table with the bytes of a block, still sorted, and tells how many they are. */
function readBlock(bits: Bits, table: Uint32Array): number {
  const used = usedBytes(bits);
  const groups = bits.read(3);
  const count = bits.read(15);
  if (used.length === 0 || groups < 2 || groups > 6 || count === 0) throw new Error("This is no block.");
  const selectors = readSelectors(bits, groups, count);
  const codes = Array.from({ length: groups }, () => readCode(bits, used.length + 2));
  const endOfBlock = used.length + 1;
  let length = 0;
  let run = 0;
  let weight = 1;
  for (let group = 0; group < count; group++) {
    const { limits, bases, symbols, shortest } = codes[selectors[group]!]!;
    for (let left = 50; left > 0; left--) {
      const ahead = bits.peek20();
      let size = shortest;
      while (size <= longestCode && ahead > limits[size]!) size++;
      if (size > longestCode) throw new Error("This is no code.");
      bits.skip(size);
      const symbol = symbols[(ahead >>> (longestCode - size)) - bases[size]!]!;
      if (symbol === runA || symbol === runB) {
        run += weight << symbol;
        weight <<= 1;
        if (run > table.length) throw new Error("The block is too long.");
        continue;
      }
      if (run > 0) {
        if (length + run > table.length) throw new Error("The block is too long.");
        table.fill(used[0]!, length, (length += run));
        run = 0;
        weight = 1;
      }
      if (symbol === endOfBlock) return length;
      if (length >= table.length) throw new Error("The block is too long.");
      table[length++] = toFront(used, symbol - 1);
    }
  }
  throw new Error("The block does not end.");
}

/** The bytes that a block uses, in order. */
function usedBytes(bits: Bits): Uint8Array {
  const rows = bits.read(16);
  const used: number[] = [];
  for (let row = 0; row < 16; row++) {
    if ((rows & (0x8000 >>> row)) === 0) continue;
    const columns = bits.read(16);
    for (let column = 0; column < 16; column++)
      if ((columns & (0x8000 >>> column)) !== 0) used.push(16 * row + column);
  }
  return Uint8Array.from(used);
}

/** Which code is used for each 50 symbols. */
function readSelectors(bits: Bits, groups: number, count: number): Uint8Array {
  const order = Uint8Array.from({ length: groups }, (_, index) => index);
  return Uint8Array.from({ length: count }, () => {
    let index = 0;
    while (bits.read(1) === 1) if (++index >= groups) throw new Error("This is no code.");
    return toFront(order, index);
  });
}

function toFront(order: Uint8Array, index: number): number {
  const one = order[index]!;
  // A call costs more than a few steps.
  if (index > 32) order.copyWithin(1, 0, index);
  else for (let at = index; at > 0; at--) order[at] = order[at - 1]!;
  return (order[0] = one);
}

/** A code whose words are in order, short ones first. Indexed by a word's length in bits. */
interface Code {
  /** The last word of that length, followed by ones up to 20 bits; -1 before the first. */
  readonly limits: Int32Array;
  /** What to take off a word of that length to find its place in `symbols`. */
  readonly bases: Int32Array;
  readonly symbols: Uint16Array;
  readonly shortest: number;
}

/** Like bzip2 it takes a code of more words than there are, in which nothing can be written with the last ones. */
function readCode(bits: Bits, symbols: number): Code {
  const sizes: number[] = [];
  let size = bits.read(5);
  while (sizes.length < symbols) {
    if (size < 1 || size > longestCode) throw new Error("This is no code.");
    if (bits.read(1) === 0) sizes.push(size);
    else size += bits.read(1) === 0 ? 1 : -1;
  }
  const limits = new Int32Array(longestCode + 1).fill(-1);
  const bases = new Int32Array(longestCode + 1);
  const sorted: number[] = [];
  let word = 0;
  for (let length = 1; length <= longestCode; length++) {
    word <<= 1;
    bases[length] = word - sorted.length;
    for (let symbol = 0; symbol < symbols; symbol++) {
      if (sizes[symbol] !== length) continue;
      sorted.push(symbol);
      word++;
    }
    limits[length] = (word << (longestCode - length)) - 1;
  }
  return { limits, bases, symbols: Uint16Array.from(sorted), shortest: Math.min(...sizes) };
}

/** Undoes the sorting of a block and the runs in it: behind four equal bytes stands how many more there are. */
function* plainText(table: Uint32Array, length: number, origin: number, crc: number): Generator<Uint8Array> {
  const places = new Uint32Array(257);
  for (let index = 0; index < length; index++) places[table[index]! + 1]!++;
  for (let byte = 0; byte < 256; byte++) places[byte + 1]! += places[byte]!;
  for (let index = 0; index < length; index++) table[places[table[index]! & 0xff]!++]! |= index << 8;
  let piece = new Uint8Array(pieceSize);
  let filled = 0;
  let sum = -1;
  let equal = 0;
  let before = -1;
  let at = table[origin]! >>> 8;
  for (let index = 0; index < length; index++) {
    const entry = table[at]!;
    at = entry >>> 8;
    let byte = entry & 0xff;
    let copies = 1;
    if (equal === 4) {
      copies = byte;
      byte = before;
      equal = 0;
      before = -1;
    } else if (byte === before) equal++;
    else {
      equal = 1;
      before = byte;
    }
    for (; copies > 0; copies--) {
      sum = (sum << 8) ^ crcTable[(sum >>> 24) ^ byte]!;
      piece[filled++] = byte;
      if (filled < pieceSize) continue;
      yield piece;
      piece = new Uint8Array(pieceSize);
      filled = 0;
    }
  }
  if (~sum >>> 0 !== crc) throw new Error("The checksum of the block is another.");
  yield piece.subarray(0, filled);
}
