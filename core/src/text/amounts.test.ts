import { expect, it } from "vitest";
import { byteCount, duration } from "./amounts";

it.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [1023, "1023 bytes"],
  [1024, "1.0 KiB"],
  [123_456, "120.6 KiB"],
  [1024 ** 2 - 1, "1.0 MiB"],
  [3 * 1024 ** 2, "3.0 MiB"],
  [16 * 1024 ** 3, "16.0 GiB"],
  [5e15, "4547.5 TiB"],
])("%d bytes are %s", (bytes, text) => expect(byteCount(bytes)).toBe(text));

it.each([
  [0, "0 ms"],
  [40, "40 ms"],
  [94.9, "95 ms"],
  [95, "0.1 s"],
  [9940, "9.9 s"],
  [9960, "10 s"],
  [12_400, "12 s"],
  [59_700, "1 min 0 s"],
  [185_000, "3 min 5 s"],
  [7_800_000, "2 h 10 min"],
])("%d ms are %s", (milliseconds, text) => expect(duration(milliseconds)).toBe(text));
