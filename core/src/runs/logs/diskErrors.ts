/**
 * What builder-hex0 says when the BIOS could not read or write, in the midst of anything and without a line end: a byte,
 * a blank and the 16 bytes of its disk address packet, of which the last eight are the sector's number; then it tries
 * again (read_error and write_error in builder-hex0-x86-stage2.hex0). The group is that number, the lowest byte first.
 */
export const diskError = "[0-9A-F]{2} 1000[0-9A-F]{12}([0-9A-F]{16})";

/** The same so many times over that no trial will do: the BIOS cannot read there. */
export const diskErrorsForEver = `(?:${diskError}){8}`;

/** The number of a sector by its digits, the lowest byte first. */
export function sectorOf(digits: string): number {
  return Number.parseInt((digits.match(/../g) ?? []).reverse().join(""), 16);
}
