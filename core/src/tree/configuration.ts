import type { SourceText } from "../text/sourceText";
import type { Configuration } from "./plan";

/** An architecture as live-bootstrap's rootfs.py names it (`--arch`, the value of ARCH). */
export type Architecture = "x86" | "amd64" | "aarch64" | "riscv32" | "riscv64";

/** stage0-posix's folder of an architecture, the value of ARCH_DIR (lib/generator.py, `stage0_arch_map`). */
export function architectureDirectory(architecture: Architecture): string {
  return { x86: "x86", amd64: "AMD64", aarch64: "AArch64", riscv32: "riscv32", riscv64: "riscv64" }[
    architecture
  ];
}

export function defaultConfiguration(architecture: Architecture): Configuration {
  return new Map([
    ["ARCH", architecture],
    ["ARCH_DIR", architectureDirectory(architecture)],
  ]);
}

export function parseConfiguration(text: SourceText): Configuration {
  void text;
  return new Map();
}

export function formatConfiguration(configuration: Configuration): string {
  return [...configuration].map(([name, value]) => `${name}=${value}\n`).join("");
}
