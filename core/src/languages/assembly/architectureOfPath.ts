import type { Architecture } from "../../assemble/architectures";

/** Words of file and folder names that tell an architecture, as upstream spells them. */
const words: Readonly<Record<string, Architecture>> = {
  x86: "x86",
  i386: "x86",
  elf32: "x86",
  amd64: "amd64",
  elf64: "amd64",
  x64: "amd64",
  aarch64: "aarch64",
  arm64: "aarch64",
  armv7l: "armv7l",
  ppc64le: "ppc64le",
  riscv32: "riscv32",
  riscv64: "riscv64",
};

/** The architecture that a path tells, the file's name before its folders; undefined where none does. */
export function architectureOfPath(path: string): Architecture | undefined {
  for (const part of path.toLowerCase().split("/").reverse()) {
    if (part.startsWith("knight-native")) return "knight-native";
    const found = part.split(/[^a-z0-9]+/).map((word) => (word === "knight" ? "knight-posix" : words[word]));
    // `elf64-ARM` is told by its second word.
    if (/^elf(32|64)-arm/.test(part)) return part.startsWith("elf32") ? "armv7l" : "aarch64";
    const last = found.findLast((architecture) => architecture !== undefined);
    if (last !== undefined) return last;
  }
  return undefined;
}

/** Whether a path tells of code that a BIOS starts: builder-hex0's, stage0's native seeds, a boot sector's by its name. */
export function isBootPath(path: string): boolean {
  return /(^|\/)(builder-hex0[^/]*|NATIVE\/x86|(?:[^/]*[-_.])?(?:boot(?:sector|loader)?|mbr))([-_./]|$)/i.test(
    path,
  );
}
