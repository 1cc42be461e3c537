import type { AssemblyInput } from "./sources";

/** Joins inputs as `catm` does: nothing comes between them, so a last line without its line feed runs into the next file. */
export function catm(inputs: readonly AssemblyInput[]): Uint8Array {
  const joined = new Uint8Array(inputs.reduce((length, { bytes }) => length + bytes.length, 0));
  let at = 0;
  for (const { bytes } of inputs) {
    joined.set(bytes, at);
    at += bytes.length;
  }
  return joined;
}
