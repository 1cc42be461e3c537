/** Bytes of a line. */
const WIDTH = 16;

/** Bytes as `hexdump -C` shows them: offset, bytes in two groups of eight, what of them is printable ASCII. */
export function dumpOf(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += WIDTH) {
    const row = bytes.subarray(at, at + WIDTH);
    const hex = Array.from(
      { length: WIDTH },
      (_, index) => row[index]?.toString(16).padStart(2, "0") ?? "  ",
    );
    const text = [...row].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "."));
    const groups = `${hex.slice(0, 8).join(" ")}  ${hex.slice(8).join(" ")}`;
    lines.push(`${at.toString(16).padStart(8, "0")}  ${groups}  |${text.join("")}|`);
  }
  return lines.map((line) => `${line}\n`).join("");
}

/** Whether bytes are no text to read: NUL in their beginning, or no UTF-8. */
export function isBinary(bytes: Uint8Array): boolean {
  if (bytes.subarray(0, 8192).includes(0)) return true;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return false;
  } catch {
    return true;
  }
}
