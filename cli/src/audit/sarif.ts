import { codes, type DiagnosticCode } from "@bootstrappable/core/diagnostics/codes";
import type { Severity } from "@bootstrappable/core/diagnostics/severity";
import type { Finding } from "../report";
import { version } from "../version";

const levels: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "note",
  hint: "note",
};

/** Findings as SARIF 2.1.0, with what GitHub's code scanning asks for: rules with help, relative addresses, regions. */
export function sarifOf(findings: readonly Finding[]): string {
  const used = [...new Set(findings.map(({ code }) => code as DiagnosticCode))].sort();
  const rules = used.map((id) => {
    const { title, why, remedy, severity } = codes[id];
    const text = `${why} ${remedy}`;
    return {
      id,
      name: id.replace(/(?:^|[/-])([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      shortDescription: { text: title },
      fullDescription: { text: why },
      help: { text, markdown: `${why}\n\n${remedy}` },
      defaultConfiguration: { level: levels[severity] },
    };
  });
  const results = findings.map(({ file, line, column, endLine, endColumn, code, message, severity }) => ({
    ruleId: code,
    ruleIndex: used.indexOf(code as DiagnosticCode),
    level: levels[severity],
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: addressOf(file) },
          region: { startLine: line, startColumn: column, endLine, endColumn },
        },
      },
    ],
  }));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      { tool: { driver: { name: "bootstrappable", version, rules } }, columnKind: "utf16CodeUnits", results },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

/** A relative path as part of an address: each of its names is encoded, `./` in front left off. */
function addressOf(file: string): string {
  const parts = file.replaceAll("\\", "/").split("/");
  return parts
    .filter((part, index) => part !== "." || index > 0)
    .map(encodeURIComponent)
    .join("/");
}
