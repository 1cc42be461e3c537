import type { Language } from "../language";
import { diagnostics } from "./diagnostics";
import { actions } from "./lastRun";
import { links } from "./links";
import { definition, hover, outline, references, semanticTokens } from "./services";

/** Files of SHA-256 sums: `*.checksums`, stage0-posix's `<arch>.answers`, `SHA256SUMS.pkgs`. */
export const checksums: Language = {
  id: "bootstrap-checksums",
  extensions: [".checksums", ".SHA256SUM"],
  matches: (path) =>
    /(^|\/)(SHA256SUMS(\.pkgs)?|(x86|amd64|armv7l|aarch64|riscv32|riscv64)\.answers)$/.test(path),
  diagnostics,
  links,
  actions,
  hover,
  definition,
  references,
  outline,
  semanticTokens,
};
