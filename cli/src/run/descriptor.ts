import { fstatSync } from "node:fs";
import { isOwnPipe, isReadOnly } from "@bootstrappable/core/platform/node/inheritable";
import { InvalidArgumentError } from "commander";

/** The value of `--events-fd`. */
export function descriptor(value: string): number {
  const number = Number(value);
  try {
    // Node keeps the first sixteen from the programs that it starts; a higher one would reach into the sandbox.
    if (!/^\d+$/.test(value) || number > 15) throw new RangeError();
    const kind = fstatSync(number);
    // Node has descriptors of its own, most of kinds that no shell can hand over.
    const usable = kind.isFIFO() || kind.isSocket() || kind.isFile() || kind.isCharacterDevice();
    if (!usable || isReadOnly(number) || isOwnPipe(number)) throw new RangeError();
    return number;
  } catch {
    throw new InvalidArgumentError("Not an open file descriptor up to 15 that can be written to.");
  }
}
