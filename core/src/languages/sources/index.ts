import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import type { Document, Language } from "../language";
import { parseSources } from "./parser";

function diagnostics({ text }: Document): readonly Diagnostic[] {
  const { lines, malformed } = parseSources(text);
  const found = malformed.map((range) =>
    diagnose(
      "sources/malformed-line",
      range,
      "Neither `f URL SHA256 [NAME]` nor `g REPOSITORY~REF URL SHA256 [NAME]`.",
    ),
  );
  for (const { hash } of lines) {
    if (/^[0-9a-f]{64}$/.test(hash.text)) continue;
    found.push(diagnose("sources/malformed-hash", hash.range, "A SHA-256 has 64 hex digits, in lower case."));
  }
  return found.sort((a, b) => a.range.start - b.range.start);
}

/** The `sources` of a step: its distfiles. */
export const sources: Language = {
  id: "bootstrap-sources",
  matches: (path) => /\/steps\/[^/]+\/sources$/.test(path),
  diagnostics,
};
