import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import type { Document, Language } from "../language";
import { parseChecksums } from "./parser";

function diagnostics({ text }: Document): readonly Diagnostic[] {
  return parseChecksums(text).malformed.map((range) =>
    diagnose("checksums/malformed-line", range, "Not of the form: 64 hex digits, two blanks, file name."),
  );
}

/** Files of SHA-256 sums: `*.checksums`, stage0-posix's `<arch>.answers`, `SHA256SUMS.pkgs`. */
export const checksums: Language = {
  id: "bootstrap-checksums",
  extensions: [".checksums", ".SHA256SUM"],
  matches: (path) =>
    /(^|\/)(SHA256SUMS(\.pkgs)?|(x86|amd64|armv7l|aarch64|riscv32|riscv64)\.answers)$/.test(path),
  diagnostics,
};
