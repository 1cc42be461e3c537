import path from "node:path";
import type {
  AuditAnswer,
  AuditCounts,
  AuditedFileLine,
  AuditFindingLine,
} from "@bootstrappable/server/protocol";
import type { Command } from "vscode";
import { Uri } from "vscode";
import type { AuditBook } from "../audit/book";
import { colouredIcon, NodeView, type Node } from "./nodes";

const findingIcons: Readonly<Record<AuditFindingLine["kind"], readonly [name: string, colour?: string]>> = {
  disagrees: ["warning", "list.warningForeground"],
  other: ["warning", "list.warningForeground"],
  "cannot tell": ["question", "charts.blue"],
  uncommented: ["comment", "disabledForeground"],
};

/** The view *Audit*: how many comments are what their bytes do, file by file, and every line that is not in order. */
export class AuditView extends NodeView {
  constructor(private readonly book: AuditBook) {
    super();
    this.subscriptions.push(
      book.onChanged(() => {
        this.refresh();
        this.#tell();
      }),
    );
  }

  nodes(): Promise<readonly Node[]> {
    const { answer, filtered } = this.book;
    return Promise.resolve(answer === undefined ? [] : nodesOf(answer, filtered));
  }

  #tell(): void {
    const { answer, outdated, paths } = this.book;
    if (this.view === undefined) return;
    this.view.message = answer === undefined ? "" : messageOf(answer, outdated);
    this.view.description = paths?.map((each) => path.posix.basename(each)).join(", ") ?? "";
  }
}

/** What the lines alone do not tell. */
function messageOf({ files, looked, of, unreadable }: AuditAnswer, outdated: boolean): string {
  const words = [
    ...(looked < of ? [`Stopped after ${looked} of ${of} sources.`] : []),
    ...(unreadable.length > 0 ? [`${unreadable.length} of ${of} sources cannot be read.`] : []),
    ...(files.length === 0 && looked === of ? ["There is no hex0, hex1, hex2 or M1 to be audited."] : []),
    ...(outdated ? ["Sources changed since this audit."] : []),
  ];
  return words.join(" ");
}

function nodesOf({ files, total }: AuditAnswer, filtered: boolean): readonly Node[] {
  if (files.length === 0) return [];
  const shown = filtered ? files.filter(({ findings }) => findings.length > 0) : files;
  const folders = new Map<string, AuditedFileLine[]>();
  for (const file of shown) {
    const folder = path.posix.dirname(file.name);
    const known = folders.get(folder);
    if (known === undefined) folders.set(folder, [file]);
    else known.push(file);
  }
  const [only] = folders.values();
  const below = folders.size === 1 ? only!.map(fileNode) : [...folders].map(folderNode);
  return [totalNode(total), ...below];
}

function totalNode(total: AuditCounts): Node {
  const { bytes, lines } = total;
  const commented = lines.verified + lines.disagreeing + lines.undecidable;
  const part = (
    id: string,
    label: string,
    count: number,
    [icon, colour]: readonly [string, string?],
  ): Node => ({
    id: `total ${id}`,
    label,
    description: count.toLocaleString("en"),
    icon: colouredIcon(icon, colour),
  });
  return {
    id: "total",
    ...(commented === 0
      ? { label: "No comment on an instruction" }
      : {
          label: `${percentage(total.part)} verified`,
          description: `of ${commented.toLocaleString("en")} commented lines`,
        }),
    tooltip: tooltipOf(total),
    icon: colouredIcon("shield"),
    open: true,
    children: [
      part("verified", "agree with their bytes", lines.verified, ["pass", "testing.iconPassed"]),
      part("disagreeing", "disagree", lines.disagreeing, findingIcons.disagrees),
      part("undecidable", "cannot be told", lines.undecidable, findingIcons["cannot tell"]),
      part("uncommented", "code without a comment", lines.uncommented, findingIcons.uncommented),
      part("bytes", "bytes of code", bytes.code, ["file-binary"]),
    ],
  };
}

