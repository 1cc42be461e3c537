import type { Assembly } from "./assembly";
import { Findings } from "./findings";
import { resolveReferences } from "./hex2Resolve";
import { Hex2Scanner, type ByteMode } from "./hex2Scanner";
import { Linker, type LinkOptions } from "./linker";
import { Sources, type AssemblyInput } from "./sources";

/**
 * Assembles hex2 as mescc-tools' `hex2` does: half a byte at the end of an input is dropped; labels are common to all. Or
 * as the hex2-0 of stage0-posix does, which opens one file: inputs are joined as by catm.
 */
export function assembleHex2(
  inputs: readonly AssemblyInput[],
  options: LinkOptions,
  mode: ByteMode = "hex",
): Assembly {
  const sources = new Sources(inputs);
  const linker = new Linker(options, new Findings(sources));
  const scanner = new Hex2Scanner(linker, mode);
  const ends = linker.traits.stage === undefined ? sources.starts.slice(1) : [sources.text.length];
  let start = 0;
  for (const end of ends) {
    scanner.scan(sources.text, start, end);
    scanner.endFile();
    start = end;
  }
  return linked(linker);
}

/** What a linker comes to, when all has been fed to it. */
export function linked(linker: Linker): Assembly {
  const { findings, map } = linker;
  if (linker.unmerged) {
    const at = linker.unmergedStart;
    findings.add("hex2/unmerged-word", at, at + 1, "No byte comes behind this, so it is dropped.");
  }
  linker.lookUp();
  resolveReferences(linker);
  if (map) map.length = linker.length;
  return {
    bytes: linker.bytes.subarray(0, linker.length),
    findings: findings.list,
    ...(map ? { map } : {}),
  };
}
