/**
 * Reads a number as mescc-tools does (M2libc/bootstrappable.c, strtoint): `0x` hexadecimal, `0b` binary, a leading `0`
 * octal, else decimal; `_` between digits; `-` in front of the digits, behind any prefix (`0x-80`). What is no number
 * counts 0. Wraps to 32 bits.
 */
export function strtoint(bytes: Uint8Array, start: number, end: number): number {
  if (start >= end) return 0;
  const zero = bytes[start] === 0x30;
  const second = start + 1 < end ? bytes[start + 1]! : 0;
  if (zero && second === 0x62) return digits(bytes, start + 2, end, 2);
  if (zero && second === 0x78) return digits(bytes, start + 2, end, 16);
  if (zero) return digits(bytes, start + 1, end, 8);
  return digits(bytes, start, end, 10);
}

function digits(bytes: Uint8Array, from: number, end: number, radix: number): number {
  let at = from;
  const negative = bytes[at] === 0x2d && at < end;
  if (negative) at++;
  let value = 0;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === 0x5f) continue;
    const digit = digitOf(byte);
    if (digit >= radix) return 0;
    value = (Math.imul(value, radix) + digit) | 0;
  }
  return negative ? -value | 0 : value;
}

/** Value of a hexadecimal digit, or 16. */
export function digitOf(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : 16;
}

/** {@link strtoint} of a text: how upstream's `--base-address` is read. */
export function numberOf(text: string): number {
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
  return strtoint(bytes, 0, bytes.length);
}

/**
 * A stage tool's reading (M0_*.hex2, numerate_string): hexadecimal when the second character is `x`, whatever the first
 * one is; digits above 9 are `A` to `F` and the characters between `9` and `A`; else decimal. `bits` are those of the
 * processor's registers: a number that wraps to zero there counts as none.
 */
export function numerate(
  bytes: Uint8Array,
  start: number,
  end: number,
  bits: 32 | 64,
): { low: number; zero: boolean } {
  const none = { low: 0, zero: true };
  const hexadecimal = start + 1 < end && bytes[start + 1] === 0x78;
  const negative = !hexadecimal && start < end && bytes[start] === 0x2d;
  const radix = hexadecimal ? 16 : 10;
  let value = 0;
  let big: bigint | undefined;
  for (let at = hexadecimal ? start + 2 : negative ? start + 1 : start; at < end; at++) {
    let digit = bytes[at]! - 0x30;
    if (hexadecimal && digit >= 10) digit -= 7;
    if (digit < 0 || digit >= radix) return none;
    if (big === undefined) {
      const next = value * radix + digit;
      if (Number.isSafeInteger(next)) value = next;
      else big = BigInt(value);
    }
    if (big !== undefined) big = BigInt.asUintN(bits, big * BigInt(radix) + BigInt(digit));
  }
  const wide = BigInt.asUintN(bits, big ?? BigInt(value));
  const low = Number(BigInt.asIntN(32, negative ? -wide : wide));
  return { low, zero: wide === 0n };
}