function folderNode([folder, files]: readonly [string, readonly AuditedFileLine[]]): Node {
  const findings = files.flatMap((file) => file.findings);
  return {
    id: `folder ${folder}`,
    label: folder === "." ? "top folder" : folder,
    description: countWords(findings).join(" · "),
    icon: colouredIcon("folder"),
    children: files.map(fileNode),
    open: true,
  };
}

function fileNode(file: AuditedFileLine): Node {
  const { findings, lines } = file;
  const commented = lines.verified + lines.disagreeing + lines.undecidable;
  const share = commented === 0 ? "no comment on an instruction" : percentage(file.part);
  return {
    id: `file ${file.path}`,
    label: path.posix.basename(file.name),
    description: [share, ...countWords(findings)].join(" · "),
    tooltip: [file.name, tooltipOf(file)].join("\n"),
    icon: colouredIcon(...fileIcon(findings, commented)),
    ...(findings.length > 0 ? { children: findingNodes(file) } : { command: openingAt(file.path) }),
  };
}

function fileIcon(findings: readonly AuditFindingLine[], commented: number): readonly [string, string?] {
  const has = (...kinds: readonly AuditFindingLine["kind"][]) =>
    findings.some(({ kind }) => kinds.includes(kind));
  if (has("disagrees", "other")) return findingIcons.disagrees;
  if (has("cannot tell")) return findingIcons["cannot tell"];
  return commented === 0 ? ["circle-outline", "disabledForeground"] : ["pass", "testing.iconPassed"];
}

/** So many lines of a file are listed: nobody looks at more. */
const mostFindings = 1000;

function findingNodes(file: AuditedFileLine): readonly Node[] {
  const { findings, path: place } = file;
  const nodes = findings.slice(0, mostFindings).map((finding, index) => findingNode(file, finding, index));
  const rest = findings.length - nodes.length;
  return rest === 0
    ? nodes
    : [...nodes, { id: `rest ${place}`, label: `and ${rest.toLocaleString("en")} more` }];
}

function findingNode({ path: file }: AuditedFileLine, finding: AuditFindingLine, index: number): Node {
  const { kind, message, about, range } = finding;
  const line = range.start.line + 1;
  return {
    id: `finding ${file} ${index}`,
    label: `${line}: ${message}`,
    description: kind === "uncommented" ? "no comment" : about,
    tooltip: `Line ${line}: ${about}\n${message}`,
    icon: colouredIcon(...findingIcons[kind]),
    command: openingAt(file, range),
  };
}

function countWords(findings: readonly AuditFindingLine[]): string[] {
  const count = (kind: AuditFindingLine["kind"]) =>
    findings.filter((finding) => finding.kind === kind).length;
  const counted: readonly (readonly [number, string])[] = [
    [count("disagrees"), "disagree"],
    [count("other"), "in notes"],
    [count("cannot tell"), "cannot tell"],
    [count("uncommented"), "uncommented"],
  ];
  return counted.filter(([number]) => number > 0).map(([number, words]) => `${number} ${words}`);
}

function tooltipOf({ lines, bytes }: AuditCounts): string {
  return [
    `Lines: ${lines.verified} verified, ${lines.disagreeing} disagreeing, ${lines.undecidable} undecidable, ${lines.uncommented} uncommented`,
    `Bytes: ${bytes.code} code, ${bytes.header} header, ${bytes.data} data, ${bytes.padding} padding`,
  ].join("\n");
}

/** Never a hundred where something is left. */
function percentage(part: number): string {
  return `${(Math.floor(part * 1000) / 10).toFixed(1)} %`;
}

function openingAt(file: string, range?: AuditFindingLine["range"]): Command {
  return {
    title: "Open",
    command: "vscode.open",
    arguments: [Uri.file(file), range === undefined ? {} : { selection: range }],
  };
}
