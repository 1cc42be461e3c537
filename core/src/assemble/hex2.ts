import type { Assembly } from "./assembly";
import { Findings } from "./findings";
import { resolveReferences } from "./hex2Resolve";
import { Hex2Scanner, type ByteMode } from "./hex2Scanner";
import { Linker, type LinkOptions } from "./linker";
import { Sources, type AssemblyInput } from "./sources";

/** Assembles hex2 as mescc-tools' `hex2` does. Half a byte at the end of an input is dropped; labels are common to all. */
export function assembleHex2(
  inputs: readonly AssemblyInput[],
  options: LinkOptions,
  mode: ByteMode = "hex",
): Assembly {
  const sources = new Sources(inputs);
  const linker = new Linker(options, new Findings(sources));
  const scanner = new Hex2Scanner(linker, mode);
  inputs.forEach((_, index) => {
    scanner.scan(sources.text, sources.starts[index]!, sources.starts[index + 1]!);
    scanner.endFile();
  });
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
