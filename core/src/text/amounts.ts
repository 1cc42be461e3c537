// How amounts are written for people: the same in the editor and in a terminal.

const units = ["KiB", "MiB", "GiB", "TiB"];

/** A number of bytes, in powers of 1024: `1 byte`, `292 bytes`, `3.0 KiB`, `12.4 MiB`, `16.0 GiB`. */
export function byteCount(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  let value = bytes / 1024;
  let unit = 0;
  // What would be written as 1024.0 is one of the next unit.
  for (; value >= 1023.95 && unit < units.length - 1; unit++) value /= 1024;
  return `${value.toFixed(1)} ${units[unit] ?? ""}`;
}

/** A length of time for a glance: `40 ms`, `0.3 s`, `12 s`, `3 min 5 s`, `2 h 10 min`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 95) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
