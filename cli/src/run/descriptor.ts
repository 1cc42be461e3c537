import { fstatSync } from "node:fs";
import { InvalidArgumentError } from "commander";

/** The value of `--events-fd`. */
export function descriptor(value: string): number {
  const number = Number(value);
  try {
    // Node keeps the first sixteen from the programs that it starts; a higher one would reach into the sandbox.
    if (!/^\d+$/.test(value) || number > 15) throw new RangeError();
    const kind = fstatSync(number);
    // Node has descriptors of its own, of kinds that no shell can hand over.
    if (kind.isFIFO() || kind.isSocket() || kind.isFile() || kind.isCharacterDevice()) return number;
    throw new RangeError();
  } catch {
    throw new InvalidArgumentError("Not an open file descriptor up to 15.");
  }
}
