import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";
import { shownPart, sum, type AuditSummary } from "../summary";
import type { AuditedLine } from "../verdict";
import { escaped, page } from "./page";

/** A file that was audited, as a report shows it. */
export interface ReportedFile {
  /** As the reader is to know it. */
  readonly name: string;
  readonly text: SourceText;
  readonly lines: readonly AuditedLine[];
  readonly summary: AuditSummary;
  readonly findings: readonly { readonly range: Range; readonly message: string }[];
}

const heads = ["Code", "Header", "Data", "Padding", "Verified", "Disagree", "Unclear", "Uncommented", "Part"];

/** The whole audit as one file of HTML, without a script and without anything from elsewhere. */
export function htmlOf(files: readonly ReportedFile[]): string {
  const total = sum(files.map(({ summary }) => summary));
  const rows = files.map(({ name, summary }, index) =>
    row(`<a href="#f${index}">${escaped(name)}</a>`, summary),
  );
  return page(
    "Audit: comments held against bytes",
    `<h1>Comments held against bytes</h1>
<p class="lead"><strong>${shownPart(total)}</strong> of ${commented(total)} lines whose comment speaks of an
instruction are verified: the bytes decode to it. ${total.lines.disagreeing} disagree, of ${total.lines.undecidable} nothing can be
told. ${total.lines.uncommented} lines of code have no comment.</p>
${bar(total)}
<table>
<thead><tr><th>File</th>${heads.map((head) => `<th>${head}</th>`).join("")}</tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
<tfoot>${row("Total", total)}</tfoot>
</table>
<p class="key"><span class="agrees">verified</span> <span class="disagrees">disagrees</span> <span class="cannot">cannot tell</span>
<span class="uncommented">code without a comment</span> <span class="header">header</span> <span class="data">data</span>
<span class="padding">padding</span> — bytes by kind, lines of code by verdict</p>
${files.map(section).join("\n")}`,
  );
}

function commented({ lines }: AuditSummary): number {
  return lines.verified + lines.disagreeing + lines.undecidable;
}

function bar({ lines }: AuditSummary): string {
  const parts = [
    ["agrees", lines.verified],
    ["disagrees", lines.disagreeing],
    ["cannot", lines.undecidable],
    ["uncommented", lines.uncommented],
  ] as const;
  const shown = parts.filter(([, count]) => count > 0);
  return `<div class="bar">${shown.map(([kind, count]) => `<span class="${kind}" style="flex-grow:${count}"></span>`).join("")}</div>`;
}

function row(name: string, summary: AuditSummary): string {
  const { bytes, lines } = summary;
  const numbers = [...Object.values(bytes), ...Object.values(lines)].map((number) => `<td>${number}</td>`);
  return `<tr><th scope="row">${name}</th>${numbers.join("")}<td>${shownPart(summary)}</td></tr>`;
}

function section({ name, text, lines, summary, findings }: ReportedFile, index: number): string {
  const byLine = new Map(lines.map((line) => [line.line.line, line]));
  const source = new TextDecoder()
    .decode(text.bytes)
    .split("\n")
    .map((line, at) => sourceLine(line.replace(/\r$/, ""), `f${index}l${at + 1}`, at, byLine.get(at)));
  const list = findings.map(({ range, message }) => {
    const line = text.lineAt(range.start) + 1;
    return `<li><a href="#f${index}l${line}">Line ${line}</a> ${escaped(message)}</li>`;
  });
  const open = findings.length > 0 ? " open" : "";
  return `<details id="f${index}"${open}><summary>${escaped(name)} ${bar(summary)}</summary>
${list.length === 0 ? "" : `<ol>${list.join("\n")}</ol>\n`}<pre>${source.join("\n")}</pre></details>`;
}

const classes: Readonly<Record<AuditedLine["verdict"], string>> = {
  agrees: "agrees",
  disagrees: "disagrees",
  "cannot tell": "cannot",
  uncommented: "uncommented",
  header: "header",
  data: "data",
  padding: "padding",
};

function sourceLine(line: string, id: string, at: number, audited: AuditedLine | undefined): string {
  const number = `<i id="${id}">${at + 1}</i>`;
  if (audited === undefined) return `${number}${escaped(line)}`;
  const { verdict, reason, instruction } = audited;
  const shown = instruction === undefined ? "" : ` title="${escaped(instruction.text)}"`;
  const note = reason === undefined ? "" : ` <em>${escaped(reason)}</em>`;
  return `${number}<span class="${classes[verdict]}"${shown}>${escaped(line)}</span>${note}`;
}
