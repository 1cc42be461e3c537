import type { Wanted } from "../claim";

/** How a dialect reads digits without a prefix. */
export type BareDigits = "decimal" | "any";

const escapes: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, "0": 0, "\\": 92, "'": 39, '"': 34 };

/**
 * The readings of a number, sign included; undefined where it is none. `0x`, `0b`, `…h`, `…b` and characters have one reading;
 * `0577` may be octal, and where `bare` is `any` digits may be hexadecimal.
 */
export function readNumber(text: string, bare: BareDigits): readonly bigint[] | undefined {
  const marks = /^[$#]?[-+]?[$#]?/.exec(text)![0];
  const sign = marks.includes("-") ? -1n : 1n;
  const digits = text.slice(marks.length).replaceAll("_", "");
  const values = readings(digits, bare);
  return values.length === 0 ? undefined : values.map((value) => sign * value);
}

function readings(digits: string, bare: BareDigits): bigint[] {
  // Nothing is escaped where the quote behind the backslash is the last character.
  if (digits === "'\\'") return [92n];
  const character = /^'(?:\\(.)|([^\\]))'?$/.exec(digits);
  if (character) {
    const code = character[1] === undefined ? character[2]!.charCodeAt(0) : escapes[character[1]];
    return code === undefined ? [] : [BigInt(code)];
  }
  if (/^0x[0-9a-f]+$/i.test(digits)) return [BigInt(digits.toLowerCase())];
  if (/^0b[01]+$/i.test(digits))
    return bare === "any"
      ? [BigInt(digits.toLowerCase()), BigInt(`0x${digits}`)]
      : [BigInt(digits.toLowerCase())];
  // What begins with no digit is a name: `add_H`, `xadd`.
  if (/^x\d[0-9a-f]*$/i.test(digits)) return [BigInt(`0${digits.toLowerCase()}`)];
  if (/^\d[0-9a-f]*h$/i.test(digits)) return [BigInt(`0x${digits.slice(0, -1)}`)];
  if (/^[01]{4,}b$/i.test(digits)) return [BigInt(`0b${digits.slice(0, -1)}`)];
  const megabytes = /^(\d+)([KM])B$/.exec(digits);
  if (megabytes) return [BigInt(megabytes[1]!) << (megabytes[2] === "K" ? 10n : 20n)];
  const found: bigint[] = [];
  if (/^\d+$/.test(digits)) found.push(BigInt(digits));
  if (/^0[0-7]+$/.test(digits)) found.push(BigInt(`0o${digits}`));
  if (bare === "any" && /^[0-9a-f]+$/i.test(digits)) found.push(BigInt(`0x${digits}`));
  return [...new Set(found)];
}

export function wantedNumber(text: string, bare: BareDigits): Wanted | undefined {
  const values = readNumber(text, bare);
  return values && { kind: "number", values };
}
