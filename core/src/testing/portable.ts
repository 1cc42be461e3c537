/** Digits of a number in little-endian bytes. */
function word(value: number, size = 4): string {
  return Array.from({ length: size }, (_, at) =>
    ((value >> (8 * at)) & 0xff).toString(16).padStart(2, "0"),
  ).join(" ");
}

/**
 * The headers of a PE file for x86 in five lines of hex0 without the last line's end: 0x200 bytes. What follows is its one section,
 * loaded at 0x401000.
 */
export const portableHeader = [
  `4D 5A ${word(0, 58)} ${word(0x40)}`,
  `50 45 00 00 ${word(0x14c, 2)} ${word(1, 2)} ${word(0, 12)} ${word(96, 2)} ${word(0x102, 2)}`,
  `${word(0x10b, 2)} ${word(0, 14)} ${word(0x1000)} ${word(0, 8)} ${word(0x400000)} ${word(0, 64)}`,
  `${word(0, 8)} ${word(0x1000)} ${word(0x1000)} ${word(0x200)} ${word(0x200)} ${word(0, 16)}`,
  word(0, 0x200 - 0x40 - 24 - 96 - 40),
].join("\n");
