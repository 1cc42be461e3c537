import { sizeOfSigil } from "../../assemble/linker";
import { digitOf } from "../../assemble/m1Numbers";
import { kind, Tokens } from "./tokens";

const LF = 0x0a;
const CR = 0x0d;

/** The three languages of digits; hex0 has neither labels nor references, those of hex1 are one byte long. */
export type HexDialect = "hex0" | "hex1" | "hex2";

/** The tokens of hex0, hex1 or hex2. Sigils are known whatever the architecture: what it does with them is not asked here. */
export function lexHex(bytes: Uint8Array, dialect: HexDialect): Tokens {
  const tokens = new Tokens(bytes.length);
  lexHexInto(tokens, bytes, 0, bytes.length, dialect);
  return tokens;
}

/** Adds the tokens of a stretch that begins outside of comments. */
export function lexHexInto(
  tokens: Tokens,
  bytes: Uint8Array,
  from: number,
  end: number,
  dialect: HexDialect,
): void {
  const names = dialect !== "hex0";
  for (let at = from; at < end;) {
    const byte = bytes[at]!;
    const start = at;
    if (byte === 0x20 || byte === 0x09 || byte === LF || byte === CR) at++;
    else if (byte === 0x23 || byte === 0x3b) {
      at = endOfComment(bytes, at, end);
      tokens.add(kind.comment, start, at);
    } else if (digitOf(byte) < 16) {
      at = endOfDigits(bytes, at, end);
      tokens.add(kind.digits, start, at);
    } else if (names && byte === 0x3a) {
      at = endOfName(bytes, at + 1, end, dialect);
      tokens.add(kind.label, start, at);
    } else if (names && byte < 128 && sizeOfSigil[byte]! > 0) {
      at = endOfName(bytes, at + 1, end, dialect);
      tokens.add(kind.reference, start, at);
      if (dialect === "hex2" && at < end && bytes[at] === 0x3e) {
        const base = at;
        at = endOfName(bytes, at + 1, end, dialect);
        tokens.add(kind.base, base, at);
      }
    } else if (names && byte === 0x5e) tokens.add(kind.caret, start, ++at);
    else if (dialect === "hex2" && byte === 0x3c) tokens.add(kind.pad, start, ++at);
    else if (dialect === "hex2" && byte === 0x2e && endOfDigits(bytes, at + 1, end) === at + 9) {
      at += 9;
      tokens.add(kind.word, start, at);
    } else {
      at++;
      while (at < end && isStray(bytes[at]!)) at++;
      tokens.add(kind.stray, start, at);
    }
  }
}

/** A byte that goes on with what is of no meaning, whatever the dialect. */
function isStray(byte: number): boolean {
  if (byte <= 0x20 || digitOf(byte) < 16) return false;
  return byte >= 128 || !"#;:<.^!@$~%&".includes(String.fromCharCode(byte));
}

/** A comment as people see it: up to the line feed; a carriage return in front of that is the line's end. */
export function endOfComment(bytes: Uint8Array, from: number, end: number): number {
  const lf = bytes.indexOf(LF, from);
  const stop = lf < 0 || lf > end ? end : lf;
  return stop > from && bytes[stop - 1] === CR ? stop - 1 : stop;
}

export function endOfDigits(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && digitOf(bytes[at]!) < 16) at++;
  return at;
}

/** The tools take a carriage return for part of a name; people do not mean it. */
function endOfName(bytes: Uint8Array, from: number, end: number, dialect: HexDialect): number {
  if (dialect === "hex1") {
    // A line's end is no name, although the tool takes it for one.
    return from < end && bytes[from] !== LF ? from + characterLength(bytes, from, end) : from;
  }
  let at = from;
  while (at < end) {
    const byte = bytes[at]!;
    if (byte === 0x20 || byte === 0x09 || byte === LF || byte === 0x3e) break;
    if (byte === CR && bytes[at + 1] === LF) break;
    at++;
  }
  return at;
}

/** A name of hex1 is one byte; here it is the whole character, so that none is cut in two. */
function characterLength(bytes: Uint8Array, from: number, end: number): number {
  let at = from + 1;
  if (bytes[from]! >= 0xc2) while (at < end && (bytes[at]! & 0xc0) === 0x80) at++;
  return at - from;
}
