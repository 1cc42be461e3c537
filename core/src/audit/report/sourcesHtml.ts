import { codes } from "../../diagnostics/codes";
import type { Diagnostic } from "../../diagnostics/diagnostic";
import type { SourceText } from "../../text/sourceText";
import type { SourcesAudit } from "../sources/auditSources";
import { escaped, page } from "./page";

/** A `sources` or script of a step, with what was found there. */
export interface ReportedScript {
  /** As the reader is to know it. */
  readonly name: string;
  readonly text: SourceText;
  readonly findings: readonly Diagnostic[];
}

/** The audit of a tree's distfiles as one file of HTML, without a script and without anything from elsewhere. */
export function sourcesHtmlOf(
  files: readonly ReportedScript[],
  { looked, unread, missing }: Pick<SourcesAudit, "looked" | "unread" | "missing">,
): string {
  const found = files.flatMap(({ findings }) => findings);
  const kinds = [...new Set(found.map(({ code }) => code))].sort();
  const rows = kinds.map((code) => {
    const count = found.filter((each) => each.code === code).length;
    return `<tr><th scope="row">${escaped(code)}</th><td class="why">${escaped(codes[code].title)}</td><td>${count}</td></tr>`;
  });
  const table =
    rows.length === 0
      ? ""
      : `<table>
<thead><tr><th>Kind</th><th class="why">What it is</th><th>Findings</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>`;
  return page(
    "Audit: sources of a bootstrap",
    `<h1>Sources of a bootstrap</h1>
<p class="lead"><strong>${looked}</strong> archive${looked === 1 ? "" : "s"} looked into, ${unread} not or not to the end,
${missing} not in distfiles/. ${found.length === 0 ? "Nothing was found." : `${found.length} finding${found.length === 1 ? "" : "s"} in ${files.length} file${files.length === 1 ? "" : "s"}.`}</p>
${table}
${files.map(section).join("\n")}`,
  );
}

function section({ name, text, findings }: ReportedScript, index: number): string {
  const lineOf = ({ range }: Diagnostic) => text.lineAt(range.start) + 1;
  const marked = new Map(findings.map((finding) => [lineOf(finding), classes(finding)] as const));
  const items = findings.map((finding) => {
    const line = lineOf(finding);
    const { severity, code, message } = finding;
    return `<li><a href="#f${index}l${line}">Line ${line}</a> ${severity}: ${escaped(message)} [${escaped(code)}]</li>`;
  });
  const source = new TextDecoder()
    .decode(text.bytes)
    .replace(/\n$/, "")
    .split("\n")
    .map((line, at) => {
      const shown = escaped(line.replace(/\r$/, ""));
      const kind = marked.get(at + 1);
      return `<i id="f${index}l${at + 1}">${at + 1}</i>${kind === undefined ? shown : `<span class="${kind}">${shown}</span>`}`;
    });
  return `<details id="f${index}" open><summary>${escaped(name)}</summary>
<ol>${items.join("\n")}</ol>
<pre>${source.join("\n")}</pre></details>`;
}

/** Colours of the report on comments: nothing is told by colour alone. */
function classes({ severity }: Diagnostic): string {
  if (severity === "hint") return "uncommented";
  return severity === "info" ? "cannot" : "disagrees";
}
