import type { DiagnosticCode } from "./codes";

/** Who tells the codes of a group where the editor and `bootstrappable check` do not. Markdown. */
const groups: Readonly<Record<string, string>> = {
  distfiles: "`bootstrappable distfiles`",
  run: "a run: `bootstrappable run`, and the editor from what is kept of it",
  step: "`bootstrappable new-step --lint`",
  verify: "`bootstrappable verify`",
};

const check = "the editor, `bootstrappable check`";

/** Codes that others tell than their group's, or more. */
const others: Partial<Record<DiagnosticCode, string>> = {
  "checksums/differs-in-last-run": "the editor, from what is kept of runs",
  "checksums/all-differ-in-last-run": "the editor, from what is kept of runs",
  "manifest/missing": `${check} of a folder, \`plan\` and whatever else needs a tree`,
  "manifest/not-utf8": "`bootstrappable plan --scripts`, a run",
  "step/missing-sources": `${check}, \`plan\`, \`doctor\`, \`verify\` and \`new-step --lint\``,
  "step/missing-pass": `${check}, \`new-step --lint\``,
  "step/unused-pass": `${check}, \`new-step --lint\``,
  "step/placeholder-hash": `${check} (of \`sources\`), \`new-step --lint\``,
};

/** Who tells a code, as docs/diagnostics.md names them; undefined for the editor and `bootstrappable check`. */
export function tellersOf(code: DiagnosticCode): string | undefined {
  return others[code] ?? groups[code.slice(0, code.indexOf("/"))];
}
